import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { hasChromium, launchBrowser, openPage } from "./browser.ts";
import { type PageServer, servePage } from "./page-server.ts";

describe.skipIf(!hasChromium)("search, the palette and the export dialog", () => {
  let browser: Browser;
  let server: PageServer;
  beforeAll(async () => {
    server = await servePage((url) => madeUpAnswers(url));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("marks what was found, and shows where in a session it is", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await openPage(browser, `${server.url}#/search`);
    await page.getByRole("searchbox").fill("triage");
    await page.getByText("2 sessions").waitFor();
    expect(page.url()).toContain("text=triage");
    expect(await page.getByRole("listitem").first().locator("mark").allTextContents()).toEqual(["triage", "triage"]);
    await page.getByRole("searchbox").fill("refund");
    await page.waitForURL(/text=refund/);
    await page.getByRole("button", { name: "where" }).first().click();
    const place = page.getByRole("link", { name: "step 2 chat gpt-6" });
    await place.waitFor();
    await expectAccessible();
    await page.getByRole("link", { name: "Search", exact: true }).click();
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("");
    await page.goBack();
    await page.getByRole("button", { name: "where" }).first().click();
    await place.click();
    await page.getByText("2 / 8", { exact: true }).waitFor();
    expectNoFaults();
    await close();
  });

  test("jumps by what is typed behind control-k", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await openPage(browser, server.url);
    const field = page.getByRole("combobox", { name: "Go to" });
    // The page hears keys a moment after it is drawn.
    const asked = async (): Promise<number> => page.keyboard.press("Control+k").then(() => field.count());
    await expect.poll(asked, { timeout: 10_000 }).toBe(1);
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("combobox");
    await field.fill("lat");
    await page.getByRole("option", { name: "Latency dashboard" }).waitFor();
    await expectAccessible();
    await page.keyboard.press("Enter");
    await page.waitForURL(/board=latency/);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("Control+k");
    await field.fill("session-b");
    await expect.poll(() => field.getAttribute("aria-activedescendant")).toBe("palette-0");
    await page.getByRole("option", { name: /^session-b/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expectNoFaults();
    await close();
  });

  test("says of each export whether messages are in it", async () => {
    const { page, expectNoFaults, expectAccessible, close } = await openPage(
      browser,
      `${server.url}#/sessions/session-a/replay`,
    );
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.waitFor();
    expect(await dialog.getByText("with messages", { exact: true }).count()).toBe(2);
    expect(await dialog.getByText("without messages", { exact: true }).count()).toBe(2);
    const otlp = dialog.getByRole("link", { name: "Save as OTLP JSON lines" });
    expect(await otlp.getAttribute("href")).toBe("/api/export/otlp?session=session-a");
    await expectAccessible();
    await dialog.getByLabel("Everything in the store").check();
    expect(await otlp.getAttribute("href")).toBe("/api/export/otlp");
    expect(await dialog.getByRole("link").count()).toBe(2);
    expectNoFaults();
    await close();
  });
});
