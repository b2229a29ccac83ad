import type { IncomingMessage, ServerResponse } from "node:http";
import type { Webhook } from "../alerts/webhook/webhook.ts";
import { EXPORT_FORMATS, exportFile, NoExport } from "../exports/export-file.ts";
import type { Store, Target } from "../store/store.ts";
import type { Access } from "./access.ts";
import { createAnswers, hex } from "./answers.ts";
import type { Entry } from "./entry.ts";
import { HttpError } from "./http-error.ts";
import type { Live } from "./live.ts";
import type { PageFiles } from "./page-files.ts";
import { choice, readQuery, text } from "./query.ts";
import type { Exchange, Handling } from "./request-handler.ts";
import { sendFile, sendJson } from "./respond.ts";
import type { Asked, Route } from "./router.ts";

export interface RoutesOptions {
  readonly store: Store;
  readonly live: Live;
  /** Absent when no page is served. */
  readonly page: PageFiles | undefined;
  readonly access: Pick<Access, "cookie" | "isLoggedIn">;
  readonly entry: Pick<Entry, "take">;
  /** Where alerts are posted to; absent where nobody asked for it. */
  readonly webhook?: Pick<Webhook, "status" | "test"> | undefined;
  readonly mcp: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Everything that is answered beside what senders ask. */
export function createRoutes(options: RoutesOptions): readonly Route<Handling>[] {
  const { store, live, page, webhook } = options;
  const answers = createAnswers(store, () => webhook?.status ?? null).map(({ run, ...route }) => ({
    ...route,
    run: {
      run: async ({ request, response, ...asked }: Exchange) => sendJson(request, response, await run(asked)),
    },
  }));
  return [
    ...answers,
    {
      method: "GET",
      pattern: "/api/live",
      run: {
        run: ({ request, response }) => (request.method === "HEAD" ? void response.end() : live.listen(response)),
      },
    },
    { method: "GET", pattern: "/api/export/:format", run: { run: (exchange) => sendExport(store, exchange) } },
    { method: "POST", pattern: "/api/alerts/test", run: { run: createWebhookTest(webhook) } },
    { method: "POST", pattern: "/api/login", run: { open: true, run: (exchange) => login(options.access, exchange) } },
    { method: "POST", pattern: "/mcp", run: { run: ({ request, response }) => options.mcp(request, response) } },
    ...(page === undefined ? [] : pageRoutes(page, options)),
  ];
}

function pageRoutes(page: PageFiles, options: RoutesOptions): readonly Route<Handling>[] {
  return [
    {
      method: "GET",
      pattern: "/",
      run: { open: true, run: ({ request, response }) => page.sendPage(request, response) },
    },
    {
      method: "GET",
      pattern: "/assets/:name",
      run: { open: true, run: ({ request, response, path }) => page.sendAsset(request, response, path.name ?? "") },
    },
    { method: "GET", pattern: "/open/:key", run: { open: true, run: (exchange) => enter(options, exchange) } },
  ];
}

/** Posts a test delivery, one at a time. */
function createWebhookTest(webhook: RoutesOptions["webhook"]): Handling["run"] {
  let isUnderWay = false;
  return async ({ request, response }) => {
    request.resume();
    if (webhook === undefined)
      throw new HttpError(409, "there is no webhook: start the inspector with --webhook and its address");
    if (isUnderWay) throw new HttpError(429, "a test delivery is under way", { "retry-after": "5" });
    isUnderWay = true;
    try {
      await sendJson(request, response, await webhook.test());
    } finally {
      isUnderWay = false;
    }
  };
}

/** Exchanges the token of the header for a cookie, so that no address and no script has to keep it. */
function login(access: RoutesOptions["access"], { request, response }: Exchange): void {
  request.resume();
  if (!access.isLoggedIn(request)) throw new HttpError(401, "this is not the token of this inspector");
  response.writeHead(204, { "set-cookie": access.cookie(), "cache-control": "no-store" }).end();
}

/** Lets the browser in that comes first with an address of {@link Entry}, and leads it to the page. */
function enter({ access, entry }: RoutesOptions, { request, response, path }: Exchange): void {
  if (request.method === "HEAD") return void response.end();
  if (!entry.take(path.key ?? ""))
    throw new HttpError(410, "this address works once, within a minute: open the one that the inspector printed");
  response.writeHead(303, { location: "/", "set-cookie": access.cookie(), "cache-control": "no-store" }).end();
}

async function sendExport(store: Store, { request, response, path, query }: Exchange): Promise<void> {
  const format = choice(...EXPORT_FORMATS)(path.format ?? "", "the format");
  const file = await exportFile(store, format, targetOf({ path, query })).catch((error: unknown) => {
    throw error instanceof NoExport ? new HttpError(error.isWrong ? 400 : 404, error.message) : error;
  });
  await sendFile(request, response, file);
}

function targetOf({ query }: Asked): Target | undefined {
  const { session, trace } = readQuery(query, { session: text, trace: text });
  if (session !== undefined && trace !== undefined) throw new HttpError(400, "name a session or a trace, not both");
  if (session !== undefined) return { session };
  return trace === undefined ? undefined : { trace: hex(trace, 32) };
}
