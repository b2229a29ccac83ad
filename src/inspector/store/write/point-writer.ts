import { toAttributeList } from "../../decode/attribute-list.ts";
import type { DerivedWork } from "../../model/facts.ts";
import type { RawGroup, RawPoint } from "../../model/raw.ts";
import type { Group } from "../groups.ts";
import type { Statement } from "../sqlite.ts";
import type { Tables } from "../tables.ts";
import { contentHash } from "./content-hash.ts";
import { wasDeleted } from "./deleted-traces.ts";
import type { SessionUpkeep } from "./session-upkeep.ts";
import { time } from "./span-row.ts";
import type { SpanWriter } from "./span-writer.ts";

/** What points of a group tell of, given the value of their series before. */
export type UnderstandPoints = (
  points: readonly RawPoint[],
  group: RawGroup,
  previousOf: (point: RawPoint) => number | undefined,
) => readonly DerivedWork[];

/** Writes points of metrics, one for each series and time. */
export class PointWriter {
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #spans: SpanWriter;
  readonly #understand: UnderstandPoints;
  readonly #series = new Map<string, number>();
  readonly #findSeries: Statement;
  readonly #insertSeries: Statement;
  readonly #insert: Statement;
  readonly #exists: Statement;
  readonly #previous: Statement;

  constructor(tables: Tables, upkeep: SessionUpkeep, spans: SpanWriter, understand: UnderstandPoints) {
    this.#tables = tables;
    this.#upkeep = upkeep;
    this.#spans = spans;
    this.#understand = understand;
    const { database } = tables;
    this.#findSeries = database.prepare("SELECT id FROM series WHERE key = ?");
    this.#insertSeries = database.prepare("INSERT INTO series VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#insert = database.prepare("INSERT OR IGNORE INTO points VALUES(?, ?, ?, ?, ?, ?)");
    this.#exists = database.prepare("SELECT 1 FROM points WHERE series = ? AND time_us = ?");
    this.#previous = database.prepare(
      "SELECT value FROM points WHERE series = ? AND time_us < ? ORDER BY time_us DESC LIMIT 1",
    );
  }

  /** @returns how many of the points were written */
  addAll(points: readonly RawPoint[], raw: RawGroup): number {
    const group = this.#tables.groups.of(raw);
    const fresh = points.filter(
      (point) => this.#exists.get(this.#seriesOf(point, group), time(point.timeUs)) === undefined,
    );
    let written = 0;
    for (const point of fresh) written += this.#write(point, group);
    for (const work of this.#understand(fresh, raw, (point) => this.#valueBefore(point, group)))
      this.#derive(work, group);
    this.#tables.counters.add("points", written);
    return written;
  }

  forget(): void {
    this.#series.clear();
  }

  #write(point: RawPoint, group: Group): number {
    const { timeUs, startUs, value, count, bytes } = point;
    const series = this.#seriesOf(point, group);
    const finite = Number.isFinite(value) ? value : 0;
    return Number(this.#insert.run(series, time(timeUs), time(startUs), finite, time(count), bytes).changes);
  }

  #valueBefore(point: RawPoint, group: Group): number | undefined {
    const row = this.#previous.get(this.#seriesOf(point, group), time(point.timeUs));
    return row === undefined ? undefined : Number(row.value);
  }

  #seriesOf(point: RawPoint, group: Group): number {
    const { metric, unit, description, type, cumulative, monotonic } = point;
    const attributes = JSON.stringify(toAttributeList(point.attributes));
    const text = JSON.stringify([group.g, metric, unit, type, cumulative, monotonic, attributes]);
    const known = this.#series.get(text);
    if (known !== undefined) return known;
    const key = contentHash(text);
    const found = this.#findSeries.get(key);
    const id =
      found === undefined
        ? this.#insertSeries.run(
            ...[key, group.g, this.#tables.dictionary.id(metric), unit, description, type],
            ...[cumulative ? 1 : 0, monotonic ? 1 : 0, attributes, point.attributeBytes],
          ).lastInsertRowid
        : found.id;
    if (this.#series.size > 20_000) this.#series.clear();
    this.#series.set(text, Number(id));
    return Number(id);
  }

  #derive(work: DerivedWork, group: Group): void {
    const session = this.#tables.sessions.number(work.session || this.#upkeep.sessionWithoutId(group));
    if (wasDeleted(this.#upkeep.deletedUntil(session), work.startUs, work.durationUs)) return;
    const spanId = contentHash(String(group.g), JSON.stringify(work)).subarray(0, 8);
    this.#spans.addDerived(work, { trace: this.#upkeep.traceFor(session), session, spanId }, group);
  }
}
