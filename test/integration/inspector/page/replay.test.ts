import { describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the replay of a session", () => {
  const pages = usePage((url) => madeUpAnswers(url));

  const openStep = (step: number) => pages.open(`#/sessions/session-a/replay/${step}`);

  test("shows what the agent had before it at the step of the address, and what the step did", async () => {
    const { page, expectNoFaults, close } = await openStep(4);
    const messages = page.getByRole("region", { name: "Conversation so far" }).getByRole("listitem");
    await messages.first().waitFor();
    await eventually(() => messages.count()).toBe(5);
    await eventually(() => messages.filter({ hasText: "new" }).count()).toBe(2);
    const step = page.getByRole("region", { name: "This step" });
    expect(await step.getByRole("heading", { level: 2 }).textContent()).toContain("chat gpt-6");
    expect(await step.textContent()).toContain("$0.022");
    expect(await page.getByRole("slider", { name: "Step" }).getAttribute("aria-valuetext")).toBe(
      "Step 5 of 8: inference chat gpt-6",
    );
    expectNoFaults();
    await close();
  });

  test("shows how a session whose traffic was recorded is run again", async () => {
    const { page, close } = await openStep(0);
    await page.getByText("npx agentscribe replay session-a --run -- PROGRAM").waitFor();
    await close();
  });

  test("shows a decision with its options and its confidence", async () => {
    const { page, close } = await openStep(3);
    const decision = page.getByRole("region", { name: "Decision" });
    await decision.waitFor();
    expect(await decision.getByRole("listitem").allTextContents()).toEqual(["answer ", "escalate chosen"]);
    expect(await decision.getByRole("meter", { name: "Confidence" }).getAttribute("value")).toBe("0.72");
    await close();
  });

  test("moves with the keys, and writes the step into the address without filling the history", async () => {
    const { page, close } = await openStep(0);
    await page.getByRole("slider").waitFor();
    const place = page.getByText(/^\d \/ 8$/);
    const length = await page.evaluate("history.length");
    for (const [key, now] of [
      ["ArrowRight", "2 / 8"],
      ["End", "8 / 8"],
      ["ArrowLeft", "7 / 8"],
      ["Home", "1 / 8"],
      ["e", "6 / 8"],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByText(now, { exact: true }).waitFor();
    }
    expect(await place.count()).toBe(1);
    await page.waitForURL(/\/replay\/5$/);
    expect(await page.evaluate("history.length")).toBe(length);
    await close();
  });

  test("moves with the keys on the scrubber too, and with its buttons", async () => {
    const { page, close } = await openStep(2);
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("4 / 8", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Last step" }).click();
    await page.getByText("8 / 8", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Next step", disabled: true }).waitFor();
    await close();
  });

  test("leaves the space bar to the button that has the focus", async () => {
    const { page, close } = await openStep(0);
    await page.getByRole("button", { name: "Next step" }).focus();
    await page.keyboard.press("Space");
    await page.getByText("2 / 8", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Play", pressed: false }).waitFor();
    await close();
  });

  test("plays to the end by itself, and from the beginning again", async () => {
    const { page, close } = await openStep(0);
    await page.getByRole("slider").waitFor();
    await page.getByRole("region", { name: "This step" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.getByLabel("Speed").selectOption("16x");
    await page.getByText("8 / 8", { exact: true }).waitFor();
    await page.getByLabel("Speed").selectOption("1x");
    await page.getByRole("button", { name: "Play" }).click();
    // Not at its end any more, wherever it has come to.
    await page.getByText(/^[2-7] \/ 8$/).waitFor();
    await close();
  });

  test("leads to the span of a step", async () => {
    const { page, close } = await openStep(5);
    const link = page.getByRole("link", { name: "open span" });
    expect(await link.getAttribute("href")).toBe(
      "#/sessions/session-a/spans/0af7651916cd43dd8448eb211c80319c/0000000000000006",
    );
    await close();
  });

  test("never scrolls messages sideways", async () => {
    const { page, close } = await openStep(7);
    await page.setViewportSize({ width: 900, height: 700 });
    const thread = page.getByRole("region", { name: "Conversation so far" });
    await thread.waitFor();
    const wider = "(() => { const t = document.querySelector('.thread'); return t.scrollWidth - t.clientWidth; })()";
    await eventually(() => page.evaluate(wider)).toBe(0);
    await close();
  });

  test.each(["light", "dark"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/sessions/session-a/replay/5", {
      colorScheme,
    });
    await page.getByRole("slider").waitFor();
    await expectAccessible();
    await close();
  });
});
