import {
  headersRead,
  type RateLimitFacts,
  readGatewayCost,
  readInvokeHeaders,
  readRateLimit,
  readRequestId,
  readServerLatency,
  readUpstream,
} from "../../providers/index.ts";
import {
  RATE_LIMIT_PREFIX,
  REQUEST_ID,
  RESPONSE_SERVER_LATENCY,
  UPSTREAM_PROVIDER,
} from "../../semconv/agentscribe-attributes.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../../semconv/core-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { finite, label, read } from "../given-value.ts";
import { type AttributeDraft, present, put } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { AttemptedCall } from "./retry.ts";

/** The HTTP exchange behind a model call, as whoever saw it tells. */
export interface HttpResponseFacts {
  readonly status?: number | undefined;
  /** Headers of the response: a `Headers`, a `Map` or an object. Of them, the request id, rate limits, counts of tokens and a gateway's cost are read. */
  readonly headers?: unknown;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

const ALLOWANCES = [
  ["requests", "requests"],
  ["tokens", "tokens"],
  ["inputTokens", "input_tokens"],
  ["outputTokens", "output_tokens"],
] as const;

/** Puts request id, rate limits and the server on the call's span; a limit that was reached is an event too. */
export function recordHttpResponse(scope: Scope, facts: HttpResponseFacts, call: AttemptedCall): void {
  const said: AttributeDraft = {};
  const address = label(read(facts, "serverAddress"));
  const port = finite(read(facts, "serverPort")) ?? 443;
  // The client that makes the call mostly said so when it started.
  if (address !== undefined && (call.attributes[SERVER_ADDRESS] !== address || call.attributes[SERVER_PORT] !== port)) {
    for (const target of [said, call.attributes]) {
      put(target, SERVER_ADDRESS, address);
      put(target, SERVER_PORT, port);
    }
  }
  const headers = headersRead(read(facts, "headers"));
  const limits = headers === undefined ? undefined : readHeaders(headers, said, call);
  scope.span.setAttributes(said);
  const status = finite(read(facts, "status"));
  if (status !== undefined) scope.httpStatus = status;
  if (status === 429) emitRateLimit(scope, limits, call);
}

function readHeaders(headers: unknown, said: AttributeDraft, call: AttemptedCall): RateLimitFacts | undefined {
  if (call.provider === "aws.bedrock") call.usageInHeaders = readInvokeHeaders(headers) ?? call.usageInHeaders;
  call.usdInHeaders = readGatewayCost(headers);
  if (call.provider === "huggingface") {
    const upstream = label(readUpstream(headers));
    for (const target of [said, call.attributes]) put(target, UPSTREAM_PROVIDER, upstream);
  }
  put(said, REQUEST_ID, readRequestId(headers));
  put(said, RESPONSE_SERVER_LATENCY, readServerLatency(headers));
  const limits = readRateLimit(headers);
  if (limits === undefined) return undefined;
  for (const [kind, name] of ALLOWANCES) {
    const allowance = limits[kind];
    if (allowance === undefined) continue;
    const prefix = `${RATE_LIMIT_PREFIX}${name}.`;
    put(said, `${prefix}limit`, allowance.limit);
    put(said, `${prefix}remaining`, allowance.remaining);
    put(said, `${prefix}reset_ms`, allowance.resetMillis);
  }
  return limits;
}

/** Tells of an attempt that was turned away, where nobody saw its answer: an error says so, or who tries again. */
export function tellTurnedAway(scope: Scope, status: number | undefined, call: RequestedModel): void {
  if (status === 429 && scope.httpStatus !== 429) emitRateLimit(scope, undefined, call);
}

type RequestedModel = Pick<AttemptedCall, "provider" | "requestModel">;

function emitRateLimit(scope: Scope, limits: RateLimitFacts | undefined, call: RequestedModel): void {
  const [kind, resource] = ALLOWANCES.find(([kind]) => limits?.[kind]?.remaining === 0) ?? [];
  const allowance = kind === undefined ? undefined : limits?.[kind];
  emitEvent(
    scope.recorder,
    "rate_limit",
    present({
      resource,
      limited: true,
      limit: allowance?.limit,
      remaining: allowance?.remaining,
      resetMs: allowance?.resetMillis,
      provider: call.provider,
      model: call.requestModel,
    }),
    { scope },
  );
}
