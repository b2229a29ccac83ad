import { describe, expect, test } from "vitest";
import { sampleAnswers } from "../../../support/inspector/sample-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the conversation of a session", () => {
  const pages = usePage(sampleAnswers(3, 100));

  test("tells who said what, what was called, decided and how it came out", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/sessions/s-0/conversation");
    const feed = page.getByRole("feed");
    await feed.getByRole("article").nth(6).waitFor();
    const told = await feed.innerText();
    expect(told).toMatch(/user\s+The lexer throws on empty input/);
    expect(told).toMatch(/assistant\s+Reasoning[\s\S]*search_code\s+\{"query"/);
    expect(told).toMatch(/route:\s*search first\s*82% sure/);
    expect(told).toMatch(/2 messages as in the call before/);
    expect(told).toMatch(/image\s+image\/png\s+a screenshot of 120 kB, not recorded/);
    expect(told).toMatch(/read_file\s*triage\s*ENOENT/);
    expect(told).toMatch(/outcome[\s\S]*failed/);
    expect(told).toContain("$0.0081");
    expectNoFaults();
    await close();
  });

  test("says what was not recorded, how much of it, and how to have it recorded", async () => {
    const { page, close } = await pages.open("#/sessions/s-0/conversation");
    await page.getByText("Not recorded: prompts (4,180 characters), responses (960 characters)").waitFor();
    await page.getByText("Content was not recorded: prompts, responses").waitFor();
    await close();
  });

  test("is walked with the keyboard, to what failed and into the trace", async () => {
    const { page, close } = await pages.open("#/sessions/s-0/conversation");
    await page.getByRole("article").first().waitFor();
    await page.keyboard.press("e");
    await page.waitForURL(/conversation\/5$/);
    await page.keyboard.press("o");
    await page.getByRole("region", { name: "Arguments" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/sessions\/s-0\/spans\/.*a6$/);
    await page.getByRole("region", { name: "Error" }).waitFor();
    await close();
  });

  test("opens folded arguments with a click", async () => {
    const { page, close } = await pages.open("#/sessions/s-0/conversation");
    const call = page.getByRole("article").filter({ hasText: "An empty input" });
    await call.getByText("search_code").click();
    await eventually(() => call.getByRole("region", { name: "arguments of search_code" }).innerText()).toBe(
      '{\n  "query": "peek(",\n  "path": "src/parser"\n}',
    );
    await close();
  });

  test.each(["dark", "light"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/sessions/s-0/conversation", { colorScheme });
    await page.getByRole("article").nth(6).waitFor();
    for (const key of ["j", "j", "o"]) await page.keyboard.press(key);
    await expectAccessible();
    await close();
  });
});
