import http from "node:http";
import https from "node:https";
import { forwarded } from "../../instrumentation/http/forwarding.ts";
import { deferred } from "../../internal/deferred.ts";
import type { ReceivedRequest } from "./memory-server.ts";
import type { Reply, ReplyHeaders } from "./play-exchange.ts";
import { storeErrorPlainly } from "./stored-error.ts";

/** Of one connection, and not of what goes over it: one of HTTP/2 takes none of them. */
const HOP_BY_HOP = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "host",
  "content-length",
  "expect",
]);

/** Sends a request on to whom it was meant for, and gives the answer as it comes. */
export async function forward({ method, url, rawHeaders, body }: ReceivedRequest, reply: Reply): Promise<void> {
  const { promise: over, resolve } = deferred<void>();
  // Given as a list, they are sent as they are: the host too is not put in.
  const headers: [string, string][] = [["host", url.host]];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (!HOP_BY_HOP.has(name.toLowerCase())) headers.push([name, rawHeaders[at + 1] ?? ""]);
  }
  if (body.byteLength > 0) headers.push(["content-length", String(body.byteLength)]);
  const make = url.protocol === "http:" ? http.request : https.request;
  const request = forwarded(() => make(url, { method, headers: headers.flat() }));
  const fail = (error: Error): void => {
    reply.cut(storeErrorPlainly(error));
    resolve();
  };
  request.on("error", fail);
  request.on("response", (response) => {
    reply.head(response.statusCode ?? 502, endToEnd(response.headers));
    response.on("data", (bytes: Uint8Array) => reply.write(bytes));
    response.on("error", fail);
    response.on("end", () => {
      reply.end();
      resolve();
    });
  });
  void reply.closed.then(() => request.destroy());
  request.end(body.byteLength > 0 ? body : undefined);
  await over;
}

function endToEnd(headers: http.IncomingHttpHeaders): ReplyHeaders {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && (!HOP_BY_HOP.has(name) || name === "content-length")) kept[name] = value;
  }
  return kept;
}
