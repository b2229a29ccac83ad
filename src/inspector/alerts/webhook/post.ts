import { type ClientRequest, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { WebhookTarget } from "./webhook-target.ts";

/** What became of one try. */
export interface Posted {
  /** Absent where nobody answered. */
  readonly status?: number;
  /** Why it counts as failed. */
  readonly error?: string;
}

/** Posts JSON once. Never rejects, holds no process, follows no redirection, reads nothing of the answer but its status. */
export function post(
  { url, headers }: WebhookTarget,
  body: string,
  { timeoutMillis, signal }: { readonly timeoutMillis: number; readonly signal: AbortSignal },
): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>();
  const bytes = Buffer.from(body);
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  let sent: ClientRequest;
  try {
    sent = open(url, {
      ...{ method: "POST", agent: false, signal },
      headers: {
        ...headers,
        ...{ "content-type": "application/json", "content-length": bytes.length, "user-agent": "agentscribe" },
      },
    });
  } catch (error) {
    return Promise.resolve({ error: reasonOf(error) });
  }
  const late = setTimeout(
    () => sent.destroy(new Error(`no answer within ${timeoutMillis / 1_000} s`)),
    timeoutMillis,
  ).unref();
  sent.on("socket", (socket) => socket.unref());
  sent.on("response", (response) => {
    const status = response.statusCode ?? 0;
    resolve(status >= 200 && status < 300 ? { status } : { status, error: `it answered ${status}` });
    response.on("error", () => undefined);
    response.destroy();
  });
  sent.on("error", (error) => resolve({ error: reasonOf(error) }));
  sent.on("close", () => {
    clearTimeout(late);
    resolve({ error: "the connection was closed" });
  });
  sent.end(bytes);
  return promise;
}

/** Whether the same request may be taken later. */
export function isWorthAnother({ status, error }: Posted): boolean {
  if (error === undefined) return false;
  return status === undefined || status >= 500 || status === 429 || status === 408;
}

/** Without the address, which errors of Node name. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it failed";
  return (error as NodeJS.ErrnoException).code ?? error.message.slice(0, 200);
}
