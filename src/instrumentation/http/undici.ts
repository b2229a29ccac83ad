import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { types } from "node:util";
import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type StartExchange, startModelExchange } from "./start-exchange.ts";
import type { WireExchange } from "./wire-exchange.ts";
import { WireHeaders } from "./wire-response.ts";

/** A request that undici watches, and who tells of its answer's bytes: newer versions by a channel, older ones by a method. */
interface Watched {
  readonly exchange: WireExchange;
  /** Whether the body was given whole: its pieces are not counted again. */
  readonly isSent: boolean;
  bytesFrom: "channel" | "method" | undefined;
}

/**
 * Watches the requests of undici by its diagnostics channels: its own `fetch`, `request`, `stream`, `pipeline` and dispatchers, of the platform's copy
 * and of every installed one.
 */
export function watchUndici(startExchange: StartExchange = startModelExchange): Restore {
  const watched = new WeakMap<object, Watched>();
  const channels: Readonly<Record<string, (message: unknown, request: object) => void>> = {
    create: (_, request) => {
      const found = start(request, startExchange);
      if (found !== undefined) watched.set(request, found);
    },
    bodyChunkSent: (message, request) => {
      const found = watched.get(request);
      if (found?.isSent === false) found.exchange.sent(readPath(message, "chunk"));
    },
    headers: (message, request) => {
      const status = readPath(message, "response", "statusCode");
      const found = watched.get(request);
      if (found === undefined || typeof status !== "number" || status < 200) return;
      found.exchange.answered(status, new WireHeaders(headersOf(readPath(message, "response", "headers"))));
      watchMethod(request, found);
    },
    bodyChunkReceived: (message, request) => receive(watched.get(request), "channel", readPath(message, "chunk")),
    trailers: (_, request) => watched.get(request)?.exchange.ended(),
    error: (message, request) => watched.get(request)?.exchange.failed(readPath(message, "error")),
  };
  const restores = Object.entries(channels).map(([name, told]) => {
    const listener = (message: unknown): void => {
      const request = readPath(message, "request");
      if (typeof request === "object" && request !== null) attempt(() => told(message, request));
    };
    subscribe(`undici:request:${name}`, listener);
    return () => void unsubscribe(`undici:request:${name}`, listener);
  });
  return () => {
    for (const restore of restores) restore();
  };
}

function start(request: object, startExchange: StartExchange): Watched | undefined {
  const { method, origin, path } = request as { method?: unknown; origin?: unknown; path?: unknown };
  if (typeof method !== "string" || typeof path !== "string") return undefined;
  const headers = (): WireHeaders => new WireHeaders(headersOf(readPath(request, "headers")));
  const exchange = startExchange(method, `${String(origin)}${path}`, headers);
  if (exchange === undefined) return undefined;
  const body = readPath(request, "body");
  const isWhole = typeof body === "string" || body instanceof Uint8Array;
  if (isWhole) exchange.sent(body);
  return { exchange, isSent: isWhole || watchGenerator(body, exchange), bytesFrom: undefined };
}

/** Versions before 7 say nothing of the pieces of a body, which `fetch` gives as a generator: they are seen as it gives them. */
function watchGenerator(body: unknown, exchange: WireExchange): boolean {
  const next = types.isGeneratorObject(body) ? readPath(body, "next") : undefined;
  if (typeof next !== "function") return false;
  Object.defineProperty(body, "next", {
    configurable: true,
    writable: true,
    value(this: unknown, ...args: unknown[]) {
      const step: unknown = Reflect.apply(next, this, args);
      const see = (result: unknown): void =>
        void (readPath(result, "done") === false && exchange.sent(readPath(result, "value")));
      if (isPromise(step)) step.then(see, () => undefined);
      else see(step);
      return step;
    },
  });
  return true;
}

/** Versions before 7 have no channel for what they receive. */
function watchMethod(request: object, found: Watched): void {
  const onData = readPath(request, "onData");
  if (typeof onData !== "function") return;
  Object.defineProperty(request, "onData", {
    configurable: true,
    writable: true,
    value(this: unknown, chunk: unknown) {
      receive(found, "method", chunk);
      return Reflect.apply(onData, this, [chunk]);
    },
  });
}

function receive(found: Watched | undefined, from: "channel" | "method", chunk: unknown): void {
  if (found === undefined || !(chunk instanceof Uint8Array)) return;
  found.bytesFrom ??= from;
  if (found.bytesFrom === from) found.exchange.received(chunk);
}

/** Names and values in turn, as bytes or text, or an object of them; earlier versions keep what is sent as lines. */
function headersOf(headers: unknown): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  if (typeof headers === "string") {
    return headersOf(headers.split("\r\n").flatMap((line) => line.split(/:\s*(.*)/s, 2)));
  }
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const value: unknown = headers[index + 1];
      values[String(headers[index]).toLowerCase()] = value instanceof Uint8Array ? String(value) : value;
    }
  } else if (typeof headers === "object" && headers !== null) {
    for (const [name, value] of Object.entries(headers)) values[name.toLowerCase()] = value;
  }
  return values;
}
