import { describe, expect, test } from "vitest";
import type { WebhookTest } from "../../../../src/inspector/api.ts";
import { madeUpAlerts, noAlerts } from "../../../support/inspector/made-up-alerts.ts";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the board of alerts", () => {
  let answered: WebhookTest = { delivered: true, status: 204, durationMs: 12, error: null };
  const pages = usePage((url) => {
    if (url.pathname === "/api/alerts/test") return answered;
    const service = url.searchParams.get("service");
    if (url.pathname === "/api/alerts" && service === "triage-bot") return noAlerts();
    if (url.pathname === "/api/alerts" && service === "coder") {
      const { states } = madeUpAlerts(0, 0);
      return noAlerts(states.map((state) => ({ ...state, alert: null })));
    }
    return madeUpAnswers(url);
  });

  test("lists what left the usual, with its value against the usual one, and leads to the chart and the sessions", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard?board=alerts");
    const list = page.getByRole("table", { name: "Alerts, newest first" });
    const drift = list.getByRole("row", { name: /cost drift/ });
    await drift.waitFor();
    expect(await drift.getByRole("cell").allTextContents()).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:00:00$/),
      "stands",
      "cost drift: gpt-6",
      "$0.013",
      "$0.0095",
      "120",
      "chart sessions",
    ]);
    const burst = list.getByRole("row", { name: /error rate/ });
    const sessions = (await burst.getByRole("link", { name: "sessions" }).getAttribute("href")) ?? "";
    const asked = new URLSearchParams(sessions.split("?")[1]);
    expect(Object.fromEntries(asked)).toEqual({
      ...{ fromUs: expect.any(String), toUs: expect.any(String), tool: "gpt-6", failed: "true" },
    });
    expect(Number(asked.get("toUs")) - Number(asked.get("fromUs"))).toBe(2 * 3_600e6);
    await drift.getByRole("link", { name: "chart" }).press("Enter");
    await page.waitForURL(/board=cost&from=\d+&to=\d+/);
    expectNoFaults();
    await close();
  });

  test("says what each series is like, and of which there is not enough data", async () => {
    const { page, close } = await pages.open("#/dashboard?board=alerts");
    const states = page.getByRole("table", { name: "Series in their newest whole hour" });
    await states.getByRole("row", { name: /rare/ }).waitFor();
    expect(await states.getByRole("row", { name: /rare/ }).textContent()).toContain("not enough data: 12 of 30 calls");
    expect(await states.getByRole("row", { name: /gpt-6/ }).textContent()).toContain("above, alert stands");
    await close();
  });

  test("explains why there are none", async () => {
    const { page, close } = await pages.open("#/dashboard?board=alerts&service=triage-bot");
    await page.getByText("No whole hour of this time has data: there is nothing to judge yet.").waitFor();
    await page.getByText("agentscribe inspect --webhook URL").waitFor();
    await page.getByLabel("Service").selectOption("coder");
    await page
      .getByText("Nothing left the usual in this time. 1 series were judged; of 1 there is not enough data.")
      .waitFor();
    await close();
  });

  test("sends a test delivery with the keyboard, and says what became of it", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard?board=alerts");
    const button = page.getByRole("button", { name: "Send a test delivery" });
    await page.getByText("3 delivered, 1 failed").waitFor();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Webhook" }).getByText("Taken: it answered 204 after 12 ms.").waitFor();
    expect(await page.getByRole("status").textContent()).toContain("it answered 204");
    answered = { delivered: false, status: 404, durationMs: 9, error: "it answered 404" };
    await button.press("Space");
    await page.getByRole("region", { name: "Webhook" }).getByText("Not delivered: it answered 404.").waitFor();
    expectNoFaults();
    await close();
  });

  test("is found by the keyboard alone", async () => {
    const { page, close } = await pages.open("#/sessions");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("alerts");
    await page
      .getByRole("option", { name: /Alerts/ })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/board=alerts/);
    await close();
  });

  test("marks charts where alerts begin: a flag, its words, and a cell of the table", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard?board=cost");
    const panel = page.getByRole("region", { name: "Cost over time" });
    await panel.locator("svg .mark").waitFor();
    expect(await panel.getByRole("img").getAttribute("aria-label")).toContain("1 alert marks");
    const words = "gpt-6: alert: cost drift $0.013, usually $0.0095";
    expect(await panel.getByRole("listitem").filter({ hasText: "▼" }).textContent()).toContain(words);
    await panel.getByRole("button", { name: "Cost over time as a table" }).press("Enter");
    await eventually(() => panel.getByRole("row", { name: /alert: cost drift/ }).count()).toBe(1);
    const tokens = page.getByRole("region", { name: "Tokens by model" });
    await tokens.locator("svg .line").first().waitFor();
    expect(await tokens.locator("svg .mark").count()).toBe(0);
    expectNoFaults();
    await close();
  });

  test.each(["light", "dark"] as const)("is accessible in %s", async (colorScheme) => {
    const { page, expectAccessible, close } = await pages.open("#/dashboard?board=alerts", { colorScheme });
    await page.getByRole("table").first().waitFor();
    await expectAccessible();
    await close();
  });
});
