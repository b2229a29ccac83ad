import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, launchBrowser, openPage } from "./browser.ts";
import { type PageServer, servePage } from "./page-server.ts";

describe.skipIf(!hasChromium)("the frame of the page", () => {
  let browser: Browser;
  let server: PageServer;
  beforeAll(async () => {
    server = await servePage((url) => (url.pathname === "/api/sessions" ? { sessions: [], next: null } : undefined));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("exchanges the token of the address and takes it out of the address bar", async () => {
    const { page, expectNoFaults, close } = await openPage(browser, `${server.url}#token=secret&to=/dashboard`);
    await page.getByRole("navigation", { name: "Places" }).waitFor();
    expect(page.url()).toBe(`${server.url}#/dashboard`);
    expect(await page.evaluate("history.length")).toBeLessThanOrEqual(2);
    expect(server.asked).toContain("/api/login");
    expectNoFaults(/404/);
    await close();
  });

  test("shows the keys at ? and gives the focus back", async () => {
    const { page, expectNoFaults, close } = await openPage(browser, server.url);
    await page.getByRole("button", { name: "Keyboard" }).focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.textContent")).toContain("Keyboard");
    expectNoFaults();
    await close();
  });

  test("remembers the theme", async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.getByRole("button", { name: "Theme: auto" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    await close();
  });

  test("moves the focus to the heading of a new view", async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.getByRole("link", { name: "Dashboard" }).click();
    await expect.poll(() => page.evaluate("document.activeElement.tagName")).toBe("H1");
    await close();
  });
});
