import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { TASK_ID, TASK_TYPE, TENANT_ID } from "../semconv/agentscribe-attributes.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import { GEN_AI_PROVIDER_NAME, GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK } from "../semconv/gen-ai-attributes.ts";
import { inputText, outputText, type SpanText } from "./chat-messages.ts";
import type { PresetTable } from "./preset.ts";
import { requestParameters } from "./request-parameters.ts";
import { modelOf, numberOf } from "./span-facts.ts";
import { jsonOf, usageOf } from "./span-usage.ts";

/**
 * Braintrust's fields, as its own packages for other languages set them on spans.
 *
 * Source: https://www.braintrust.dev/docs/integrations/sdk-integrations/opentelemetry/attributes
 */
export const BRAINTRUST: PresetTable = {
  kind: {
    key: "braintrust.span_attributes",
    of: {
      model: '{"type":"llm"}',
      embeddings: '{"type":"function"}',
      retrieval: '{"type":"function"}',
      tool: '{"type":"tool"}',
      agent: '{"type":"task"}',
      chain: '{"type":"task"}',
      other: '{"type":"task"}',
    },
  },
  copies: {},
  more(span, role) {
    const usage = usageOf(span, role);
    const isModel = role === "model" || role === "embeddings";
    return {
      "braintrust.input_json": jsonTextOf(inputText(span)),
      "braintrust.output_json": jsonTextOf(outputText(span)),
      "braintrust.metadata": jsonOf({
        session_id: span.get(SESSION_ID),
        user_id: span.get(USER_ID),
        task_id: span.get(TASK_ID),
        task_type: span.get(TASK_TYPE),
        tenant_id: span.get(TENANT_ID),
        ...(isModel && { model: modelOf(span), provider: span.get(GEN_AI_PROVIDER_NAME), ...requestParameters(span) }),
      }),
      "braintrust.metrics": jsonOf({
        prompt_tokens: usage?.input,
        completion_tokens: usage?.output,
        tokens: usage?.total,
        prompt_cached_tokens: usage?.cacheRead,
        prompt_cache_creation_tokens: usage?.cacheWrite,
        prompt_audio_tokens: usage?.audioInput,
        prompt_image_tokens: usage?.imageInput,
        completion_reasoning_tokens: usage?.reasoning,
        completion_audio_tokens: usage?.audioOutput,
        completion_image_tokens: usage?.imageOutput,
        estimated_cost: usage?.costUsd,
        time_to_first_token: isModel ? numberOf(span, GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK) : undefined,
      }),
    };
  },
};

/** Text that is no JSON becomes a JSON string. */
function jsonTextOf(text: SpanText | undefined): TelemetryValue | undefined {
  return text === undefined || text.isJson ? text?.value : JSON.stringify(text.value);
}
