import { setTimeout } from "node:timers/promises";
import type { AlertRow, WebhookStatus, WebhookTest } from "../../api.ts";
import { alertText } from "../alert-text.ts";
import { isWorthAnother, type Posted, post } from "./post.ts";
import { webhookTarget } from "./webhook-target.ts";

/** What is posted, as JSON (docs/inspector.md). */
export interface WebhookBody {
  readonly type: "alert.began" | "alert.ended" | "test";
  /** When it was sent, as ISO 8601. */
  readonly sentAt: string;
  /** One line for a person. */
  readonly text: string;
  /** Absent from a test. */
  readonly alert?: AlertRow;
}

export interface WebhookOptions {
  readonly url: string;
  /** Is told of failures, without the address. */
  readonly log: (line: string) => void;
  /** @defaultValue 5,000 */
  readonly timeoutMillis?: number;
  /** Before the second and the third try. @defaultValue 1,000 and 5,000 */
  readonly pausesMillis?: readonly number[];
  readonly now?: () => number;
}

/** More in an hour are a storm. */
const MAX_AN_HOUR = 20;
const HOUR_MILLIS = 3_600_000;

/** Posts alerts one after the other, so many an hour. */
export interface Webhook {
  readonly status: WebhookStatus;
  /** Takes it for delivery. @returns whether it is posted at all: false where there were too many in an hour */
  tell(type: "alert.began" | "alert.ended", alert: AlertRow): boolean;
  /** Posts once, and says what the receiver answered. */
  test(): Promise<WebhookTest>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/** @throws Error for what is no address */
export function createWebhook(options: WebhookOptions): Webhook {
  const { log, timeoutMillis = 5_000, pausesMillis = [1_000, 5_000], now = Date.now } = options;
  const target = webhookTarget(options.url);
  const closing = new AbortController();
  const { signal } = closing;
  const told: number[] = [];
  let status: WebhookStatus = { address: target.address, delivered: 0, failed: 0, untold: 0, lastError: null };
  let last: Promise<void> = Promise.resolve();

  const send = (body: Omit<WebhookBody, "sentAt">): Promise<Posted> =>
    post(target, JSON.stringify({ ...body, sentAt: new Date(now()).toISOString() }), { timeoutMillis, signal });
  const deliver = async (body: Omit<WebhookBody, "sentAt">): Promise<void> => {
    let posted = signal.aborted ? { error: "the inspector ended" } : await send(body);
    for (const pause of pausesMillis) {
      if (!isWorthAnother(posted) || signal.aborted) break;
      await paused(pause, signal);
      if (!signal.aborted) posted = await send(body);
    }
    const { error } = posted;
    const { delivered, failed } = status;
    status =
      error === undefined
        ? { ...status, delivered: delivered + 1, lastError: null }
        : { ...status, failed: failed + 1, lastError: error };
    if (error !== undefined && !signal.aborted) log(`an alert could not be posted to ${target.address}: ${error}`);
  };

  return {
    get status() {
      return status;
    },
    tell(type, alert) {
      const at = now();
      while (told[0] !== undefined && told[0] <= at - HOUR_MILLIS) told.shift();
      if (told.length >= MAX_AN_HOUR) {
        status = { ...status, untold: status.untold + 1 };
        return false;
      }
      told.push(at);
      const over = type === "alert.ended" ? "over: " : "";
      last = last.then(() => deliver({ type, text: `${over}${alertText(alert)}`, alert }));
      return true;
    },
    async test() {
      const begun = performance.now();
      const posted = await send({
        type: "test",
        text: "A test delivery of the agentscribe inspector: nothing happened.",
      });
      return {
        delivered: posted.error === undefined,
        status: posted.status ?? null,
        durationMs: Math.round(performance.now() - begun),
        error: posted.error ?? null,
      };
    },
    async close() {
      closing.abort();
      await last;
    },
  };
}

/** Waits without holding the process; until the signal at most. */
async function paused(millis: number, signal: AbortSignal): Promise<void> {
  await setTimeout(millis, undefined, { ref: false, signal }).catch(() => undefined);
}
