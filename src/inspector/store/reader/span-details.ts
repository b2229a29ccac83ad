import type { SpanDetail } from "../../api.ts";
import { toAttributeList } from "../../decode/attribute-list.ts";
import { decodeLog, decodeSpan, type WholeSpan } from "../../decode/whole.ts";
import { SOURCES, SPAN_KINDS, type SpanKind } from "../../model/facts.ts";
import { text, textOrNull } from "../dictionary-sql.ts";
import { bytesOf, hexOf } from "../hex.ts";
import type { Target } from "../store.ts";
import { KIND_NUMBERS } from "../write/span-row.ts";
import { type GroupTexts, groupTexts } from "./group-texts.ts";
import type { Reading } from "./reading.ts";
import { findTarget } from "./target.ts";

const SELECT = `SELECT s.n, s.grp, s.source, s.kind, s.status, t.id AS traceId, s.span_id AS spanId, s.parent, ss.id AS session, ${text("s.name")} AS name,
  ${text("s.service")} AS service, ${text("s.agent_kind")} AS agentKind, ${textOrNull("s.agent")} AS agent, ${textOrNull("s.model")} AS model,
  ${textOrNull("s.provider")} AS provider, ${textOrNull("s.tool")} AS tool, s.start_us AS startUs, s.duration_us AS durationUs,
  ${textOrNull("s.error_type")} AS errorType, s.input_tokens AS inputTokens, s.output_tokens AS outputTokens, s.cache_read_tokens AS cacheReadTokens,
  s.cache_write_tokens AS cacheWriteTokens, s.reasoning_tokens AS reasoningTokens, s.cost_usd AS costUsd, ${textOrNull("s.cost_reason")} AS costReason
  FROM spans s JOIN traces t ON t.t = s.trace JOIN sessions ss ON ss.s = s.session`;

const OTLP_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUSES = ["unset", "ok", "error"] as const;

type Raw = Omit<SpanDetail, "spanId" | "parentSpanId" | "kind" | "source" | "status"> & {
  readonly n: number;
  readonly grp: number;
  readonly source: number;
  readonly kind: number;
  readonly status: number;
  readonly spanId: Uint8Array;
  readonly parent: Uint8Array | null;
};

/** One whole span. */
export function readSpan(reading: Reading, traceId: string, spanId: string): SpanDetail | undefined {
  const id = bytesOf(spanId, 8);
  if (id === undefined) return undefined;
  const row = reading.get<Raw>(`${SELECT} WHERE t.id = ? AND s.span_id = ?`, traceId.toLowerCase(), id);
  return row && toDetail(reading, row, groupTexts(reading)(row.grp));
}

/** Whole spans in the order of their start. */
export function readDetails(
  reading: Reading,
  target: Target,
  kinds?: readonly string[],
  range?: { readonly offset: number; readonly limit: number },
): readonly SpanDetail[] {
  return [...eachDetail(reading, target, kinds, range)];
}

/** Rows that are read at once. */
const BATCH = 200;

/** The same one by one, each read when it is its turn. */
export function* eachDetail(
  reading: Reading,
  target: Target,
  kinds?: readonly string[],
  { offset, limit }: { readonly offset: number; readonly limit: number } = { offset: 0, limit: -1 },
): Generator<SpanDetail> {
  const found = findTarget(reading, target);
  if (found === undefined) return;
  const numbers = kinds?.map((kind) => KIND_NUMBERS.get(kind as SpanKind) ?? -1);
  const ofKinds = numbers === undefined ? "" : `AND s.kind IN (${numbers.join(", ")})`;
  // Only their numbers are sorted: a sorter would hold all columns of all rows, and look their names up before.
  const sorted = reading.list(
    `SELECT json_group_array(n) FROM (
       SELECT s.n FROM spans s WHERE s.${found.where} ${ofKinds} ORDER BY s.start_us, s.n LIMIT ? OFFSET ?)`,
    ...[found.number, limit, offset],
  );
  const rows = JSON.parse(String(sorted?.[0] ?? "[]")) as readonly number[];
  const groups = groupTexts(reading);
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = reading.all<Raw>(
      `${SELECT} WHERE s.n IN (SELECT value FROM json_each(?)) ORDER BY s.start_us, s.n`,
      JSON.stringify(rows.slice(at, at + BATCH)),
    );
    for (const row of batch) yield toDetail(reading, row, groups(row.grp));
  }
}

function toDetail(reading: Reading, row: Raw, { resource, scope }: GroupTexts): SpanDetail {
  const { otlpKind, statusMessage, attributes, events, links } = bodyOf(row.source, reading.spanBodies.get(row.n));
  // Written out: to spread a row of SQLite costs more than to read it.
  return {
    traceId: row.traceId,
    spanId: hexOf(row.spanId),
    parentSpanId: row.parent && hexOf(row.parent),
    session: row.session,
    name: row.name,
    kind: SPAN_KINDS[row.kind] ?? "other",
    source: SOURCES[row.source] ?? "span",
    otlpKind,
    service: row.service,
    agentKind: row.agentKind,
    agent: row.agent,
    model: row.model,
    provider: row.provider,
    tool: row.tool,
    startUs: row.startUs,
    durationUs: row.durationUs,
    status: STATUSES[row.status] ?? "unset",
    statusMessage,
    errorType: row.errorType,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    cacheReadTokens: row.cacheReadTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    reasoningTokens: row.reasoningTokens,
    costUsd: row.costUsd,
    costReason: row.costReason,
    attributes,
    resource,
    scope,
    events,
    links,
  };
}

type FromBody = Pick<SpanDetail, "otlpKind" | "statusMessage" | "attributes" | "events" | "links">;

const NOTHING: FromBody = { otlpKind: "unspecified", statusMessage: null, attributes: [], events: [], links: [] };

/** What the body of a row says: it is a span, or the log record that tells of the work. */
function bodyOf(source: number, body: Uint8Array): FromBody {
  if (body.byteLength === 0) return NOTHING;
  if (SOURCES[source] === "event") return { ...NOTHING, attributes: toAttributeList(decodeLog(body).attributes) };
  const span = decodeSpan(body);
  return {
    otlpKind: OTLP_KINDS[span.otlpKind] ?? "unspecified",
    statusMessage: span.statusMessage || null,
    attributes: toAttributeList(span.attributes),
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name,
      timeUs,
      attributes: toAttributeList(attributes),
    })),
    links: span.links.map(toLink),
  };
}

function toLink({ traceId, spanId, attributes }: WholeSpan["links"][number]): SpanDetail["links"][number] {
  return { traceId: hexOf(traceId), spanId: hexOf(spanId), attributes: toAttributeList(attributes) };
}
