import { describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("search, the palette and the export dialog", () => {
  const pages = usePage((url) => madeUpAnswers(url));

  test("marks what was found, and shows where in a session it is", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await pages.open("#/search");
    await page.getByRole("searchbox").fill("triage");
    await page.getByText("2 sessions").waitFor();
    await page.waitForURL(/text=triage/);
    const marked = () => page.getByRole("listitem").first().locator("mark").allTextContents();
    await eventually(marked).toEqual(["triage", "triage"]);
    await page.getByRole("searchbox").fill("refund");
    await page.waitForURL(/text=refund/);
    await page.getByRole("button", { name: "where" }).first().click();
    const place = page.getByRole("link", { name: "step 2 chat gpt-6" });
    await place.waitFor();
    await expectAccessible();
    await page.getByRole("link", { name: "Search", exact: true }).click();
    await eventually(() => page.getByRole("searchbox").inputValue()).toBe("");
    await page.goBack();
    await page.getByRole("button", { name: "where" }).first().click();
    await place.click();
    await page.getByText("2 / 8", { exact: true }).waitFor();
    expectNoFaults();
    await close();
  });

  test("jumps by what is typed behind control-k", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await pages.open("");
    const field = page.getByRole("combobox", { name: "Go to" });
    const focused = () => page.evaluate("document.activeElement.getAttribute('role')");
    // What is drawn hears keys.
    await page.getByRole("button", { name: "Go to" }).waitFor();
    await page.keyboard.press("Control+k");
    await eventually(focused).toBe("combobox");
    await field.fill("lat");
    await page.getByRole("option", { name: "Latency dashboard" }).waitFor();
    await expectAccessible();
    await page.keyboard.press("Enter");
    await page.waitForURL(/board=latency/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await field.fill("session-b");
    await eventually(() => field.getAttribute("aria-activedescendant")).toBe("palette-0");
    await page.getByRole("option", { name: /^session-b/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expectNoFaults();
    await close();
  });

  test("says of each export whether messages are in it", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await pages.open("#/sessions/session-a/replay");
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.waitFor();
    await eventually(() => dialog.getByText("with messages", { exact: true }).count()).toBe(2);
    await eventually(() => dialog.getByText("without messages", { exact: true }).count()).toBe(2);
    const otlp = dialog.getByRole("link", { name: "Save as OTLP JSON lines" });
    expect(await otlp.getAttribute("href")).toBe("/api/export/otlp?session=session-a");
    await expectAccessible();
    await dialog.getByLabel("Everything in the store").check();
    await eventually(() => otlp.getAttribute("href")).toBe("/api/export/otlp");
    await eventually(() => dialog.getByRole("link").count()).toBe(2);
    expectNoFaults();
    await close();
  });
});
