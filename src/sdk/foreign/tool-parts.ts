import type { TelemetryValue } from "../../internal/telemetry-record.ts";
import type { ContentGate } from "../../record/ports.ts";
import type { ContentKind } from "../../semconv/content-kind.ts";

/** Which content of tools is taken out of messages. */
interface ClosedToolParts {
  readonly arguments: boolean;
  readonly results: boolean;
}

/**
 * Messages in the JSON of another instrumentation, in whatever shape a provider or framework gives them, without what their gates withhold of
 * tools: calls and results keep their ids, names and types.
 *
 * @returns the value itself where nothing is withheld; undefined for JSON that was cut, in which nothing can be told apart.
 */
export function withoutToolParts(
  kind: ContentKind,
  value: TelemetryValue,
  gate: ContentGate,
): TelemetryValue | undefined {
  if (kind !== "prompts" && kind !== "responses") return value;
  const closed = {
    arguments: !gate.allowsEverywhere("toolArguments", kind),
    results: !gate.allowsEverywhere("toolResults", kind),
  };
  if (!closed.arguments && !closed.results) return value;
  if (typeof value !== "string") return stripped(gate.attribute(value) ?? null, closed, 0);
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return stripped(JSON.parse(value), closed, 0);
  } catch {
    // JSON that was cut by a limit, or a text that begins with a bracket.
    return TOOL_WORD.test(value) ? undefined : value;
  }
}

const MAX_DEPTH = 64;
const TOOL_WORD = /tool|function|arguments|args|code/i;

type Json = Readonly<Record<string, TelemetryValue>>;

function stripped(value: TelemetryValue, closed: ClosedToolParts, depth: number): TelemetryValue {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[Truncated]";
  if (Array.isArray(value)) return value.map((one) => stripped(one, closed, depth + 1));
  const object = value as Json;
  if ((closed.results && isResult(object)) || (closed.arguments && isCall(object))) return labelsOf(object);
  return Object.fromEntries(Object.entries(object).map(([key, one]) => [key, stripped(one, closed, depth + 1)]));
}

const CALL_TYPE = /(^|[-_])(call|use)(_chunk)?$/;
const RESULT_TYPE = /[-_](result|response|output|error)$/;
/** A part of the AI SDK's messages for interfaces, which is the call and its result in one. */
const TOOL_PART_TYPE = /^tool-(?!call$|result$|error$)|^dynamic-tool$/;

/** By its type, or as OpenAI, Gemini, Bedrock and LangChain write calls that have none. */
function isCall(object: Json): boolean {
  const { type } = object;
  if (typeof type === "string" && (CALL_TYPE.test(type) || TOOL_PART_TYPE.test(type))) return true;
  if (has(object, "arguments") || (has(object, "args") && (has(object, "name") || has(object, "toolName"))))
    return true;
  if (has(object, "code") && has(object, "language")) return true;
  return has(object, "input") && (has(object, "toolUseId") || has(object, "toolCallId"));
}

function isResult(object: Json): boolean {
  const { type, role } = object;
  if (role === "tool" || role === "function") return true;
  if (typeof type === "string" && (RESULT_TYPE.test(type) || TOOL_PART_TYPE.test(type))) return true;
  if (has(object, "tool_call_id") || has(object, "tool_use_id")) return true;
  if (has(object, "toolUseId") || has(object, "toolCallId")) return has(object, "content") || has(object, "output");
  return (has(object, "response") && has(object, "name")) || (has(object, "output") && has(object, "outcome"));
}

const LABELS: readonly string[] = [
  ...["role", "type", "id", "name", "index", "call_id", "finish_reason"],
  ...["tool_call_id", "tool_use_id", "toolUseId", "toolCallId", "toolName"],
];

function labelsOf(object: Json): Json {
  const kept = LABELS.filter((key) => typeof object[key] === "string" || typeof object[key] === "number");
  return Object.fromEntries(kept.map((key) => [key, object[key] as TelemetryValue]));
}

function has(object: Json, key: string): boolean {
  return Object.hasOwn(object, key);
}
