import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const EXECUTABLE = "/usr/bin/chromium";

/** Whether the tests of the page can run here; without Chromium they say that they are skipped. */
export const hasChromium: boolean = existsSync(EXECUTABLE);
if (!hasChromium) console.warn(`SKIPPED: tests of the inspector's page; there is no ${EXECUTABLE}`);

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page that remembers everything that must not happen in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and of the console, refused by the policy too, and requests that left loopback. */
  readonly faults: readonly string[];
  /** Fails with the faults, if there were any; `except` are faults that the test is about. */
  expectNoFaults(except?: RegExp): void;
  /** Fails with what axe finds, as one line for each element. */
  expectAccessible(): Promise<void>;
  close(): Promise<void>;
}

/** Reads again until it is as expected: machines that test may be very busy. */
export function eventually<Value>(read: () => Value | Promise<Value>): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read as () => Value, { timeout: 20_000 });
}

/** Waits until the page is told of new data. */
export function isLive(page: Page): Promise<void> {
  return page.locator(".live-sign.on").waitFor();
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** Opens an address of loopback. The viewport is 1,280 by 800 if nothing else is asked for. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const faults: string[] = [];
  await context.route(
    (url) => url.hostname !== "127.0.0.1" && !/^(data|file):$/.test(url.protocol),
    async (route) => {
      faults.push(`request outside loopback: ${route.request().url()}`);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(address);
  return {
    page,
    faults,
    expectNoFaults: (except) => expect(faults.filter((fault) => except?.test(fault) !== true)).toEqual([]),
    expectAccessible: () => expectAccessible(page),
    close: () => context.close(),
  };
}

interface AxeResult {
  readonly violations: readonly {
    id: string;
    help: string;
    nodes: readonly { html: string; failureSummary?: string }[];
  }[];
}

async function expectAccessible(page: Page): Promise<void> {
  await eventually(() => page.getByText(/^Loading /).count()).toBe(0);
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResult;
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ""}`),
  );
  expect(lines).toEqual([]);
}
