import type { ProviderReading } from "../../providers/index.ts";
import { SERVICE_TIER } from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { label } from "../given-value.ts";
import type { LabelSet } from "../label-set.ts";
import { type AttributeDraft, put } from "../present.ts";

/** Whether what the conventions say of OpenAI's API holds for a provider: Azure serves it too. */
export function isOpenAi(provider: string): boolean {
  return provider === "openai" || provider === "azure.ai.openai";
}

/** Which API answered, and how it served the request: for OpenAI's the conventions have names. */
export function putApi(target: AttributeDraft, reading: ProviderReading, provider: string): void {
  if (isOpenAi(provider)) {
    put(target, genAi.OPENAI_API_TYPE, reading.apiType);
    put(target, genAi.OPENAI_RESPONSE_SERVICE_TIER, label(reading.serviceTier));
    put(target, genAi.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, label(reading.systemFingerprint));
  } else put(target, SERVICE_TIER, label(reading.serviceTier));
}

/** The same as labels of metrics, which the conventions ask for of OpenAI's API alone. */
export function withApi(labels: LabelSet, reading: ProviderReading | undefined, provider: string): LabelSet {
  if (reading === undefined || !isOpenAi(provider)) return labels;
  return labels
    .with(genAi.OPENAI_RESPONSE_SERVICE_TIER, label(reading.serviceTier))
    .with(genAi.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, label(reading.systemFingerprint));
}
