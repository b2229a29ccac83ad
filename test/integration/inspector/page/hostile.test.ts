import { describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

const HOSTILE =
  `"><img src=x onerror="window.broken=1"><script>window.broken=1</script><a href="javascript:window.broken=1">x</a>` +
  `<style>body{display:none}</style><link rel=stylesheet href="https://evil.example/x.css">{{7*7}}`;

const VIEWS = [
  ...["overview", "cost", "latency", "cache", "decisions", "tools", "outcomes", "alerts", "metrics", "questions"].map(
    (board) => `/dashboard?board=${board}`,
  ),
  "/sessions/session-a/replay/1",
  "/sessions/session-a/replay/3",
  "/sessions/session-a/replay/6",
  "/compare?a=session-a&b=session-b",
  "/search?text=img",
];

/** What everything that came from outside may carry: markup in each of it stays text, in every view. */
describe.skipIf(!hasChromium)("names and messages that are markup", () => {
  const pages = usePage((url) => madeUpAnswers(url, HOSTILE));

  test.each(VIEWS)("are text in %s", async (view) => {
    const { page, expectNoFaults, close } = await pages.open(`#${view}`);
    if (!view.includes("compare")) await page.getByText("onerror=").first().waitFor({ state: "attached" });
    else await page.getByRole("table").first().waitFor();
    expect(await page.evaluate("window.broken")).toBeUndefined();
    expect(await page.locator("main img, main script, main style, main link, main a[href^=javascript]").count()).toBe(
      0,
    );
    expectNoFaults();
    await close();
  });
});
