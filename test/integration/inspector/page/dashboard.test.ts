import { describe, expect, test } from "vitest";
import type { Series } from "../../../../src/inspector/api.ts";
import { formatMoney } from "../../../../src/inspector/page/ui/format.ts";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium, isLive } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the dashboard", () => {
  let answeredCosts: Series | undefined;
  const pages = usePage((url) => {
    if (url.pathname === "/api/questions/cohorts") throw new Error("the question failed");
    const answer = madeUpAnswers(url);
    if (url.pathname === "/api/series/cost") answeredCosts = answer as Series;
    return answer;
  });

  const openBoard = (query: string) => pages.open(`#/dashboard?${query}`);

  test("sums up in numbers, and marks a cost that is not all", async () => {
    const { page, expectNoFaults, close } = await openBoard("");
    const cost = page.getByTitle("3 model calls have no cost").first();
    expect(await cost.textContent()).toContain("$12.41");
    await page
      .getByRole("img", { name: /^Cost over time/ })
      .locator(".line")
      .first()
      .waitFor();
    expectNoFaults();
    await close();
  });

  test("draws bands and marks, and has all of it in a table", async () => {
    const { page, expectNoFaults, close } = await openBoard("board=latency");
    const panel = page.getByRole("region", { name: "p95 of model calls" });
    await panel.locator("svg .line").first().waitFor();
    expect(await panel.getByRole("img").getAttribute("aria-label")).toContain("1 alert marks");
    expect(await panel.getByRole("listitem").last().textContent()).toContain("gpt-6: 2.1 times the baseline");
    await panel.getByRole("button", { name: "p95 of model calls as a table" }).click();
    await eventually(() => panel.locator("svg .line").count()).toBe(0);
    const alert = panel.getByRole("row", { name: /2\.1 times the baseline/ });
    expect(await alert.textContent()).toMatch(/ s \(.* to .*\)/);
    expectNoFaults();
    await close();
  });

  test("takes the colours of another theme, and the width of another window", async () => {
    const { page, close } = await openBoard("board=cost");
    const picture = page.getByRole("region", { name: "Cost over time" }).getByRole("img");
    const line = picture.locator(".line").first();
    await line.waitFor({ state: "attached" });
    const color = () => page.evaluate("getComputedStyle(document.querySelector('.chart .line')).stroke");
    const width = async (): Promise<number> => (await picture.boundingBox())?.width ?? 0;
    const before = { color: await color(), width: await width() };
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(color).not.toBe(before.color);
    await page.setViewportSize({ width: 1600, height: 800 });
    await eventually(width).not.toBe(before.width);
    await close();
  });

  test("says of what adds up what it comes to, not what the last moment had", async () => {
    const { page, close } = await openBoard("board=cost");
    const panel = page.getByRole("region", { name: "Cost over time" });
    const legend = panel.getByRole("listitem");
    await legend.first().waitFor();
    const lines = answeredCosts?.lines ?? [];
    const sum = lines[0]?.values.reduce<number>((all, value) => all + (value ?? 0), 0) ?? 0;
    expect(sum).toBeGreaterThan(2 * (lines[0]?.values.at(-1) ?? 0));
    expect(await legend.first().textContent()).toContain(formatMoney(sum));
    expect(await legend.nth(lines.length).textContent()).toBe("in all");
    await close();
  });

  test("shows the values under the pointer", async () => {
    const { page, close } = await openBoard("board=latency");
    const panel = page.getByRole("region", { name: "p95 of model calls" });
    const legend = panel.getByRole("listitem").first();
    await legend.waitFor();
    const newest = await legend.textContent();
    // Again, where what is above it came after the chart and moved it.
    const pointed = async (x: number): Promise<string | null> => {
      await panel.getByRole("img").hover({ position: { x, y: 60 } });
      return legend.textContent();
    };
    let x = 120;
    await eventually(() => pointed(x++)).not.toBe(newest);
    await close();
  });

  test("keeps filters in the address and asks with them", async () => {
    const { page, close } = await openBoard("board=cost");
    await page.getByLabel("Service").selectOption("coder");
    await page.getByRole("button", { name: "7d" }).click();
    await page.getByRole("link", { name: "Cache" }).click();
    await page.getByRole("table", { name: "Hit rate by model" }).waitFor();
    await eventually(() => page.title()).toBe("Cache · agentscribe");
    await page.waitForURL(/board=cache&range=7d&service=coder/);
    const asked = pages.server.asked.filter((path) => path.startsWith("/api/questions/cache?by=model")).at(-1) ?? "";
    const query = new URLSearchParams(asked.split("?")[1]);
    expect(query.get("service")).toBe("coder");
    expect(Number(query.get("toUs")) - Number(query.get("fromUs"))).toBe(7 * 86_400e6);
    await close();
  });

  test("makes a stretch that is marked in a chart the time of all panels", async () => {
    const { page, close } = await openBoard("board=cost");
    const plot = page.getByRole("region", { name: "Cost over time" }).getByRole("img");
    // Waits until the chart stays where it is.
    await plot.hover({ position: { x: 50, y: 20 } });
    const width = (await plot.boundingBox())?.width ?? 0;
    await page.mouse.down();
    await plot.hover({ position: { x: 250, y: 30 } });
    await page.mouse.up();
    await page.waitForURL(/from=/);
    const query = new URLSearchParams(page.url().split("?")[1]);
    expect((Number(query.get("to")) - Number(query.get("from"))) / 86_400e6).toBeCloseTo(200 / (width - 56), 1);
    await page.getByRole("button", { name: "24h", pressed: false }).waitFor();
    await close();
  });

  test("shows new data as it comes", async () => {
    const { page, close } = await openBoard("board=tools");
    await page.getByRole("table", { name: "Tool failures" }).waitFor();
    await isLive(page);
    const count = () => pages.server.asked.filter((path) => path.startsWith("/api/questions/tools")).length;
    const before = count();
    pages.server.tell({ revision: 2, sessions: ["session-a"], spans: 1, events: 0 });
    await eventually(count).toBeGreaterThan(before);
    await close();
  });

  test("says what is empty, and why an answer did not come", async () => {
    const { page, close } = await openBoard("board=tools");
    await page.getByText("No agent went in circles.").waitFor();
    await page.getByRole("link", { name: "Outcomes" }).click();
    await page.getByRole("alert").filter({ hasText: "the question failed" }).waitFor();
    await close();
  });

  test("explores metrics by their name", async () => {
    const { page, expectNoFaults, close } = await openBoard("board=metrics");
    await page.getByLabel("Metric").selectOption("gen_ai.client.token.usage");
    await page.getByRole("region", { name: "gen_ai.client.token.usage" }).locator("svg .line").first().waitFor();
    await page.waitForURL(/name=gen_ai.client.token.usage/);
    expectNoFaults();
    await close();
  });

  test.each(
    ["overview", "latency", "decisions", "questions"].flatMap((board) => [
      [board, "light"] as const,
      [board, "dark"] as const,
    ]),
  )("%s is accessible in %s", async (board, colorScheme) => {
    const { page, expectAccessible, close } = await pages.open(`#/dashboard?board=${board}`, {
      colorScheme,
    });
    await page.getByRole("table").first().waitFor({ state: "attached" });
    await expectAccessible();
    await close();
  });
});
