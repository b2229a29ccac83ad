import type { SpanDetail, SpanTable } from "../../../src/inspector/api.ts";
import { SPAN_KINDS } from "../../../src/inspector/model/facts.ts";
import { JsonParts, ReceivedJson } from "../../../src/inspector/store/json-answer.ts";
import type { JsonAnswer, Store, StoreChange } from "../../../src/inspector/store/store.ts";
import { madeUpConversation, madeUpSession } from "./made-up-session.ts";

export const TRACE = "0af7651916cd43dd8448eb211c80319c";

/** Any span. */
export interface MadeUpSpan {
  readonly parent?: number;
  readonly name?: string;
  readonly start: number;
  readonly duration: number;
}

/** A table of one trace, of spans in the order of their start. */
export function madeUpTable(spans: readonly MadeUpSpan[]): SpanTable {
  const strings = ["", "triage-bot", ...new Set(spans.map(({ name = "step" }) => name))];
  const all = <T>(value: T): T[] => spans.map(() => value);
  return {
    title: "triage",
    session: madeUpSession(),
    strings,
    traces: [TRACE],
    originUs: 1_790_000_000_000_000,
    id: spans.map((_, row) => (row + 1).toString(16).padStart(16, "0")),
    trace: all(0),
    parent: spans.map(({ parent = -1 }) => parent),
    absentParents: {},
    name: spans.map(({ name = "step" }) => strings.indexOf(name)),
    kind: all(SPAN_KINDS.indexOf("tool")),
    service: all(1),
    agent: all(0),
    model: all(0),
    tool: all(0),
    errorType: all(0),
    start: spans.map(({ start }) => start),
    duration: spans.map(({ duration }) => duration),
    status: all(0),
    counted: all(0),
    input: all(null),
    output: all(null),
    cacheRead: all(null),
    cacheWrite: all(null),
    reasoning: all(null),
    cost: all(null),
  };
}

export function madeUpDetail(changes: Partial<SpanDetail> = {}): SpanDetail {
  return {
    traceId: TRACE,
    spanId: "0000000000000001",
    parentSpanId: null,
    session: "session-a",
    name: "chat gpt-6",
    kind: "inference",
    source: "span",
    otlpKind: "client",
    service: "triage-bot",
    agentKind: "agentscribe",
    agent: "triage",
    model: "gpt-6",
    provider: "openai",
    tool: null,
    startUs: 1_790_000_000_000_000,
    durationUs: 400_000,
    status: "unset",
    statusMessage: null,
    errorType: null,
    inputTokens: 10,
    outputTokens: 5,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    costUsd: null,
    costReason: null,
    attributes: [],
    resource: [],
    scope: { name: "agentscribe", version: "0.1.0" },
    events: [],
    links: [],
    ...changes,
  };
}

export function madeUpAnswer<Value extends object>(value: Value): JsonAnswer<Value> {
  return new ReceivedJson(new JsonParts(value));
}

/** A store with one session of two spans, whose answers a test replaces. `change` tells of a commit. */
export function madeUpStore(changes: Partial<Store> = {}): Store & { change(change: StoreChange): void } {
  const listeners = new Set<(change: StoreChange) => void>();
  const table = madeUpTable([
    { name: "agent", start: 0, duration: 100 },
    { name: "chat", start: 10, duration: 50, parent: 0 },
  ]);
  const isHere = (target: object): boolean => Object.values(target).some((id) => id === "session-a" || id === TRACE);
  const row = madeUpSession();
  return {
    ingest: async () => ({ accepted: 0, duplicates: 0, rejected: 0 }),
    status: async () => ({
      path: ":memory:",
      bytes: 0,
      maxBytes: 0,
      spans: 2,
      events: 0,
      points: 0,
      sessions: 1,
      traces: 1,
      duplicates: 0,
      deleted: 0,
      oldestUs: null,
      newestUs: null,
      fullText: false,
      sources: [],
      warnings: [],
    }),
    sessions: async () => ({ sessions: [row], next: null }),
    session: async (id) => (id === row.id ? row : undefined),
    spans: async (target) => (isHere(target) ? table : undefined),
    span: async (traceId, spanId) => (traceId === TRACE ? madeUpDetail({ spanId }) : undefined),
    details: async () => [madeUpDetail()],
    events: async () => [],
    steps: async (id) => (id === row.id ? madeUpAnswer(madeUpConversation(row)) : undefined),
    comparison: async (a, b) =>
      a === row.id && b === row.id ? madeUpAnswer({ a: row, b: row, rows: [], tools: [], prompts: [] }) : undefined,
    metrics: async () => [],
    alerts: async () => ({ fromUs: 0, toUs: 0, alerts: [], moreAlerts: 0, states: [], moreSeries: 0 }),
    query: async () => ({ columns: [], rows: [] }),
    async *otlp() {},
    unpriced: async () => ({ calls: [] }),
    setCosts: async (costs) => costs.length,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
    ...changes,
    change: (change) => {
      for (const listener of listeners) listener(change);
    },
  };
}
