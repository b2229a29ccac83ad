import type { Signal, Target } from "../store.ts";
import { readGroupBytes } from "./group-texts.ts";
import { encodeMetric, type StoredMetric } from "./otlp-metrics.ts";
import { recordsRequest } from "./otlp-records.ts";
import type { Reading } from "./reading.ts";
import { findTarget } from "./target.ts";

/** Rows in a request, unless they are large. */
const PAGE_ROWS = 512;
const PAGE_BYTES = 4 * 1024 * 1024;

/** Where to go on: the next row of the signal. */
export interface OtlpCursor {
  readonly signal: Signal;
  readonly after: number;
}

export interface OtlpPage {
  readonly signal: Signal;
  /** Absent where the signal has no more rows. */
  readonly body?: Uint8Array;
  readonly next?: OtlpCursor;
}

/** One request of what is in the store, as it was received, without rows that were derived. */
export function readOtlp(reading: Reading, cursor: OtlpCursor, target?: Target): OtlpPage {
  if (cursor.signal === "metrics") return target === undefined ? metricPage(reading, cursor) : { signal: "metrics" };
  const isTraces = cursor.signal === "traces";
  const following: OtlpCursor = { signal: isTraces ? "logs" : "metrics", after: 0 };
  const found = target && findTarget(reading, target);
  if (target !== undefined && found === undefined) return { signal: cursor.signal };
  const where = [isTraces ? "source = 0" : "", found?.where ?? ""]
    .filter(Boolean)
    .map((condition) => `AND ${condition}`);
  const rows = reading.all<{ readonly n: number; readonly grp: number }>(
    `SELECT n, grp FROM ${isTraces ? "spans" : "events"} WHERE n > ? ${where.join(" ")} ORDER BY n LIMIT ${PAGE_ROWS}`,
    ...[cursor.after, ...(found === undefined ? [] : [found.number])],
  );
  const bodies = isTraces ? reading.spanBodies : reading.eventBodies;
  const byGroup = new Map<number, Uint8Array[]>();
  let bytes = 0;
  let last = cursor.after;
  for (const { n, grp } of rows) {
    const body = bodies.get(n);
    if (bytes > 0 && bytes + body.byteLength > PAGE_BYTES) break;
    bytes += body.byteLength;
    last = n;
    const records = byGroup.get(grp);
    if (records === undefined) byGroup.set(grp, [body]);
    else records.push(body);
  }
  if (rows.length === 0) return { signal: cursor.signal, next: following };
  const groups = Array.from(byGroup, ([g, records]) => ({ ...readGroupBytes(reading, g), records }));
  return { signal: cursor.signal, body: recordsRequest(groups), next: { signal: cursor.signal, after: last } };
}

type SeriesRow = Omit<StoredMetric, "points"> & { readonly id: number; readonly grp: number };

/** All points of one series; a series is small beside a page. */
function metricPage(reading: Reading, cursor: OtlpCursor): OtlpPage {
  const series = reading.get<SeriesRow>(
    `SELECT s.id, s.grp, (SELECT text FROM dict WHERE id = s.name) AS name, s.unit, s.description, s.type, s.cumulative, s.monotonic, s.attribute_bytes AS attributes
     FROM series s WHERE s.id > ? ORDER BY s.id LIMIT 1`,
    cursor.after,
  );
  if (series === undefined) return { signal: "metrics" };
  const next: OtlpCursor = { signal: "metrics", after: series.id };
  const rows = reading.all<{ readonly bytes: Uint8Array }>(
    "SELECT bytes FROM points WHERE series = ? ORDER BY time_us",
    series.id,
  );
  if (rows.length === 0) return { signal: "metrics", next };
  const metric = encodeMetric({ ...series, points: rows.map(({ bytes }) => bytes) });
  const group = { ...readGroupBytes(reading, series.grp), records: [metric] };
  return { signal: "metrics", body: recordsRequest([group]), next };
}
