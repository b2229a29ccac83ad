import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { attempt } from "../observed-method.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { modelEndpoint } from "./model-endpoints.ts";
import { runBefore, watchReadable, watchWritten } from "./watch-readable.ts";
import { watchExchange } from "./wire-exchange.ts";
import { WireHeaders } from "./wire-response.ts";

const CREATED = "http2.client.stream.created";

/** Watches the requests of `node:http2`, which AWS's client for Bedrock makes. Node says nothing of them before version 22.17. */
export function watchNodeHttp2(): Restore {
  const listener = (message: unknown): void => {
    const stream = readPath(message, "stream");
    if (typeof stream === "object" && stream !== null) attempt(() => watchStream(stream, readPath(message, "headers")));
  };
  subscribe(CREATED, listener);
  return () => void unsubscribe(CREATED, listener);
}

function watchStream(stream: object, headers: unknown): void {
  const {
    ":method": method,
    ":scheme": scheme,
    ":authority": authority,
    ":path": path,
  } = headers as Record<string, unknown>;
  if (typeof method !== "string" || typeof path !== "string" || typeof authority !== "string") return;
  const endpoint = modelEndpoint(method, `${typeof scheme === "string" ? scheme : "https"}://${authority}${path}`);
  const exchange = endpoint === undefined ? undefined : watchExchange(endpoint);
  if (exchange === undefined) return;
  watchWritten(stream, exchange);
  runBefore(stream, "emit", ([event, given]) => {
    if (event !== "response") return;
    const status = readPath(given, ":status");
    if (typeof status === "number") exchange.answered(status, new WireHeaders(given as Record<string, unknown>));
  });
  watchReadable(stream, exchange);
}
