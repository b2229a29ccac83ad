import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import type { RequestFacts } from "../../providers/index.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { present } from "../present.ts";

/** The parameters of a request as the conventions name them. Explicit zeros are kept; what was not asked for is absent. */
export function requestAttributes(facts: RequestFacts, provider: string): TelemetryAttributes {
  const isOpenAi = provider === "openai" || provider === "azure.ai.openai";
  return present({
    [genAi.GEN_AI_REQUEST_TEMPERATURE]: facts.temperature,
    [genAi.GEN_AI_REQUEST_TOP_P]: facts.topP,
    [genAi.GEN_AI_REQUEST_TOP_K]: facts.topK,
    [genAi.GEN_AI_REQUEST_MAX_TOKENS]: facts.maxTokens,
    [genAi.GEN_AI_REQUEST_FREQUENCY_PENALTY]: facts.frequencyPenalty,
    [genAi.GEN_AI_REQUEST_PRESENCE_PENALTY]: facts.presencePenalty,
    [genAi.GEN_AI_REQUEST_SEED]: facts.seed,
    [genAi.GEN_AI_REQUEST_STOP_SEQUENCES]: facts.stopSequences,
    [genAi.GEN_AI_REQUEST_CHOICE_COUNT]: facts.choiceCount === 1 ? undefined : facts.choiceCount,
    [genAi.GEN_AI_REQUEST_STREAM]: facts.stream === true ? true : undefined,
    [genAi.GEN_AI_REQUEST_REASONING_LEVEL]: facts.reasoningLevel,
    [genAi.GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID]: facts.previousResponseId,
    [genAi.GEN_AI_OUTPUT_TYPE]: facts.outputType,
    [genAi.GEN_AI_CONVERSATION_ID]: facts.conversationId,
    [genAi.OPENAI_REQUEST_SERVICE_TIER]: isOpenAi && facts.serviceTier !== "auto" ? facts.serviceTier : undefined,
  });
}
