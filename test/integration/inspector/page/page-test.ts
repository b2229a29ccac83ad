import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser, openPage, type WatchedPage } from "./browser.ts";
import { type Answers, type PageServer, servePage } from "./page-server.ts";

/** To build the page and start a browser on a busy machine. */
export const STARTING = 60_000;

/** A browser and a server for the tests of a file. */
export interface PageTest {
  readonly server: PageServer;
  /** Opens an address of the page, such as `#/sessions`. */
  open(hash: string, options?: BrowserContextOptions): Promise<WatchedPage>;
}

/** Starts both before the tests of the block that calls it, and stops them after. */
export function usePage(answers: Answers): PageTest {
  let browser: Browser | undefined;
  let server: PageServer | undefined;
  beforeAll(async () => {
    server = await servePage(answers);
    browser = await launchBrowser();
  }, STARTING);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("not started yet");
    return value;
  };
  return {
    get server() {
      return started(server);
    },
    open: (hash, options) => openPage(started(browser), started(server).url + hash, options),
  };
}
