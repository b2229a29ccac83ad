import type { ServerResponse } from "node:http";
import type { LiveUpdate } from "../api.ts";
import type { Store, StoreChange } from "../store/store.ts";
import { HttpError } from "./http-error.ts";

export interface LiveOptions {
  /** Listeners beyond this are told to try later. @defaultValue 64 */
  readonly maxListeners?: number;
  /** The shortest time between two updates. @defaultValue 250 */
  readonly intervalMillis?: number;
  /** How often a line without meaning is sent, so that a dead connection is noticed. @defaultValue 15,000 */
  readonly heartbeatMillis?: number;
}

/** Commits of the store as server-sent events. */
export interface Live {
  /** Keeps the response until its client goes or this is closed. @throws HttpError 503 when there are too many */
  listen(response: ServerResponse): void;
  readonly listeners: number;
  close(): void;
}

/** Sessions that one update names; a page asks for its list anyway when there are more. */
const MAX_SESSIONS = 1_000;
/** A listener that lets this much wait is cut off: it connects again when it lives. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Tells listeners of commits: the first at once, those that follow it together. */
export function createLive(store: Pick<Store, "onChange">, options: LiveOptions = {}): Live {
  const { maxListeners = 64, intervalMillis = 250, heartbeatMillis = 15_000 } = options;
  const listeners = new Set<ServerResponse>();
  let newest: LiveUpdate = { revision: 0, sessions: [], spans: 0, events: 0 };
  let pending: StoreChange[] = [];
  let quiet: NodeJS.Timeout | undefined;

  const send = (text: string): void => {
    for (const listener of listeners) {
      if (listener.writableLength > MAX_WAITING_BYTES) listener.destroy();
      else listener.write(text);
    }
  };
  const flush = (): void => {
    quiet = undefined;
    if (pending.length === 0) return;
    newest = merge(pending);
    pending = [];
    send(eventOf(newest));
    quiet = setTimeout(flush, intervalMillis).unref();
  };
  const stop = store.onChange((change) => {
    pending.push(change);
    // Nobody reads them one by one, and a commit can follow a commit for hours.
    if (pending.length >= 100) pending = [merge(pending)];
    if (quiet === undefined) flush();
  });
  const heartbeat = setInterval(() => send(":\n\n"), heartbeatMillis).unref();

  return {
    listen(response) {
      if (listeners.size >= maxListeners) throw new HttpError(503, "too many pages listen", { "retry-after": "5" });
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
      // The revision, so that a page that was away knows whether it missed something.
      response.write(`retry: 1000\n${eventOf({ ...newest, sessions: [], spans: 0, events: 0 })}`);
    },
    get listeners() {
      return listeners.size;
    },
    close() {
      stop();
      clearInterval(heartbeat);
      clearTimeout(quiet);
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
}

function merge(changes: readonly StoreChange[]): StoreChange {
  const sessions = new Set(changes.flatMap((change) => change.sessions));
  return {
    revision: Math.max(...changes.map(({ revision }) => revision)),
    sessions: [...sessions].slice(0, MAX_SESSIONS),
    spans: changes.reduce((sum, { spans }) => sum + spans, 0),
    events: changes.reduce((sum, { events }) => sum + events, 0),
  };
}

const eventOf = (update: LiveUpdate): string => `data: ${JSON.stringify(update)}\n\n`;
