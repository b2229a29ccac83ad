import { describe, expect, test } from "vitest";
import type { SessionRow, SpanDetail } from "../../../../src/inspector/api.ts";
import { sampleAnswers, sampleSessions, storySpans } from "../../../support/inspector/sample-answers.ts";
import { eventually, hasChromium, isLive } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the trace of a session", () => {
  const session = sampleSessions(1)[0] as SessionRow;
  let table = storySpans(session);
  /** What is not told yet of spans whose details are asked for. */
  let untold: Partial<SpanDetail> = {};
  const answers = sampleAnswers(3, 100);
  const pages = usePage((url) => {
    if (url.pathname === "/api/sessions/s-0/spans") return table;
    const answer = answers(url);
    return url.pathname.startsWith("/api/spans/") ? { ...(answer as SpanDetail), ...untold } : answer;
  });

  test("is a tree with cost, tokens and time beside each span", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/sessions/s-0");
    const grid = page.getByRole("treegrid", { name: "Spans" });
    await grid.getByRole("row", { level: 1 }).first().waitFor();
    await eventually(() => grid.getAttribute("aria-rowcount")).toBe("11");
    // Decisions come with an answer of their own.
    await eventually(() => grid.ariaSnapshot()).toMatch(
      /row "agent: invoke_agent triage.*Decision route: search first.*\$0\.034/,
    );
    const tree = await grid.ariaSnapshot();
    expect(tree).toMatch(/row "model call: chat gpt-5 \$0\.0081 3\.2k → 410/);
    expect(tree).toMatch(/row "tool: execute_tool read_file ENOENT 14 ms/);
    expect(tree).toMatch(/row "retrieval: search vectors parent missing 90 ms/);
    await eventually(() => grid.getByRole("row", { level: 3 }).count()).toBe(2);
    expectNoFaults();
    await close();
  });

  test("tells no tokens of calls whose sender states none", async () => {
    const told = table;
    const input = table.input.map((tokens, row) => (row === 7 ? null : row === 9 ? 0 : tokens));
    const output = table.output.map((tokens, row) => (row === 7 ? null : row === 9 ? 0 : tokens));
    table = { ...table, session: { ...session, inputTokens: 0, outputTokens: 0 }, input, output };
    const { page, close } = await pages.open("#/sessions/s-0");
    const tokens = (name: string) => page.getByRole("row", { name }).last().getByRole("gridcell").nth(2);
    await eventually(() => tokens("chat gpt-5-mini").textContent()).toBe("–");
    expect(await tokens("chat gpt-5-mini").getByRole("img").count()).toBe(0);
    expect(await tokens("invoke_agent reviewer").textContent()).toBe("–");
    expect(await tokens("model call: chat gpt-5 $0.015").textContent()).toBe("0 → 0");
    expect(await tokens("invoke_agent triage").textContent()).toBe("9.1k → 690");
    expect(await page.locator("dd").nth(1).textContent()).toBe("–");
    table = told;
    await close();
  });

  test("leads a newcomer to the failed tool, its cost and why with one click", async () => {
    const { page, close } = await pages.open("#/sessions/s-0");
    await page.getByText("execute_tool read_file failed: ENOENT: no such file or directory").waitFor();
    await page.getByRole("button", { name: "Show the error" }).click();
    const details = page.getByRole("complementary", { name: "Span details" });
    await details.getByRole("region", { name: "Error" }).waitFor();
    await details.getByText("ENOENT: no such file or directory, open 'src/parser/lexer.ts'").first().waitFor();
    await details.getByText("None of its own. The model call before it cost $0.010").waitFor();
    await details.getByRole("button", { name: "chat gpt-5" }).click();
    await details.getByRole("heading", { name: "chat gpt-5", exact: true }).waitFor();
    await close();
  });

  test("is walked, opened, closed and searched with the keyboard", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/sessions/s-0");
    const rows = page.getByRole("treegrid").getByRole("row");
    await rows.nth(3).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("row", { selected: true, level: 1 }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await eventually(() => rows.count()).toBe(3);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("row", { selected: true, level: 2 }).waitFor();
    await page.keyboard.press("e");
    await page.getByRole("row", { selected: true }).filter({ hasText: "read_file" }).waitFor();
    await page.getByRole("heading", { name: "execute_tool read_file" }).waitFor();
    await page.keyboard.press("Enter");
    await eventually(() => page.evaluate("document.activeElement.id")).toBe("span-title");
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await page.keyboard.type("reviewer");
    await page.getByText("1 found in 10 spans").waitFor();
    await eventually(() => rows.count()).toBe(3);
    expectNoFaults();
    await close();
  });

  test("opens at the span of its address", async () => {
    const { page, close } = await pages.open("#/sessions/s-0/spans/5b8efff798038103d269b633813fc60c/00000000000000a8");
    await page.getByRole("row", { selected: true }).filter({ hasText: "chat gpt-5-mini" }).waitFor();
    const details = page.getByRole("complementary");
    await details.getByText("No price is known for this model.").waitFor();
    await details.getByText("60% of the input came from the cache").waitFor();
    await close();
  });

  test("zooms to a span and back", async () => {
    const { page, close } = await pages.open("#/sessions/s-0");
    await page.getByRole("row", { level: 1 }).first().waitFor();
    await page.keyboard.press("e");
    await page.getByRole("row", { selected: true }).waitFor();
    await page.keyboard.press("f");
    await page.getByText("16.8 ms shown").waitFor();
    await page.keyboard.press("0");
    await page.getByText("16.8 ms shown").waitFor({ state: "detached" });
    await close();
  });

  test("filters attributes, and links only to the web, telling nothing", async () => {
    const { page, close } = await pages.open("#/sessions/s-0/spans/5b8efff798038103d269b633813fc60c/00000000000000a2");
    await page.getByRole("searchbox", { name: "Search attributes" }).fill("url");
    const link = page.getByRole("table", { name: "Attributes", exact: true }).getByRole("link");
    const rows = page.getByRole("table", { name: "Attributes", exact: true }).getByRole("row");
    await eventually(() => rows.count()).toBe(1);
    expect(await link.getAttribute("href")).toBe("https://api.openai.com/v1/chat/completions");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
    await close();
  });

  test("takes new spans in and keeps what is selected", async () => {
    const { page, close } = await pages.open("#/sessions/s-0");
    await page.getByRole("row", { level: 1 }).first().waitFor();
    await page.keyboard.press("e");
    await page.getByRole("row", { selected: true }).filter({ hasText: "read_file" }).waitFor();
    await isLive(page);
    const longer = storySpans(session);
    table = { ...longer, duration: longer.duration.map((us, row) => (row === 5 ? 99_000_000 : us)) };
    pages.server.tell({ revision: 3, sessions: ["s-0"], spans: 1, events: 0 });
    await page.getByRole("row", { selected: true }).filter({ hasText: "1 min 39 s" }).waitFor();
    table = longer;
    await close();
  });

  test("shows the end of an open span as it comes, and leaves what is read and marked where it is", async () => {
    untold = { inputTokens: null, outputTokens: null, costUsd: null, costReason: null, durationUs: 0, events: [] };
    const { page, expectNoFaults, close } = await pages.open(
      "#/sessions/s-0/spans/5b8efff798038103d269b633813fc60c/00000000000000a5",
      { viewport: { width: 1280, height: 460 } },
    );
    const details = page.getByRole("complementary", { name: "Span details" });
    const read = details.getByRole("row", { name: "gen_ai.request.temperature" });
    await read.evaluate((row) => {
      const { getSelection } = globalThis as unknown as { getSelection(): { selectAllChildren(node: unknown): void } };
      row.scrollIntoView();
      getSelection().selectAllChildren(row);
    });
    const marked = () => page.evaluate("String(getSelection())");
    const place = async (): Promise<number> => (await read.boundingBox())?.y ?? -1;
    const before = { marked: await marked(), place: await place() };
    expect(before.marked).toContain("0.2");
    await isLive(page);
    untold = {};
    pages.server.tell({ revision: 4, sessions: ["s-1"], spans: 1, events: 0 });
    pages.server.tell({ revision: 5, sessions: ["s-0"], spans: 1, events: 0 });
    await details.getByText("60% of the input came from the cache").waitFor({ state: "attached" });
    await details.getByText("2.6 s").first().waitFor({ state: "attached" });
    await eventually(async () => Math.abs((await place()) - before.place)).toBeLessThan(3);
    expect(await marked()).toBe(before.marked);
    expectNoFaults();
    await close();
  });

  test("tells of an event that a clock put before its span as of its begin", async () => {
    untold = { events: [{ name: "early", timeUs: session.startUs - 4_000_000, attributes: [] }] };
    const { page, close } = await pages.open("#/sessions/s-0/spans/5b8efff798038103d269b633813fc60c/00000000000000a5");
    await eventually(() => page.locator("summary", { hasText: "early" }).textContent()).toBe("+0 µs early");
    untold = {};
    await close();
  });

  test("takes in what came while the connection was away", async () => {
    const { page, close } = await pages.open("#/sessions/s-0");
    await page.getByRole("row", { level: 1 }).first().waitFor();
    await isLive(page);
    const longer = storySpans(session);
    table = { ...longer, duration: longer.duration.map((us, row) => (row === 5 ? 99_000_000 : us)) };
    pages.server.hangUp({ revision: 6, sessions: ["s-0"], spans: 1, events: 0 });
    await page.getByRole("row").filter({ hasText: "1 min 39 s" }).waitFor();
    table = longer;
    await close();
  });

  test.each(["dark", "light"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/sessions/s-0", { colorScheme });
    await page.getByRole("row", { level: 1 }).first().waitFor();
    await page.keyboard.press("e");
    await page.getByRole("region", { name: "Error" }).waitFor();
    await expectAccessible();
    await close();
  });
});
