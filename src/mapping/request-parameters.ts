import type { TelemetryValue } from "../internal/telemetry-record.ts";
import {
  GEN_AI_REQUEST_FREQUENCY_PENALTY,
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_PRESENCE_PENALTY,
  GEN_AI_REQUEST_REASONING_LEVEL,
  GEN_AI_REQUEST_SEED,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_K,
  GEN_AI_REQUEST_TOP_P,
} from "../semconv/gen-ai-attributes.ts";
import type { SpanFacts } from "./span-facts.ts";

const PARAMETERS: Readonly<Record<string, string>> = {
  temperature: GEN_AI_REQUEST_TEMPERATURE,
  top_p: GEN_AI_REQUEST_TOP_P,
  top_k: GEN_AI_REQUEST_TOP_K,
  max_tokens: GEN_AI_REQUEST_MAX_TOKENS,
  frequency_penalty: GEN_AI_REQUEST_FREQUENCY_PENALTY,
  presence_penalty: GEN_AI_REQUEST_PRESENCE_PENALTY,
  seed: GEN_AI_REQUEST_SEED,
  stop: GEN_AI_REQUEST_STOP_SEQUENCES,
  reasoning_effort: GEN_AI_REQUEST_REASONING_LEVEL,
};

/** What the request asked for, by the names that chat completions use. */
export function requestParameters(span: SpanFacts): Readonly<Record<string, TelemetryValue>> {
  const found: Record<string, TelemetryValue> = {};
  for (const [name, key] of Object.entries(PARAMETERS)) {
    const value = span.get(key);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
