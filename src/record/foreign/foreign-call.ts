import type { SpanRecord, TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { providerNameOf, providerOf } from "../../providers/index.ts";
import { ERROR_TYPE, SERVER_ADDRESS } from "../../semconv/core-attributes.ts";
import { GEN_AI_SYSTEM } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { CALL_OPERATIONS } from "../../semconv/operations.ts";
import type { UsageField } from "../../semconv/usage.ts";
import { finite, label, labels } from "../given-value.ts";
import { readForeignUsage } from "./foreign-usage.ts";

type CallUsage = NonNullable<ReturnType<typeof readForeignUsage>>["usage"];

/** A model call that the span of another instrumentation stands for. */
export interface ForeignCall {
  readonly operation: string;
  readonly provider: string;
  readonly requestModel: string | undefined;
  readonly responseModel: string | undefined;
  readonly responseId: string | undefined;
  readonly finishReasons: readonly string[] | undefined;
  readonly serviceTier: string | undefined;
  readonly systemFingerprint: string | undefined;
  readonly usage: CallUsage | undefined;
  /** Fields of the usage that cannot be true as they were said. */
  readonly mended: readonly UsageField[];
  readonly errorType: string | undefined;
  readonly retries: number;
  readonly timeToFirstChunkSeconds: number | undefined;
}

/** OpenLLMetry's `llm.request.type` and OpenInference's `openinference.span.kind`. */
const OTHER_WORDS: ReadonlyMap<unknown, string> = new Map([
  ["chat", "chat"],
  ["completion", "text_completion"],
  ["embedding", "embeddings"],
  ["LLM", "chat"],
  ["EMBEDDING", "embeddings"],
]);

/**
 * The operation of a model call, by attributes that say it; absent for all other spans. Older spans say only whose model it was, and what it used.
 */
export function callOperationOf(attributes: TelemetryAttributes): string | undefined {
  const named = attributes[genAi.GEN_AI_OPERATION_NAME];
  if (CALL_OPERATIONS.has(named)) return named as string;
  if (typeof named === "string") return isMistralRequest(named, attributes) ? "chat" : undefined;
  const other = attributes["openinference.span.kind"] ?? attributes["llm.request.type"];
  if (other !== undefined) return OTHER_WORDS.get(other);
  if (attributes["traceloop.span.kind"] !== undefined || label(attributes[GEN_AI_SYSTEM]) === undefined)
    return undefined;
  return readForeignUsage(attributes)?.usage.inputTokens === undefined ? undefined : "chat";
}

/** What Mistral's client calls a run of an agent is one request, which alone says what was used. It marks its spans. */
function isMistralRequest(named: string, attributes: TelemetryAttributes): boolean {
  return named === "invoke_agent" && attributes["agent.trace.public"] !== undefined;
}

/** The model call that a span stands for; absent when it is none, or says neither provider nor model. */
export function readForeignCall({ attributes, status, events }: SpanRecord): ForeignCall | undefined {
  const operation = callOperationOf(attributes);
  if (operation === undefined) return undefined;
  const word = (...keys: readonly string[]): string | undefined => {
    for (const key of keys) {
      const found = typeof attributes[key] === "string" ? label(attributes[key]) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const named = word(genAi.GEN_AI_PROVIDER_NAME, GEN_AI_SYSTEM, "llm.provider", "llm.system");
  const provider = named === undefined ? providerOf(word(SERVER_ADDRESS) ?? "") : providerNameOf(named);
  const requestModel = word(genAi.GEN_AI_REQUEST_MODEL, "llm.model_name", "embedding.model_name", "llm.request.model");
  const responseModel = word(genAi.GEN_AI_RESPONSE_MODEL, "llm.response.model");
  if (provider === undefined && requestModel === undefined && responseModel === undefined) return undefined;
  const checked = readForeignUsage(attributes);
  const stopReason = word("anthropic.message.stop_reason");
  const thrown = events.findLast(({ name }) => name === "exception")?.attributes["exception.type"];
  return {
    operation,
    provider: provider ?? "unknown",
    requestModel: requestModel ?? responseModel,
    responseModel,
    responseId: word(genAi.GEN_AI_RESPONSE_ID),
    finishReasons:
      labels(attributes[genAi.GEN_AI_RESPONSE_FINISH_REASONS]) ?? (stopReason === undefined ? undefined : [stopReason]),
    serviceTier: word(
      genAi.OPENAI_RESPONSE_SERVICE_TIER,
      "gen_ai.openai.response.service_tier",
      "anthropic.response.service_tier",
    ),
    systemFingerprint: word(genAi.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, "gen_ai.openai.response.system_fingerprint"),
    usage: checked?.usage,
    mended: checked?.mended ?? [],
    errorType: status.code === 2 ? (word(ERROR_TYPE) ?? label(thrown) ?? "_OTHER") : word(ERROR_TYPE),
    retries: Math.max(0, Math.min(1_000, Math.round(finite(attributes["http.request.resend_count"]) ?? 0))),
    timeToFirstChunkSeconds: finite(
      attributes[genAi.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK] ??
        attributes["gen_ai.client.operation.time_to_first_chunk"],
    ),
  };
}
