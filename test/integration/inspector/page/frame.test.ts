import { describe, expect, test } from "vitest";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the frame of the page", () => {
  const pages = usePage((url) => (url.pathname === "/api/sessions" ? { sessions: [], next: null } : undefined));

  test("takes the token of an address that is opened in the same tab", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/compare");
    await page.getByRole("heading", { name: "Compare two runs" }).waitFor();
    const before = pages.server.asked.length;
    await page.evaluate("location.hash = '#token=another'");
    await page.waitForURL(/#\/sessions$/);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    expect(pages.server.asked.slice(before)).toContain("/api/login");
    expectNoFaults();
    await close();
  });

  test("exchanges the token of the address and takes it out of the address bar", async () => {
    const { page, expectNoFaults, close } = await pages.open("#token=secret&to=/dashboard");
    await page.getByRole("navigation", { name: "Places" }).waitFor();
    await page.waitForURL(`${pages.server.url}#/dashboard`);
    expect(await page.evaluate("history.length")).toBeLessThanOrEqual(2);
    expect(pages.server.asked).toContain("/api/login");
    expectNoFaults(/404/);
    await close();
  });

  test("shows the keys at ? and gives the focus back", async () => {
    const { page, expectNoFaults, close } = await pages.open("");
    await page.getByRole("button", { name: "Keyboard" }).focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(() => page.evaluate("document.activeElement.textContent")).toContain("Keyboard");
    expectNoFaults();
    await close();
  });

  test("remembers the theme", async () => {
    const { page, close } = await pages.open("");
    await page.getByRole("button", { name: "Theme: auto" }).click();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Theme: light" }).waitFor();
    await close();
  });

  test("moves the focus to the heading of a new view", async () => {
    const { page, close } = await pages.open("");
    await page.getByRole("link", { name: "Dashboard" }).click();
    await eventually(() => page.evaluate("document.activeElement.tagName")).toBe("H1");
    await close();
  });
});
