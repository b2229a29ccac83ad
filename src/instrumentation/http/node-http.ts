import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { attempt } from "../../internal/attempt.ts";
import type { Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type StartExchange, startModelExchange } from "./start-exchange.ts";
import { runBefore, watchReadable, watchWritten } from "./watch-readable.ts";
import { WireHeaders } from "./wire-response.ts";

const CREATED = "http.client.request.created";

/** Watches the requests of `node:http` and `node:https`, whoever makes them: axios, got, node-fetch, the HTTP/1 handler of AWS. */
export function watchNodeHttp(start: StartExchange = startModelExchange): Restore {
  const listener = (message: unknown): void => {
    const request = readPath(message, "request");
    if (typeof request === "object" && request !== null) attempt(() => watchRequest(request, start));
  };
  subscribe(CREATED, listener);
  return () => void unsubscribe(CREATED, listener);
}

function watchRequest(request: object, start: StartExchange): void {
  const { method, protocol, host, path } = request as Readonly<Record<string, unknown>>;
  if (typeof method !== "string" || typeof path !== "string") return;
  const url = `${String(protocol)}//${hostHeader(request) ?? String(host)}${path}`;
  const exchange = start(method, url, () => new WireHeaders(headersOf(request)));
  if (exchange === undefined) return;
  watchWritten(request, exchange);
  runBefore(request, "emit", ([event, given]) => {
    if (event === "response" && typeof given === "object" && given !== null) {
      const { statusCode, headers } = given as { statusCode: number; headers: Record<string, unknown> };
      exchange.answered(statusCode, new WireHeaders(headers));
      watchReadable(given, exchange);
    } else if (event === "error") exchange.failed(given);
    else if (event === "close" && readPath(request, "res") === null) exchange.cancelled();
  });
}

function headersOf(request: object): Readonly<Record<string, unknown>> {
  const getHeaders = readPath(request, "getHeaders");
  return typeof getHeaders === "function" ? Reflect.apply(getHeaders, request, []) : {};
}

/** With the port, which the request itself does not keep. */
function hostHeader(request: object): string | undefined {
  const getHeader = readPath(request, "getHeader");
  const host: unknown = typeof getHeader === "function" ? Reflect.apply(getHeader, request, ["host"]) : undefined;
  return typeof host === "string" ? host : undefined;
}
