import type { SpanDetail } from "../../api.ts";
import { toAttributeList } from "../../decode/attribute-list.ts";
import { decodeLog, decodeSpan, type WholeSpan } from "../../decode/whole.ts";
import { SOURCES, SPAN_KINDS, type SpanKind } from "../../model/facts.ts";
import { bytesOf, hexOf } from "../hex.ts";
import { KIND_NUMBERS } from "../span-row.ts";
import type { Target } from "../store.ts";
import { type GroupTexts, groupTexts } from "./group-texts.ts";
import type { Reading } from "./reading.ts";
import { findTarget } from "./target.ts";

const text = (column: string): string => `(SELECT text FROM dict WHERE id = ${column})`;
const maybe = (column: string): string => `(SELECT nullif(text, '') FROM dict WHERE id = ${column})`;

const SELECT = `SELECT s.n, s.grp, s.source, s.kind, s.status, t.id AS traceId, s.span_id AS spanId, s.parent, ss.id AS session, ${text("s.name")} AS name,
  ${text("s.service")} AS service, ${text("s.agent_kind")} AS agentKind, ${maybe("s.agent")} AS agent, ${maybe("s.model")} AS model,
  ${maybe("s.provider")} AS provider, ${maybe("s.tool")} AS tool, s.start_us AS startUs, s.duration_us AS durationUs,
  ${maybe("s.error_type")} AS errorType, s.input_tokens AS inputTokens, s.output_tokens AS outputTokens, s.cache_read_tokens AS cacheReadTokens,
  s.cache_write_tokens AS cacheWriteTokens, s.reasoning_tokens AS reasoningTokens, s.cost_usd AS costUsd, ${maybe("s.cost_reason")} AS costReason
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
  const found = findTarget(reading, target);
  if (found === undefined) return [];
  const numbers = kinds?.map((kind) => KIND_NUMBERS.get(kind as SpanKind) ?? -1);
  const ofKinds = numbers === undefined ? "" : `AND s.kind IN (${numbers.join(", ")})`;
  const rows = reading.all<Raw>(
    `${SELECT} WHERE s.${found.where} ${ofKinds} ORDER BY s.start_us, s.n LIMIT ? OFFSET ?`,
    ...[found.number, range?.limit ?? -1, range?.offset ?? 0],
  );
  const groups = groupTexts(reading);
  return rows.map((row) => toDetail(reading, row, groups(row.grp)));
}

function toDetail(reading: Reading, raw: Raw, { resource, scope }: GroupTexts): SpanDetail {
  const { n, grp: _, parent, spanId, source, kind, status, ...row } = raw;
  return {
    ...row,
    spanId: hexOf(spanId),
    parentSpanId: parent && hexOf(parent),
    kind: SPAN_KINDS[kind] ?? "other",
    source: SOURCES[source] ?? "span",
    status: STATUSES[status] ?? "unset",
    ...bodyOf(source, reading.spanBodies.get(n)),
    resource,
    scope,
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
