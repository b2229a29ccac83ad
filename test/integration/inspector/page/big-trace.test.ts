import { describe, expect, test } from "vitest";
import { sampleAnswers } from "../../../support/inspector/sample-answers.ts";
import { hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

const SPANS = 50_000;

/** Of the task that first shows rows: from the answer being there to the frame that shows them. */
const MEASURE = `
  const { json } = Response.prototype;
  Response.prototype.json = async function () {
    const value = await json.call(this);
    if (value.id?.length === ${SPANS}) window.gotSpans = performance.now();
    return value;
  };
  window.spansShown = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelectorAll("[aria-level]").length === 0) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - window.gotSpans)));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  undefined;
`;

const SCROLL = `new Promise((resolve) => {
  const grid = document.getElementById("trace-grid");
  const frames = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    grid.scrollTop += 400;
    if (frames.length < 120) return requestAnimationFrame(step);
    frames.sort((a, b) => a - b);
    resolve([frames[60], frames[114]]);
  };
  requestAnimationFrame(step);
})`;

describe.skipIf(!hasChromium)(`a trace of ${SPANS} spans`, () => {
  const pages = usePage(sampleAnswers(1, SPANS));

  test("is shown at once, with at most 60 rows in the document wherever it is scrolled to", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard", {
      viewport: { width: 1280, height: 1400 },
    });
    await page.evaluate(MEASURE);
    await page.evaluate("location.hash = '#/sessions/s-big'");
    const shown = (await page.evaluate("window.spansShown")) as number;
    const rows = page.getByRole("treegrid").getByRole("row");
    expect(await rows.count()).toBeLessThanOrEqual(60);
    expect(await page.getByRole("treegrid").getAttribute("aria-rowcount")).toBe(String(SPANS + 1));
    const [middle, slow] = (await page.evaluate(SCROLL)) as [number, number];
    expect(await rows.count()).toBeLessThanOrEqual(60);
    console.info(
      `${SPANS} spans: shown ${shown.toFixed(0)} ms after the answer; frames while scrolling p50 ${middle.toFixed(1)} ms, p95 ${slow.toFixed(1)} ms`,
    );
    // Goal: 300 ms. Machines that test may be five times as busy.
    expect(shown).toBeLessThan(1500);
    expect(slow).toBeLessThan(250);
    expectNoFaults(/404/);
    await close();
  });

  test("jumps to its last span and finds text in time", async () => {
    const { page, close } = await pages.open("#/sessions/s-big");
    await page.getByRole("row", { level: 1 }).first().waitFor();
    await page.keyboard.press("End");
    await page.locator(`[aria-rowindex="${SPANS + 1}"][aria-selected=true]`).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("read_file");
    await page.getByText(/[\d,]+ found in 50,000 spans/).waitFor();
    expect(await page.getByRole("treegrid").getByRole("row").count()).toBeLessThanOrEqual(60);
    await close();
  });

  test("shows a conversation of 2,000 steps from any of them", async () => {
    const { page, close } = await pages.open("#/sessions/s-long/conversation/1500");
    await page.locator("[aria-current=step][aria-posinset='1501']").waitFor();
    expect(await page.getByRole("article").count()).toBeLessThanOrEqual(60);
    await page.keyboard.press("j");
    await page.locator("[aria-current=step][aria-posinset='1502']").waitFor();
    await close();
  });
});
