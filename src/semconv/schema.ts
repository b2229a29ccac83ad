/**
 * The schema URL of the GenAI conventions that spans, events and metrics follow. The conventions have no release yet; the names used
 * here are those of `open-telemetry/semantic-conventions-genai` on its main branch in autumn 2026, after its inference signals
 * were regrouped.
 */
export const GEN_AI_SCHEMA_URL = "https://opentelemetry.io/schemas/gen-ai-dev/1.42.0-dev";

/** The instrumentation scope of everything that is recorded through this package. */
export const SCOPE_NAME = "agentscribe";
