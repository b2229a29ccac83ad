import type {
  AttributeList,
  EventRow,
  JsonValue,
  SessionRow,
  SpanDetail,
  SpanTable,
} from "../../../src/inspector/api.ts";
import { SPAN_KINDS, type SpanKind } from "../../../src/inspector/model/facts.ts";
import type { RunSource } from "../../../src/inspector/steps/collect-run.ts";
import { madeUpSession } from "./made-up-session.ts";

const START_US = 1_790_000_000_000_000;

/** A span by what matters about it. */
export interface HandMadeSpan {
  readonly id: string;
  readonly kind: SpanKind;
  readonly parent?: string;
  readonly trace?: string;
  /** Milliseconds after the session's start. */
  readonly at?: number;
  readonly millis?: number;
  readonly name?: string;
  readonly agent?: string;
  readonly model?: string;
  readonly tool?: string;
  readonly error?: string;
  readonly counted?: boolean;
  readonly tokens?: readonly [input: number, output: number];
  readonly costUsd?: number;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
  readonly events?: SpanDetail["events"];
}

/** A message as the GenAI conventions have it. */
export const genAi = (role: string, content: string, ...more: readonly JsonValue[]): JsonValue => ({
  role,
  parts: [...(content === "" ? [] : [{ type: "text", content }]), ...more],
});

/** The attributes of a model call. */
export const call = (
  input: readonly JsonValue[],
  output: readonly JsonValue[] = [],
  system?: string,
): Readonly<Record<string, JsonValue>> => ({
  "gen_ai.input.messages": JSON.stringify(input),
  ...(output.length > 0 && { "gen_ai.output.messages": JSON.stringify(output) }),
  ...(system !== undefined && { "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: system }]) }),
});

/** What a session is read from, over spans in the order of their start. */
export function handMadeRun(
  spans: readonly HandMadeSpan[],
  events: readonly EventRow[] = [],
  session: Partial<SessionRow> = {},
): RunSource {
  const details = spans.map(toDetail);
  const row = madeUpSession(session);
  return {
    session: row,
    table: { ...toTable(spans, details), session: row },
    events,
    details: (kinds) => details.filter(({ kind }) => kinds.includes(kind as SpanKind)),
  };
}

export function handMadeEvent(name: string, at: number, attributes: Record<string, JsonValue> = {}): EventRow {
  return {
    traceId: null,
    spanId: null,
    session: "session-a",
    timeUs: START_US + at * 1_000,
    name,
    service: "triage-bot",
    agent: null,
    severity: 9,
    decisionType: null,
    decisionChoice: null,
    confidence: null,
    outcome: null,
    errorType: null,
    summary: null,
    attributes: Object.entries(attributes),
    body: null,
  };
}

function toDetail(span: HandMadeSpan): SpanDetail {
  const { id, kind, parent, trace = "t1", at = 0, millis = 10, error } = span;
  const attributes: AttributeList = Object.entries(span.attributes ?? {});
  return {
    traceId: trace,
    spanId: id,
    parentSpanId: parent ?? null,
    session: "session-a",
    name: span.name ?? kind,
    kind,
    source: "span",
    otlpKind: "internal",
    service: "triage-bot",
    agentKind: "agentscribe",
    agent: span.agent ?? null,
    model: span.model ?? null,
    provider: null,
    tool: span.tool ?? null,
    startUs: START_US + at * 1_000,
    durationUs: millis * 1_000,
    status: error === undefined ? "unset" : "error",
    statusMessage: null,
    errorType: error ?? null,
    inputTokens: span.tokens?.[0] ?? null,
    outputTokens: span.tokens?.[1] ?? null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    costUsd: span.costUsd ?? null,
    costReason: null,
    attributes,
    resource: [],
    scope: { name: "test", version: "" },
    events: span.events ?? [],
    links: [],
  };
}

function toTable(spans: readonly HandMadeSpan[], details: readonly SpanDetail[]): SpanTable {
  const traces = [...new Set(details.map(({ traceId }) => traceId))];
  const none = spans.map(() => null);
  const zero = spans.map(() => 0);
  return {
    title: "",
    session: madeUpSession(),
    strings: [""],
    traces,
    originUs: START_US,
    id: details.map(({ spanId }) => spanId),
    trace: details.map(({ traceId }) => traces.indexOf(traceId)),
    parent: spans.map(({ parent }) => (parent === undefined ? -1 : spans.findIndex(({ id }) => id === parent))),
    absentParents: {},
    name: zero,
    kind: spans.map(({ kind }) => SPAN_KINDS.indexOf(kind)),
    service: zero,
    agent: zero,
    model: zero,
    tool: zero,
    errorType: zero,
    start: details.map(({ startUs }) => startUs - START_US),
    duration: details.map(({ durationUs }) => durationUs),
    status: details.map(({ status }) => (status === "error" ? 2 : 0)),
    counted: spans.map(({ kind, counted }) => ((counted ?? kind === "inference") ? 1 : 0)),
    input: none,
    output: none,
    cacheRead: none,
    cacheWrite: none,
    reasoning: none,
    cost: none,
  };
}
