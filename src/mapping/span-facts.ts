import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { DUPLICATE } from "../semconv/agentscribe-attributes.ts";
import {
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_MEMORY_QUERY_TEXT,
  GEN_AI_MEMORY_RECORDS,
  GEN_AI_OPERATION_NAME,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RETRIEVAL_DOCUMENTS,
  GEN_AI_RETRIEVAL_QUERY_TEXT,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_TOOL_CALL_RESULT,
} from "../semconv/gen-ai-attributes.ts";
import type { Operation } from "../semconv/operations.ts";

/** What a preset reads of a span. */
export interface SpanFacts {
  readonly startTimeMillis: number;
  /** Whether it is a scope of ours, which always has a place in a trace of an agent. */
  readonly isOwn: boolean;
  /** An attribute, or content that the destination may have. */
  get(key: string): TelemetryValue | undefined;
}

/** What a span stands for. `other` is a session, task or step, or a model call that another span tells of. */
export type SpanRole = "model" | "embeddings" | "retrieval" | "tool" | "agent" | "chain" | "other";

const ROLES: Readonly<Partial<Record<Operation, SpanRole>>> = {
  chat: "model",
  generate_content: "model",
  text_completion: "model",
  embeddings: "embeddings",
  retrieval: "retrieval",
  search_memory: "retrieval",
  execute_tool: "tool",
  create_agent: "agent",
  invoke_agent: "agent",
  invoke_workflow: "chain",
  plan: "chain",
};

const INPUT_KEYS = [
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_RETRIEVAL_QUERY_TEXT,
  GEN_AI_MEMORY_QUERY_TEXT,
];
const OUTPUT_KEYS = [
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_TOOL_CALL_RESULT,
  GEN_AI_RETRIEVAL_DOCUMENTS,
  GEN_AI_MEMORY_RECORDS,
];

/** Undefined for a span of others that is none of an agent's, such as an HTTP request. */
export function roleOf(span: SpanFacts): SpanRole | undefined {
  if (span.get(DUPLICATE) === true) return "other";
  const operation = span.get(GEN_AI_OPERATION_NAME);
  const role =
    typeof operation === "string" && Object.hasOwn(ROLES, operation) ? ROLES[operation as Operation] : undefined;
  return role ?? (span.isOwn ? "other" : undefined);
}

export function inputOf(span: SpanFacts): TelemetryValue | undefined {
  return firstOf(span, INPUT_KEYS);
}

export function outputOf(span: SpanFacts): TelemetryValue | undefined {
  return firstOf(span, OUTPUT_KEYS);
}

/** The model that answered, else the one that was asked. */
export function modelOf(span: SpanFacts): TelemetryValue | undefined {
  return firstOf(span, [GEN_AI_RESPONSE_MODEL, GEN_AI_REQUEST_MODEL]);
}

function firstOf(span: SpanFacts, keys: readonly string[]): TelemetryValue | undefined {
  for (const key of keys) {
    const value = span.get(key);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function numberOf(span: SpanFacts, key: string): number | undefined {
  const value = span.get(key);
  return typeof value === "number" ? value : undefined;
}
