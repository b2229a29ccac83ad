import { TASK_ID, TASK_OUTCOME, TASK_TYPE, TENANT_ID } from "../semconv/agentscribe-attributes.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import {
  GEN_AI_PROMPT_NAME,
  GEN_AI_PROMPT_VERSION,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
} from "../semconv/gen-ai-attributes.ts";
import { inputText, outputText } from "./chat-messages.ts";
import type { MappedAttributes, PresetTable } from "./preset.ts";
import { requestParameters } from "./request-parameters.ts";
import { modelOf, numberOf, type SpanFacts } from "./span-facts.ts";
import { jsonOf, type SpanUsage, usageOf } from "./span-usage.ts";

/**
 * Langfuse reads its own names first. By those of the conventions it knows messages and most counts, but neither the cost, the first chunk and the
 * prompt of a call nor what a session, a task and a retrieval are, and it counts tokens written to a cache as if they came on top.
 *
 * Source: https://langfuse.com/integrations/native/opentelemetry, and `OtelIngestionProcessor.ts` of langfuse/langfuse.
 */
export const LANGFUSE: PresetTable = {
  kind: {
    key: "langfuse.observation.type",
    of: {
      model: "generation",
      embeddings: "embedding",
      retrieval: "retriever",
      tool: "tool",
      agent: "agent",
      chain: "chain",
      other: "span",
    },
  },
  copies: {
    "langfuse.session.id": SESSION_ID,
    "langfuse.user.id": USER_ID,
    "langfuse.observation.prompt.name": GEN_AI_PROMPT_NAME,
    "langfuse.observation.metadata.prompt_name": GEN_AI_PROMPT_NAME,
    "langfuse.observation.metadata.prompt_version": GEN_AI_PROMPT_VERSION,
    "langfuse.observation.metadata.task_id": TASK_ID,
    "langfuse.observation.metadata.task_type": TASK_TYPE,
    "langfuse.observation.metadata.task_outcome": TASK_OUTCOME,
    "langfuse.observation.metadata.tenant_id": TENANT_ID,
  },
  /** Whatever begins with `gen_ai.prompt` is a conversation to it: without content these were shown as what was asked. */
  mistaken: [GEN_AI_PROMPT_NAME, GEN_AI_PROMPT_VERSION],
  more(span, role) {
    const usage = usageOf(span, role);
    const [input, output] = [inputText(span)?.value, outputText(span)?.value];
    const shared = { "langfuse.observation.input": input, "langfuse.observation.output": output };
    if (role !== "model" && role !== "embeddings")
      return { ...shared, "langfuse.observation.usage_details": namesModel(span) ? NO_USAGE : undefined };
    return {
      ...shared,
      ...generationOf(span),
      "langfuse.observation.usage_details": usage && usageDetails(usage),
      "langfuse.observation.cost_details": jsonOf({ total: usage?.costUsd }),
    };
  },
};

/** Where Langfuse finds a model. */
const MODEL_KEYS = [
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  ...["ai.model.id", "llm.model_name", "llm.response.model", "model"],
];

/** Whatever names a model and says no usage it counts by the text, and prices: a search, or a call that another span tells of. */
const NO_USAGE = '{"total":0}';

function namesModel(span: SpanFacts): boolean {
  return MODEL_KEYS.some((key) => span.get(key) !== undefined);
}

function generationOf(span: SpanFacts): MappedAttributes {
  const seconds = numberOf(span, GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK);
  const version = Number(span.get(GEN_AI_PROMPT_VERSION) ?? Number.NaN);
  return {
    "langfuse.observation.model.name": modelOf(span),
    "langfuse.observation.model.parameters": jsonOf(requestParameters(span)),
    "langfuse.observation.prompt.version": Number.isInteger(version) ? version : undefined,
    "langfuse.observation.completion_start_time":
      seconds === undefined ? undefined : new Date(span.startTimeMillis + seconds * 1_000).toISOString(),
  };
}

/** Kinds of tokens that do not overlap, by the names that Langfuse prices. */
function usageDetails(usage: SpanUsage): string | undefined {
  const { cacheRead, cacheWrite, audioInput, reasoning, audioOutput } = usage;
  return jsonOf({
    input: without(usage.input, cacheRead, cacheWrite, audioInput),
    input_cached_tokens: cacheRead,
    input_cache_creation: cacheWrite,
    input_audio_tokens: audioInput,
    output: without(usage.output, reasoning, audioOutput),
    output_reasoning_tokens: reasoning,
    output_audio_tokens: audioOutput,
  });
}

function without(total: number | undefined, ...kinds: readonly (number | undefined)[]): number | undefined {
  return total && kinds.reduce<number>((rest, kind = 0) => Math.max(rest - kind, 0), total);
}
