import { SCOPE_NAME } from "../../semconv/schema.ts";
import type { SpanKind } from "../model/facts.ts";
import type { RawGroup, RawSpan } from "../model/raw.ts";
import type { Agent } from "./agents/agent.ts";
import { AI_SDK_OPERATIONS } from "./conventions/ai-sdk.ts";
import { BRAINTRUST_KINDS } from "./conventions/braintrust.ts";
import { GEN_AI_OPERATIONS } from "./conventions/gen-ai.ts";
import { LAMINAR_KINDS } from "./conventions/laminar.ts";
import { LANGFUSE_KINDS } from "./conventions/langfuse.ts";
import { LANGSMITH_KINDS } from "./conventions/langsmith.ts";
import { OPENINFERENCE_KINDS } from "./conventions/openinference.ts";
import { REQUEST_TYPES, TRACELOOP_KINDS } from "./conventions/traceloop.ts";
import { NUMBER, TEXT, type TextField } from "./field.ts";
import type { Reading } from "./reading.ts";

/** The words of each convention for kinds of work. The first that is known decides. */
export const WORDS: readonly (readonly [field: TextField, kinds: ReadonlyMap<string, SpanKind>])[] = [
  ["langsmithKind", LANGSMITH_KINDS],
  ["langfuseKind", LANGFUSE_KINDS],
  ["traceloopKind", TRACELOOP_KINDS],
  ["operation", GEN_AI_OPERATIONS],
  ["openinferenceKind", OPENINFERENCE_KINDS],
  ["aiOperation", AI_SDK_OPERATIONS],
  ["requestType", REQUEST_TYPES],
  ["laminarKind", LAMINAR_KINDS],
  ["braintrustKind", BRAINTRUST_KINDS],
];

const WORDS_BY_SLOT = WORDS.map(([field, kinds]) => ({ slot: TEXT[field], kinds }));

/** Logfire sends a copy of each span when it starts, under an id of its own: the span itself follows. */
const PENDING = "pending_span";

/** OTLP's number of a span that asks another process. */
const CLIENT = 3;

/** What kind of work a span stands for, by what it says itself. */
export function kindOf(reading: Reading, span: RawSpan, group: RawGroup, agent: Agent): SpanKind {
  if (reading.text(TEXT.logfireType) === PENDING) return "other";
  const own = agent.kinds?.get(reading.text(TEXT.ownKind) ?? "") ?? agent.spanNames?.get(span.name);
  if (own !== undefined) return own;
  for (const { slot, kinds } of WORDS_BY_SLOT) {
    const word = reading.text(slot);
    const kind = word === undefined ? undefined : kinds.get(word);
    if (kind !== undefined) return kind === "tool" ? toolKind(reading, span, group) : kind;
  }
  if (group.scopeName === SCOPE_NAME) return ownKind(reading, span.name);
  if (reading.text(TEXT.mcpMethod) !== undefined) return "mcp";
  if (reading.text(TEXT.tool) !== undefined) return agent.toldByEvents?.has("tool") === true ? "step" : "tool";
  return saysUsage(reading) ? "inference" : "other";
}

/**
 * A request to an MCP server names the operation too; the span of the tool around it is the one that is named by it. Our own requests name the operation
 * where no tool is around them: they are the tool's call. Others' may be inside of the span that is.
 */
function toolKind(reading: Reading, { name, otlpKind }: RawSpan, { scopeName }: RawGroup): SpanKind {
  const isRequest = reading.text(TEXT.mcpMethod) !== undefined && !name.startsWith("execute_tool");
  if (isRequest) return scopeName === SCOPE_NAME && otlpKind === CLIENT ? "tool" : "mcp";
  return reading.text(TEXT.executable) === undefined ? "tool" : "command";
}

/** Our scopes that are none of the conventions'. */
function ownKind(reading: Reading, name: string): SpanKind {
  if (name === "session") return "session";
  if (name === "task" || name.startsWith("task ")) return "task";
  if (name === "wait" || reading.text(TEXT.waitFor) !== undefined) return "wait";
  if (name === "step" || reading.text(TEXT.step) !== undefined) return "step";
  return reading.text(TEXT.mcpMethod) === undefined ? "other" : "mcp";
}

/** Older instrumentations say only whose model it was, and what it used. */
function saysUsage(reading: Reading): boolean {
  return (
    reading.text(TEXT.provider) !== undefined &&
    (reading.text(TEXT.model) ?? reading.text(TEXT.requestModel)) !== undefined &&
    reading.number(NUMBER.inputTokens) !== undefined
  );
}
