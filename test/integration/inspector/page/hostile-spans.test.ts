import { describe, expect, test } from "vitest";
import type { SessionRow } from "../../../../src/inspector/api.ts";
import { sampleAnswers, sampleSessions } from "../../../support/inspector/sample-answers.ts";
import { hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

const HOSTILE =
  `"><img src=x onerror="window.broken=1"><script>window.broken=1</script><svg onload="window.broken=1">` +
  `<style>*{display:none}</style><iframe src="https://evil.example/"></iframe>`;

/** Addresses that must not become links. */
const ADDRESSES = ["javascript:window.broken=1//https://a.b/", "data:text/html,<script>1</script>", "https://a.b/ x"];

/** Names that prototypes know. */
const NAMES = ["__proto__", "constructor", "toString"];

/** The same answer with every text of a sender followed by markup; what the page's contract fixes stays. */
function hostile(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => hostile(each, name));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hostile(each, key)]));
  if (
    typeof value !== "string" ||
    value === "" ||
    /^(id|status|type|kind|source|traceId|spanId|traces|next)$/.test(name)
  )
    return value;
  return `${value}${HOSTILE}`;
}

describe.skipIf(!hasChromium)("texts that are markup, in every field of", () => {
  const session = sampleSessions(1)[0] as SessionRow;
  const answers = sampleAnswers(3, 100);
  const pages = usePage((url) => {
    const answer = hostile(answers(url)) as { attributes?: unknown[]; kind?: string } | undefined;
    if (!url.pathname.startsWith("/api/spans/") || answer?.attributes === undefined) return answer;
    const added = [...ADDRESSES, ...NAMES].map((text) => [`${text}${HOSTILE}`, text]);
    return { ...answer, kind: "constructor", attributes: [...answer.attributes, ...added] };
  });

  const trace = "5b8efff798038103d269b633813fc60c";
  test.each([
    ["the list", "#/sessions"],
    ["the filters", `#/sessions?service=${encodeURIComponent(HOSTILE)}&decision=${encodeURIComponent(HOSTILE)}`],
    ["a trace and a failed span", `#/sessions/${session.id}/spans/${trace}/00000000000000a6`],
    ["a model call", `#/sessions/${session.id}/spans/${trace}/00000000000000a8`],
    ["a conversation", `#/sessions/${session.id}/conversation`],
    ["an address that is not known", `#/${encodeURIComponent(HOSTILE)}`],
  ])("%s stay text", async (_, hash) => {
    const { page, expectNoFaults, close } = await pages.open(hash);
    const seen = page.getByText("onerror=").first();
    if (hash.includes("?")) await page.getByRole("button", { name: "Decision:" }).waitFor();
    else if (hash.startsWith("#/%")) await page.getByRole("heading", { name: "Nothing here" }).waitFor();
    else await seen.waitFor({ state: "attached" });
    for (const summary of await page.locator("main summary").all()) await summary.click();
    expect(await page.evaluate("window.broken")).toBeUndefined();
    const made = "main img, main script, main style, main iframe, main svg[onload], main [onerror], main a[href^=data]";
    expect(await page.locator(made).count()).toBe(0);
    const links = await page.locator("main a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    expect(links.filter((href) => !/^(#\/|https:\/\/api\.openai\.com\/\S+$)/.test(href ?? ""))).toEqual([]);
    expectNoFaults();
    await close();
  });
});
