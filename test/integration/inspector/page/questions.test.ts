import { describe, expect, test } from "vitest";
import { madeUpAnswers } from "../../../support/inspector/made-up-answers.ts";
import { eventually, hasChromium } from "./browser.ts";
import { usePage } from "./page-test.ts";

describe.skipIf(!hasChromium)("the questions", () => {
  const pages = usePage((url) => madeUpAnswers(url));

  test("are asked by a form, and kept in the address", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard?board=questions");
    await page.getByRole("table", { name: "Cost and tokens" }).waitFor();
    await page.getByLabel("by").selectOption("tool");
    await page.getByRole("columnheader", { name: "tool" }).waitFor();
    await page.waitForURL(/by=tool/);
    await page.getByLabel("limit").fill("5");
    await page.keyboard.press("Enter");
    await eventually(() => pages.server.asked.at(-1)).toContain("limit=5");
    expectNoFaults();
    await close();
  });

  test("sort their answers by a header, numbers from the largest", async () => {
    const { page, close } = await pages.open("#/dashboard?board=questions");
    const table = page.getByRole("table", { name: "Cost and tokens" });
    const header = table.getByRole("columnheader", { name: "errors" });
    await header.getByRole("button").click();
    await eventually(() => header.getAttribute("aria-sort")).toBe("descending");
    const first = () => table.getByRole("row").nth(1).getByRole("cell").first().textContent();
    await eventually(first).toBe("planner");
    await header.getByRole("button").click();
    await eventually(() => header.getAttribute("aria-sort")).toBe("ascending");
    await eventually(first).toBe("gpt-6");
    await close();
  });

  test("copy an answer as CSV", async () => {
    const { page, close } = await pages.open("#/dashboard?board=questions", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("button", { name: "Copy as CSV" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const text = (await page.evaluate("navigator.clipboard.readText()")) as string;
    expect(text.split("\r\n")[0]).toBe(
      "model,calls,sessions,errors,input_tokens,output_tokens,cost_usd,unpriced_calls",
    );
    expect(text.split("\r\n")).toHaveLength(7);
    await close();
  });

  test("say what is missing before they are asked", async () => {
    const { page, expectNoFaults, close } = await pages.open("#/dashboard?board=questions&question=timeline");
    await page.getByText("Say session to get an answer.").waitFor();
    await page.getByRole("textbox", { name: "session" }).fill("session-a");
    await page.getByRole("button", { name: "Ask" }).click();
    await page.getByRole("table", { name: "A session's timeline" }).waitFor();
    expectNoFaults();
    await close();
  });
});
