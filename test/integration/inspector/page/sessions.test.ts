import { describe, expect, test } from "vitest";
import type { SessionPage } from "../../../../src/inspector/api.ts";
import { sampleAnswers, sampleSessions } from "../../../support/inspector/sample-answers.ts";
import { eventually, hasChromium, isLive } from "./browser.ts";
import { usePage } from "./page-test.ts";

/** Cells from the fourth on that do not show all of their text. */
const CUT_CELLS = `[...document.querySelectorAll(".session-item")].flatMap((row) => [...row.children].slice(3))
  .filter((cell) => cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > innerWidth)
  .map((cell) => cell.textContent)`;

describe.skipIf(!hasChromium)("the list of sessions", () => {
  let newer = sampleSessions(0);
  let hasFailed = true;
  const ownFailures = (failed: boolean): SessionPage => {
    const rows = sampleSessions(2).map((row, at) => ({
      ...row,
      ...{ id: `own-${at + 1}`, outcome: null, errors: 0, failed: hasFailed && at === 0 },
    }));
    return { sessions: rows.filter((row) => row.failed === failed), next: null };
  };
  const answers = sampleAnswers(240);
  const pages = usePage((url) => {
    const answer = answers(url);
    if (url.searchParams.get("outcome") === "none-yet") return ownFailures(url.searchParams.get("failed") === "true");
    if (url.pathname !== "/api/sessions" || url.searchParams.size > 1) return answer;
    const page = answer as SessionPage;
    return { ...page, sessions: [...newer, ...page.sessions] };
  });

  test("tells of each session what it cost, took and came to", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/sessions");
    const row = page.getByRole("row").filter({ hasText: "s-0 ·" });
    await row.waitFor();
    await eventually(() => row.ariaSnapshot()).toMatch(
      /claude-code · reviewer[\s\S]*classify:question[\s\S]*failed 1 error[\s\S]*\$0\.0092[\s\S]*tokens: [\d,]+ input, [\d,]+ read from cache[\s\S]*1 \/ 2[\s\S]*49\.8 s/,
    );
    expectNoFaults();
    await close();
  });

  test.each([900, 1400])("shows costs and times whole in a window of %i pixels", async (width) => {
    const { page, close } = await pages.open("#/sessions");
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole("row").nth(3).waitFor();
    await eventually(() => page.evaluate(CUT_CELLS)).toEqual([]);
    await close();
  });

  test("loads further pages as it is scrolled, and keeps at most 60 rows in the document", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("row").nth(3).waitFor();
    for (const index of [99, 199, 239]) {
      // As a person does: again, where the rows below were still to come. More of them may come than were waited for.
      const atEnd = async (): Promise<number> => {
        await page.keyboard.press("End");
        const texts = await page.getByRole("row").allInnerTexts();
        return Math.max(...texts.map((text) => Number(/\bs-(\d+)/.exec(text)?.[1] ?? -1)));
      };
      await eventually(atEnd).toBeGreaterThanOrEqual(index);
      expect(await page.getByRole("row").count()).toBeLessThanOrEqual(60);
    }
    await close();
  });

  test("is walked with the keyboard: j, k, Enter, Back", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("row").nth(3).waitFor();
    for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
    await page.getByRole("row", { selected: true }).filter({ hasText: "s-1 ·" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/sessions\/s-1$/);
    await page.goBack();
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    await close();
  });

  test("finds with / and keeps filters in the address", async () => {
    const { page, close } = await pages.open("#/sessions?service=triage");
    await page.getByRole("row").nth(3).waitFor();
    await isLive(page);
    await page.keyboard.press("/");
    await page.keyboard.type("escal");
    pages.server.tell({ revision: 1, sessions: ["s-3"], spans: 1, events: 0 });
    await page.keyboard.type("ate");
    await page.waitForURL(/service=triage&text=escalate/);
    await page.getByRole("combobox", { name: "Errors" }).selectOption("true");
    await page.waitForURL(/failed=true/);
    const others = async (): Promise<readonly string[]> => {
      const rows = await page.getByRole("row").filter({ hasNotText: "Started" }).allInnerTexts();
      return rows.length === 0 ? ["none yet"] : rows.filter((row) => !/^triage[\s\S]*escalate[\s\S]*1 error/.test(row));
    };
    await eventually(others).toEqual([]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.waitForURL(/#\/sessions$/);
    await close();
  });

  test("says of a run that failed by itself that it did, and takes it out where it is filtered out by then", async () => {
    hasFailed = false;
    const { page, close } = await pages.open("#/sessions?failed=false&outcome=none-yet");
    await page.getByText("own-1 ·").waitFor();
    await isLive(page);
    hasFailed = true;
    pages.server.tell({ revision: 3, sessions: ["own-1"], spans: 1, events: 0 });
    await eventually(() => page.getByText("own-1 ·").count()).toBe(0);
    await page.getByText("own-2 ·").waitFor();
    await page.getByRole("combobox", { name: "Errors" }).selectOption("true");
    const row = page.getByRole("row").filter({ hasText: "own-1 ·" });
    await eventually(() => row.ariaSnapshot()).toMatch(/with errors[\s\S]*failed/);
    await page.getByText("1 session ·").waitFor();
    await close();
  });

  test("sorts by a column", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("button", { name: "Cost" }).click();
    await page.getByRole("columnheader", { name: "Cost" }).and(page.locator("[aria-sort=descending]")).waitFor();
    await page.waitForURL(/sort=cost/);
    const rising = async (): Promise<readonly number[]> => {
      const texts = await page.locator("[role=row] .money").allInnerTexts();
      const costs = texts.map((text) => Number.parseFloat(text.slice(1)));
      return costs.length < 6 ? [costs.length] : costs.filter((cost, at) => cost > (costs[at - 1] ?? cost));
    };
    await eventually(rising).toEqual([]);
    await close();
  });

  test("compares two that were marked with c", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("row").nth(3).waitFor();
    for (const key of ["j", "c", "j", "c"]) await page.keyboard.press(key);
    await page.waitForURL(/#\/compare\?a=s-0&b=s-1/);
    await close();
  });

  test("takes new sessions in above without moving what is looked at", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("row").nth(3).waitFor();
    await isLive(page);
    await page.getByRole("grid").evaluate((grid) => {
      (grid as unknown as { scrollTop: number }).scrollTop = 48 * 30;
    });
    const looked = page.getByRole("row").filter({ hasText: "s-33 ·" });
    await looked.waitFor();
    const before = (await looked.boundingBox())?.y;
    newer = sampleSessions(3).map((row, index) => ({ ...row, id: `new-${index}`, startUs: row.startUs + 1e12 }));
    pages.server.tell({ revision: 2, sessions: newer.map(({ id }) => id), spans: 9, events: 0 });
    await page.getByRole("button", { name: "3 new sessions" }).waitFor();
    await eventually(async () => (await looked.boundingBox())?.y).toBe(before);
    await page.getByRole("button", { name: "3 new sessions" }).click();
    await page.getByRole("row").filter({ hasText: "new-0" }).waitFor();
    newer = [];
    await close();
  });

  test("says how to send data when there is none, and why there is no answer", async () => {
    const { page, close } = await pages.open("#/sessions?text=nothing-has-this");
    await page.getByText("No session fits these filters.").waitFor();
    await close();
  });

  test.each(["dark", "light"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/sessions", { colorScheme });
    await page.getByRole("row").nth(3).waitFor();
    await page.keyboard.press("j");
    await expectAccessible();
    await close();
  });
});

describe.skipIf(!hasChromium)("the list of sessions without an answer", () => {
  const pages = usePage(() => {
    throw new Error("the disk is full");
  });

  test("says why", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("alert").filter({ hasText: "the disk is full" }).waitFor();
    await close();
  });
});
