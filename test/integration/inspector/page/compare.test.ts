import { describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the comparison of two runs", () => {
  const pages = usePage((url) => madeUpAnswers(url));

  const openBoth = () => pages.open("#/compare?a=session-a&b=session-b");

  test("shows totals with what changed, tools and instructions", async () => {
    const { page, expectNoFaults, close } = await openBoth();
    const totals = page.getByRole("table", { name: "Totals of both runs" });
    await totals.waitFor();
    expect(await totals.getByRole("row", { name: /^Errors/ }).textContent()).toBe("Errors10−1 (−100%)");
    const tools = page.getByRole("table", { name: "Calls of tools in both runs" });
    expect(await tools.getByRole("row", { name: /^refund/ }).textContent()).toContain("only in A");
    expect(await page.getByRole("group", { name: "Difference of the instructions" }).ariaSnapshot()).toContain(
      '"You answer tickets. removed: Be brief. added: Be brief and kind. Never promise a refund."',
    );
    expectNoFaults();
    await close();
  });

  test("goes from difference to difference with n and p, around the end", async () => {
    const { page, close } = await openBoth();
    await page.getByRole("table", { name: "Steps of both runs, aligned" }).waitFor();
    const chosen = () => page.evaluate("Number(document.activeElement.dataset.row ?? -1)");
    const press = async (key: string): Promise<unknown> => {
      const before = await chosen();
      await page.keyboard.press(key);
      await eventually(chosen).not.toBe(before);
      return chosen();
    };
    expect([await press("n"), await press("n"), await press("n"), await press("p")]).toEqual([1, 2, 3, 2]);
    expect([await press("p"), await press("p")]).toEqual([1, 7]);
    await close();
  });

  test("opens what differs as lines", async () => {
    const { page, close } = await openBoth();
    const button = page.getByRole("button", { name: "arguments, result" });
    await button.click();
    await eventually(() => button.getAttribute("aria-expanded")).toBe("true");
    const lines = page.getByRole("group", { name: "Difference of arguments" });
    await eventually(() => lines.locator(".removed").allTextContents()).toEqual(['− removed:   "query": "invoice",']);
    expect(await lines.locator(".added").allTextContents()).toEqual(['+ added:   "query": "parcel",']);
    await close();
  });

  test("opens the row that n leads to with Enter, and leaves Enter to buttons", async () => {
    const { page, close } = await openBoth();
    await page.getByRole("table", { name: "Steps of both runs, aligned" }).waitFor();
    await page.keyboard.press("n");
    await eventually(() => page.evaluate("document.activeElement.dataset.row")).toBe("1");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Difference of output" }).waitFor();
    await page.getByRole("button", { name: "arguments, result" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Difference of arguments" }).waitFor();
    expect(await page.getByRole("group", { name: "Difference of output" }).count()).toBe(1);
    await close();
  });

  test("hides what is the same", async () => {
    const { page, close } = await openBoth();
    await page.getByLabel("only differences").check();
    await eventually(() => page.locator("tr[data-row]").count()).toBe(5);
    await close();
  });

  test("takes two runs from its fields, and swaps them", async () => {
    const { page, close } = await pages.open("#/compare?a=session-a");
    await page.getByText("Choose two sessions").waitFor();
    await page.getByLabel("Run B").fill("session-b");
    await page.keyboard.press("Tab");
    await page.getByRole("table", { name: "Totals of both runs" }).waitFor();
    await page.waitForURL(/a=session-a&b=session-b/);
    await page.getByRole("button", { name: "Swap" }).click();
    await page.waitForURL(/a=session-b&b=session-a/);
    await close();
  });

  test.each(["light", "dark"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/compare?a=session-a&b=session-b", { colorScheme });
    await page.getByRole("button", { name: "system, output" }).click();
    await expectAccessible();
    await close();
  });
});
