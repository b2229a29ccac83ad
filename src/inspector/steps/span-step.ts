import type { SpanDetail, Step } from "../api.ts";
import { HOLDER_KINDS, isToolCall, type SpanKind } from "../model/facts.ts";
import { attributesOf, numberOf, textOf, unpacked } from "./attribute.ts";
import { type Draft, NOTHING } from "./draft.ts";
import type { RecordedContent } from "./recorded-content.ts";
import type { SpanPlace } from "./span-tree.ts";

/** What a span of each kind is as a step; kinds that are not here are none. */
export const STEP_TYPES: Partial<Record<SpanKind, Step["type"]>> = {
  workflow: "agent",
  agent: "agent",
  task: "task",
  plan: "other",
  inference: "inference",
  embeddings: "other",
  retrieval: "retrieval",
  memory: "retrieval",
  tool: "tool",
  command: "command",
  wait: "wait",
  step: "other",
  mcp: "tool",
};

const HOLDERS: ReadonlySet<SpanKind> = new Set(HOLDER_KINDS);

/** Kinds of spans that are steps, or whose end is one. */
export const STEP_KINDS: readonly SpanKind[] = ["session", ...(Object.keys(STEP_TYPES) as SpanKind[])];

/** Undefined for a span that is no step: a session, another span of a request that counts already, a protocol's span of a tool that has its own. */
export function spanStep(span: SpanDetail, place: SpanPlace, content: RecordedContent): Draft | undefined {
  const type = STEP_TYPES[place.kind];
  if (type === undefined || (place.kind === "inference" && !place.counted)) return undefined;
  if (place.kind === "mcp" && (place.isInTool || span.tool === null)) return undefined;
  return {
    ...NOTHING,
    type,
    traceId: span.traceId,
    spanId: span.spanId,
    depth: place.depth,
    rank: place.depth,
    name: nameOf(span, type),
    agent: span.agent,
    model: span.model,
    startUs: span.startUs,
    durationUs: span.durationUs,
    failed: span.status === "error" || span.errorType !== null,
    errorType: span.errorType,
    arguments: isToolCall(type) ? content.toolArguments : null,
    result: isToolCall(type) ? content.toolResult : null,
    withheld: content.withheld,
    inputTokens: span.inputTokens,
    outputTokens: span.outputTokens,
    cacheReadTokens: span.cacheReadTokens,
    cacheWriteTokens: span.cacheWriteTokens,
    reasoningTokens: span.reasoningTokens,
    costUsd: span.costUsd,
    costReason: span.costReason,
    summary: summaryOf(span, type),
    counted: place.counted,
    isWork: !HOLDERS.has(place.kind),
    callId: content.callId,
    ...(type === "inference" && { finishReason: finishReasonOf(span) }),
  };
}

/** What a task, a run or a session came to, as a step at its end. */
export function outcomeStep(span: SpanDetail, place: SpanPlace): Draft | undefined {
  const attributes = attributesOf(span.attributes);
  const outcome = textOf(attributes, "agentscribe.task.outcome") ?? textOf(attributes, "agentscribe.outcome");
  if (outcome === undefined) return undefined;
  const reason = textOf(attributes, "agentscribe.run.end_reason");
  return {
    ...NOTHING,
    type: "outcome",
    traceId: span.traceId,
    spanId: span.spanId,
    depth: place.depth,
    rank: 1_001,
    name: span.name,
    agent: span.agent,
    startUs: span.startUs + span.durationUs,
    outcome,
    summary: reason === undefined ? null : `ended: ${reason}`,
  };
}

function nameOf(span: SpanDetail, type: Step["type"]): string {
  return (isToolCall(type) && span.tool) || span.name;
}

function finishReasonOf(span: SpanDetail): string | null {
  const attributes = attributesOf(span.attributes);
  for (const name of ["gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "ai.response.finishReason"]) {
    const value = unpacked(attributes.get(name));
    if (Array.isArray(value) && value.length > 0) return value.map(String).join(",");
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** A line about a step: why it failed, what it was for, what it found. */
function summaryOf(span: SpanDetail, type: Step["type"]): string | null {
  const attributes = attributesOf(span.attributes);
  const retries = numberOf(attributes, "agentscribe.llm.retries") ?? 0;
  const documents = numberOf(attributes, "agentscribe.retrieval.document_count");
  const exit = numberOf(attributes, "process.exit.code");
  const purpose = textOf(attributes, "agentscribe.llm.purpose");
  const waited = textOf(attributes, "agentscribe.wait.for");
  const query = textOf(attributes, "gen_ai.retrieval.query.text") ?? textOf(attributes, "gen_ai.memory.query.text");
  const given = type === "command" ? textOf(attributes, "agentscribe.command.arguments") : undefined;
  const words = [
    ...(span.statusMessage ? [span.statusMessage] : []),
    ...(purpose !== undefined && purpose !== "main" ? [`for ${purpose}`] : []),
    ...(retries > 0 ? [`${retries} ${retries === 1 ? "retry" : "retries"}`] : []),
    ...(waited === undefined ? [] : [`waited for ${waited}`]),
    ...(query === undefined ? [] : [query]),
    ...(given === undefined ? [] : [given]),
    ...(documents === undefined ? [] : [`${documents} documents`]),
    ...(exit === undefined ? [] : [`exit code ${exit}`]),
    ...(attributes.get("agentscribe.unfinished") === true ? ["interrupted"] : []),
  ];
  return words.length === 0 ? null : words.join(", ");
}
