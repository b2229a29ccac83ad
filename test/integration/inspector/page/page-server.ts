import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsup";
import type { LiveUpdate } from "../../../../src/inspector/api.ts";
import configs from "../../../../tsup.config.ts";

/** The page as it is built for the package, served with the headers that the inspector sends, over answers that a test makes. */
export interface PageServer {
  /** Of the page, without a fragment. */
  readonly url: string;
  /** Paths of the API that were asked for, with their query. */
  readonly asked: readonly string[];
  /** Tells all pages that listen of new data. */
  tell(update: LiveUpdate): void;
  /** Ends the connections of all pages that listen; what comes meanwhile they are not told of. */
  hangUp(update: LiveUpdate): void;
  close(): Promise<void>;
}

/** What the API answers to a path; `undefined` is 404, a function of it may throw for 500. */
export type Answers = (url: URL) => unknown;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>agentscribe</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/page.js"></script></head><body><div id="page"></div></body></html>`;

/** Builds the page into a folder of its own, so that no build of others is disturbed. */
export async function buildPage(): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-page-"));
  const config = configs.find(({ outDir }) => outDir === "dist/page");
  await build({ ...config, config: false, outDir: folder, silent: true });
  const files = new Map(["page.js", "page.css"].map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  rmSync(folder, { recursive: true });
  return files;
}

export async function servePage(answers: Answers): Promise<PageServer> {
  const files = await buildPage();
  const asked: string[] = [];
  const listeners = new Set<ServerResponse>();
  let newest: LiveUpdate = { revision: 0, sessions: [], spans: 0, events: 0 };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    if (url.pathname === "/api/live") {
      listeners.add(response.writeHead(200, { "content-type": "text/event-stream" }));
      response.write(`retry: 50\n${eventOf({ ...newest, sessions: [], spans: 0, events: 0 })}`);
      response.on("close", () => listeners.delete(response));
      return;
    }
    if (url.pathname.startsWith("/api/")) asked.push(request.url ?? "");
    const [status, type, body] = reply(url, files, answers);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    tell: (update) => {
      newest = update;
      for (const listener of listeners) listener.write(eventOf(update));
    },
    hangUp: (update) => {
      newest = update;
      for (const listener of listeners) listener.end();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const eventOf = (update: LiveUpdate): string => `data: ${JSON.stringify(update)}\n\n`;

function reply(url: URL, files: ReadonlyMap<string, string>, answers: Answers): [number, string, string] {
  const file = files.get(url.pathname.replace("/assets/", ""));
  if (file !== undefined) return [200, url.pathname.endsWith("css") ? "text/css" : "text/javascript", file];
  if (url.pathname === "/") return [200, "text/html; charset=utf-8", PAGE];
  try {
    const answer = url.pathname === "/api/login" ? {} : answers(url);
    if (answer !== undefined) return [200, "application/json", JSON.stringify(answer)];
    return [404, "application/json", JSON.stringify({ error: "there is nothing of this name" })];
  } catch (error) {
    return [500, "application/json", JSON.stringify({ error: String(error) })];
  }
}
