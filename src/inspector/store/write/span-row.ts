import { REQUEST_REFUSED } from "../../../semconv/cost-reason.ts";
import { type Facts, SPAN_KINDS, type SpanKind } from "../../model/facts.ts";
import type { RawSpan } from "../../model/raw.ts";
import type { Group } from "../groups.ts";
import type { Dictionary } from "./dictionary.ts";

/** Numbers of `SPAN_KINDS` in rows. */
export const KIND_NUMBERS: ReadonlyMap<SpanKind, number> = new Map(SPAN_KINDS.map((kind, index) => [kind, index]));

const INFERENCE = KIND_NUMBERS.get("inference") ?? -1;
const EMBEDDINGS = KIND_NUMBERS.get("embeddings") ?? -1;

/** Bits of `spans.flags` and `events.flags`. */
export const FLAGS = {
  /** The row itself says which session it is of. */
  session: 1,
  /** The sender ended it because it stopped or died: the real end may come after. */
  unfinished: 2,
  /** The cost was computed here, not stated by the sender. */
  costSet: 4,
  /** A model call that another span, inside or around it, tells of as well: that one is counted. */
  nested: 8,
  /** An event that tells of work after it was done, when it was told is no time of the session. */
  later: 16,
  /** An event of a task's span that says what became of the task later. */
  taskOutcome: 32,
  /** A model call whose request was refused: it costs nothing, which is in sums and no part of what calls cost each. */
  refused: 64,
  /** An event whose outcome is not that of its session. */
  aside: 128,
} as const;

/** A row of `spans`: texts are ids of the dictionary, where 0 is not known. Written as it is, read again when sums are made anew. */
export interface SpanRow {
  n: number;
  trace: number;
  span_id: Uint8Array;
  parent: Uint8Array | null;
  session: number;
  grp: number;
  service: number;
  agent_kind: number;
  name: number;
  kind: number;
  source: number;
  status: number;
  counted: number;
  flags: number;
  agent: number;
  provider: number;
  model: number;
  request_model: number;
  /** Prices go by it, and whether two calls are one request; 0 where it is `model`. */
  model_version: number;
  tool: number;
  purpose: number;
  user: number;
  tenant: number;
  task: number;
  task_type: number;
  outcome: number;
  end_reason: number;
  finish_reason: number;
  error_type: number;
  start_us: number;
  duration_us: number;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  reasoning_tokens: number | null;
  cost_usd: number | null;
  cost_reason: number;
  first_chunk_us: number | null;
  retries: number | null;
}

/** What a row has of its span. */
export type RowHead = Pick<RawSpan, "spanId" | "parentSpanId" | "name" | "status" | "startUs" | "durationUs">;

/** What a row has of the store. */
export interface RowPlace {
  readonly n: number;
  readonly trace: number;
  readonly session: number;
  readonly group: Group;
  readonly source: number;
  readonly unfinished: boolean;
}

export function spanRow(head: RowHead, place: RowPlace, facts: Facts, dictionary: Dictionary): SpanRow {
  const kind = KIND_NUMBERS.get(facts.kind) ?? 0;
  return {
    n: place.n,
    trace: place.trace,
    span_id: head.spanId,
    parent: head.parentSpanId ?? null,
    session: place.session,
    grp: place.group.g,
    service: place.group.service,
    agent_kind: place.group.agentKind,
    name: dictionary.idIn(0, head.name),
    kind,
    source: place.source,
    status: head.status,
    counted: facts.counted && (kind === INFERENCE || kind === EMBEDDINGS) ? 1 : 0,
    flags: flagsOf(facts, place.unfinished),
    agent: dictionary.idIn(1, facts.agent),
    provider: dictionary.idIn(2, facts.provider),
    model: dictionary.idIn(3, facts.model),
    request_model: dictionary.idIn(4, facts.requestModel),
    model_version: dictionary.idIn(5, facts.modelVersion),
    tool: dictionary.idIn(6, facts.tool),
    purpose: dictionary.idIn(7, facts.purpose),
    user: dictionary.idIn(8, facts.user),
    tenant: dictionary.idIn(9, facts.tenant),
    task: dictionary.idIn(10, facts.taskId),
    task_type: dictionary.idIn(11, facts.taskType),
    outcome: dictionary.idIn(12, facts.outcome),
    end_reason: dictionary.idIn(13, facts.endReason),
    finish_reason: dictionary.idIn(14, facts.finishReason),
    error_type: dictionary.idIn(15, facts.errorType),
    start_us: time(head.startUs),
    duration_us: time(head.durationUs),
    input_tokens: whole(facts.inputTokens),
    output_tokens: whole(facts.outputTokens),
    cache_read_tokens: whole(facts.cacheReadTokens),
    cache_write_tokens: whole(facts.cacheWriteTokens),
    reasoning_tokens: whole(facts.reasoningTokens),
    cost_usd: finite(facts.costUsd),
    cost_reason: dictionary.idIn(16, facts.costReason),
    first_chunk_us: whole(facts.firstChunkUs),
    retries: whole(facts.retries),
  };
}

function flagsOf({ session, costReason, costUsd }: Facts, unfinished: boolean): number {
  const isRefused = costReason === REQUEST_REFUSED && costUsd === 0;
  return (
    (session === undefined ? 0 : FLAGS.session) | (unfinished ? FLAGS.unfinished : 0) | (isRefused ? FLAGS.refused : 0)
  );
}

/** Numbers that a sum can bear: a token count of 2^60 in hostile data would make every total wrong for good. */
const MAX_WHOLE = 2 ** 43;

function whole(value: number | undefined): number | null {
  return value !== undefined && value >= 0 ? Math.min(Math.round(value), MAX_WHOLE) : null;
}

/** Microseconds, up to the year 2255. */
export function time(micros: number): number {
  return micros > 0 ? Math.min(Math.round(micros), Number.MAX_SAFE_INTEGER) : 0;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) < 1e9 ? value : null;
}

/** Whether the row is a model call that sums count. */
export function isCall(row: { readonly counted: number; readonly kind: number }): boolean {
  return row.counted === 1 && row.kind === INFERENCE;
}
