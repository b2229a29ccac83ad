import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { exportFile } from "../../../../src/inspector/exports/export-file.ts";
import { sendRun } from "../../../support/inspector/recorded-run.ts";
import { hasChromium, launchBrowser, openPage, type WatchedPage } from "../page/browser.ts";
import { STARTING } from "../page/page-test.ts";
import { serve, stateFolder } from "./serve.ts";

const isBuilt = existsSync(new URL("../../../../dist/page/page.js", import.meta.url));
if (!isBuilt) console.warn("SKIPPED: the inspector in a browser; npm run build makes its page");

describe.skipIf(!hasChromium || !isBuilt)("the inspector in a browser", () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, STARTING);
  afterAll(() => browser?.close());

  async function open(address: string): Promise<WatchedPage> {
    const page = await openPage(browser as Browser, address);
    onTestFinished(() => page.close());
    return page;
  }

  it("signs in with the address that is printed, takes the token out of it, and stays signed in", async () => {
    const { url, otlpUrl, token } = await serve();
    await sendRun(otlpUrl, "talk-1");
    const { page, expectNoFaults } = await open(url);
    await page.getByRole("row").filter({ hasText: "talk-1" }).waitFor();
    expect(page.url()).not.toContain(token);
    expect(await page.evaluate("document.cookie")).toBe("");
    await page.goto(`${otlpUrl}/`);
    await page.getByRole("row").filter({ hasText: "talk-1" }).waitFor();
    expectNoFaults();
  });

  it("is let in once by the address that the browser is started with", async () => {
    const { entryUrl, otlpUrl } = await serve();
    await sendRun(otlpUrl, "talk-1");
    const address = entryUrl();
    const { page, expectNoFaults } = await open(address);
    await page.getByRole("row").filter({ hasText: "talk-1" }).waitFor();
    expect(page.url()).toBe(`${otlpUrl}/`);
    expectNoFaults();
    expect((await fetch(address, { redirect: "manual" })).status).toBe(410);
  });

  it("shows what comes in while one looks", async () => {
    const { url, otlpUrl } = await serve();
    const { page, expectNoFaults } = await open(url);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    await sendRun(otlpUrl, "talk-later");
    await page.getByRole("row").filter({ hasText: "talk-later" }).waitFor();
    expectNoFaults();
  });

  it("answers a page of another origin nothing, even where the browser has the cookie", async () => {
    const { url, otlpUrl } = await serve();
    const other = await serve();
    const { page } = await open(url);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    await page.goto(`${other.otlpUrl}/`);
    const read = `fetch(${JSON.stringify(`${otlpUrl}/api/status`)}, { credentials: "include" }).then((answer) => answer.status, () => "nothing")`;
    expect(await page.evaluate(read)).toBe("nothing");
  });

  it("is one file without it: a session that was exported opens from the disk, and reaches nothing", async () => {
    const { store, otlpUrl } = await serve();
    await sendRun(otlpUrl, "talk-1");
    const file = join(stateFolder(), "..", "session.html");
    await pipeline((await exportFile(store, "html", { session: "talk-1" })).pieces, createWriteStream(file));
    const { page, expectNoFaults } = await open(`${pathToFileURL(file)}#/sessions/talk-1`);
    await page.getByText("execute_tool search").first().waitFor();
    await page.goto(`${pathToFileURL(file)}#/sessions/talk-1/conversation`);
    await page.getByText("<script>alert(1)</script>").first().waitFor();
    expectNoFaults();
  });
});
