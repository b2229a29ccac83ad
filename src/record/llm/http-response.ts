import { readInvokeHeaders, readRateLimit, readRequestId } from "../../providers/index.ts";
import { RATE_LIMIT_PREFIX, REQUEST_ID } from "../../semconv/agentscribe-attributes.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../../semconv/core-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { type AttributeDraft, finite, label, present, put, putAll, read } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { AttemptedCall } from "./retry.ts";

/** The HTTP exchange behind a model call, as whoever saw it tells. */
export interface HttpResponseFacts {
  readonly status?: number;
  /** Headers of the response: a `Headers`, a `Map` or an object. Of them, the request id, rate limits and counts of tokens are read. */
  readonly headers?: unknown;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

const ALLOWANCES = ["requests", "tokens", "inputTokens", "outputTokens"] as const;

/** Puts request id, rate limits and the server on the call's span; a limit that was reached is an event too. */
export function recordHttpResponse(scope: Scope, facts: HttpResponseFacts, call: AttemptedCall): void {
  const headers = read(facts, "headers");
  call.usageInHeaders = readInvokeHeaders(headers) ?? call.usageInHeaders;
  const said: AttributeDraft = {};
  put(said, REQUEST_ID, readRequestId(headers));
  const address = label(read(facts, "serverAddress"));
  if (address !== undefined) {
    const server = { [SERVER_ADDRESS]: address, [SERVER_PORT]: finite(read(facts, "serverPort")) ?? 443 };
    putAll(said, server);
    putAll(call.attributes, server);
  }
  const limits = readRateLimit(headers);
  for (const kind of ALLOWANCES) {
    const allowance = limits?.[kind];
    if (allowance === undefined) continue;
    const prefix = `${RATE_LIMIT_PREFIX}${snakeCase(kind)}.`;
    put(said, `${prefix}limit`, allowance.limit);
    put(said, `${prefix}remaining`, allowance.remaining);
    put(said, `${prefix}reset_ms`, allowance.resetMillis);
  }
  scope.span.setAttributes(said);
  if (finite(read(facts, "status")) !== 429) return;
  const reached = ALLOWANCES.find((kind) => limits?.[kind]?.remaining === 0);
  const allowance = reached === undefined ? undefined : limits?.[reached];
  emitEvent(
    scope.recorder,
    "rate_limit",
    present({
      resource: reached === undefined ? undefined : snakeCase(reached),
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

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
