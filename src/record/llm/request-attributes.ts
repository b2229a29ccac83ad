import type { RequestFacts } from "../../providers/index.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { label, labels } from "../given-value.ts";
import { type AttributeDraft, put } from "../present.ts";
import { isOpenAi } from "./api-attributes.ts";

/** Adds the parameters of a request as the conventions name them. Explicit zeros are kept; what was not asked for is absent. */
export function putRequestAttributes(asked: AttributeDraft, facts: RequestFacts, provider: string): void {
  put(asked, genAi.GEN_AI_REQUEST_TEMPERATURE, facts.temperature);
  put(asked, genAi.GEN_AI_REQUEST_TOP_P, facts.topP);
  put(asked, genAi.GEN_AI_REQUEST_TOP_K, facts.topK);
  put(asked, genAi.GEN_AI_REQUEST_MAX_TOKENS, facts.maxTokens);
  put(asked, genAi.GEN_AI_REQUEST_FREQUENCY_PENALTY, facts.frequencyPenalty);
  put(asked, genAi.GEN_AI_REQUEST_PRESENCE_PENALTY, facts.presencePenalty);
  put(asked, genAi.GEN_AI_REQUEST_SEED, facts.seed);
  put(asked, genAi.GEN_AI_REQUEST_STOP_SEQUENCES, labels(facts.stopSequences));
  if (facts.choiceCount !== 1) put(asked, genAi.GEN_AI_REQUEST_CHOICE_COUNT, facts.choiceCount);
  if (facts.stream === true) asked[genAi.GEN_AI_REQUEST_STREAM] = true;
  put(asked, genAi.GEN_AI_REQUEST_REASONING_LEVEL, label(facts.reasoningLevel));
  put(asked, genAi.GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID, label(facts.previousResponseId));
  put(asked, genAi.GEN_AI_OUTPUT_TYPE, facts.outputType);
  put(asked, genAi.GEN_AI_CONVERSATION_ID, label(facts.conversationId));
  if (isOpenAi(provider) && facts.serviceTier !== "auto")
    put(asked, genAi.OPENAI_REQUEST_SERVICE_TIER, label(facts.serviceTier));
}
