import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";

const PROPERTIES = "lmnr.association.properties.";

/** Laminar. Source: the package `@lmnr-ai/lmnr` 0.8.46, November 2026. */
export const LAMINAR: Table = {
  "lmnr.span.type": "laminarKind",
  // Every span of its SDK says this; one without a type is a step.
  "lmnr.span.instrumentation_source": "laminarKind",
  [`${PROPERTIES}session_id`]: "session",
  [`${PROPERTIES}user_id`]: "user",
  "gen_ai.response.finish_reason": "finishReason",
  "gen_ai.usage.reasoning_output_tokens": "reasoningTokens",
  "gen_ai.usage.input_cost": "costInputUsd",
  "gen_ai.usage.output_cost": "costOutputUsd",
};

/** A cached answer was no request. */
export const LAMINAR_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["LLM", "inference"],
  ["TOOL", "tool"],
  ["DEFAULT", "step"],
  ["CACHED", "step"],
  ["javascript", "step"],
  ["python", "step"],
  ["EXECUTOR", "step"],
  ["EVALUATOR", "step"],
  ["EVALUATION", "workflow"],
  ["HUMAN_EVALUATOR", "wait"],
]);
