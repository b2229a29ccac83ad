import { contextManager } from "../../internal/active-client.ts";
import { attempt } from "../../internal/attempt.ts";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import { GEN_AI_OPERATION_NAME } from "../../semconv/gen-ai-attributes.ts";
import { type ModelEndpoint, modelEndpoint } from "../http/model-endpoints.ts";
import { modelTraffic } from "../http/model-traffic.ts";
import { watchNodeHttp } from "../http/node-http.ts";
import { watchNodeHttp2 } from "../http/node-http2.ts";
import { planRequest } from "../http/plan-request.ts";
import { readRequestBody } from "../http/request-body.ts";
import type { StartExchange } from "../http/start-exchange.ts";
import { watchUndici } from "../http/undici.ts";
import type { WireExchange } from "../http/wire-exchange.ts";
import { isInsideCall } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { isWaiting } from "../start-on-use.ts";
import { isToldRequest } from "../told-request.ts";
import { watchedProgram } from "./watched-program.ts";

const MAX_PLACES = 100;
const MAX_SENT_BYTES: number = 1024 * 1024;
/** Counts the requests to models that this process makes, and whether somebody records them. It records none itself. */
export function watchRequests(): void {
  for (const watch of [watchUndici, watchNodeHttp, watchNodeHttp2]) attempt(() => watch(start));
}

const start: StartExchange = (method, url) => {
  const endpoint = modelEndpoint(method, url);
  // The zero-code start has counters of its own.
  if (endpoint === undefined || modelTraffic().watchedBy !== undefined) return undefined;
  if (isRecorded()) {
    watchedProgram().covered += 1;
    return undefined;
  }
  return untracedExchange(endpoint);
};

/** By a call of a client, or by the span of a provider's own client or of a framework. To ask must not start what waits for its first use. */
function isRecorded(): boolean {
  const client = isWaiting() ? undefined : recordingClient();
  if (client !== undefined && (isInsideCall(client) || isToldRequest())) return true;
  const span = contextManager()?.active().getValue(SPAN_KEY);
  return typeof readPath(span, "attributes", GEN_AI_OPERATION_NAME) === "string";
}

/** Only the body of some requests tells that they are model calls. */
function untracedExchange(endpoint: ModelEndpoint): WireExchange {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let isCounted = false;
  const count = (): void => {
    if (isCounted) return;
    isCounted = true;
    if (planRequest(endpoint, readRequestBody(Buffer.concat(pieces))) === undefined) return;
    const { untraced } = watchedProgram();
    const place = `${endpoint.provider} ${endpoint.operation} ${endpoint.serverAddress}`;
    const key = untraced.has(place) || untraced.size < MAX_PLACES ? place : "others";
    untraced.set(key, (untraced.get(key) ?? 0) + 1);
  };
  const nothing = (): void => {};
  return {
    sent(piece) {
      const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
      if (!(chunk instanceof Uint8Array) || bytes > MAX_SENT_BYTES) return;
      pieces.push(chunk);
      bytes += chunk.byteLength;
    },
    answered: () => attempt(count),
    received: nothing,
    ended: nothing,
    failed: () => attempt(count),
    cancelled: () => attempt(count),
  };
}
