import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { attempt } from "../../internal/attempt.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type StartExchange, startModelExchange } from "./start-exchange.ts";
import { runBefore, watchReadable, watchWritten } from "./watch-readable.ts";
import { WireHeaders } from "./wire-response.ts";

const CREATED = "http2.client.stream.created";

/** Watches the requests of `node:http2`, which AWS's client for Bedrock makes. Node says nothing of them before version 22.17. */
export function watchNodeHttp2(start: StartExchange = startModelExchange): Restore {
  const listener = (message: unknown): void => {
    const stream = readPath(message, "stream");
    if (typeof stream === "object" && stream !== null)
      attempt(() => watchStream(stream, readPath(message, "headers"), start));
  };
  subscribe(CREATED, listener);
  return () => void unsubscribe(CREATED, listener);
}

function watchStream(stream: object, headers: unknown, start: StartExchange): void {
  const {
    ":method": method,
    ":scheme": scheme,
    ":authority": authority,
    ":path": path,
  } = headers as Record<string, unknown>;
  if (typeof method !== "string" || typeof path !== "string" || typeof authority !== "string") return;
  const url = `${typeof scheme === "string" ? scheme : "https"}://${authority}${path}`;
  const exchange = start(method, url, () => new WireHeaders(headers as Record<string, unknown>));
  if (exchange === undefined) return;
  watchWritten(stream, exchange);
  runBefore(stream, "emit", ([event, given]) => {
    if (event !== "response") return;
    const status = readPath(given, ":status");
    if (typeof status === "number") exchange.answered(status, new WireHeaders(given as Record<string, unknown>));
  });
  watchReadable(stream, exchange);
}
