import type { Dimensions } from "../dimensions.ts";
import type { Database, Statement } from "../sqlite.ts";
import type { SpanRow } from "../write/span-row.ts";
import { bucketOf } from "./histogram.ts";
import { hourOf } from "./hour.ts";
import { HourChanges } from "./hour-changes.ts";

/** What `hist.measure` says was measured. */
const MEASURES = { duration: 0, firstChunk: 1 } as const;

/** Buckets of both measures, in one number. */
const BUCKETS = 1024;

/** Counts by measure and bucket. */
type Histogram = Map<number, number>;

/** Histograms of durations by hour, model and tool. They stay when the rows that they are made of are deleted to keep the store small. */
export class LatencyRollup {
  readonly #dimensions: Dimensions;
  readonly #changes: HourChanges<Histogram> = new HourChanges(() => new Map());
  readonly #write: Statement;
  readonly #delete: Statement;

  constructor(database: Database, dimensions: Dimensions) {
    this.#dimensions = dimensions;
    this.#write = database.prepare(
      "INSERT INTO hist VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
    );
    this.#delete = database.prepare("DELETE FROM hist WHERE hour = ? AND d = ? AND count = 0");
  }

  /** @param times 1 for a row that comes, -1 for one that is taken back */
  add(row: SpanRow, times: 1 | -1): void {
    const buckets = this.#changes.of(hourOf(row.start_us), this.#dimensions.of(row).ofLatency);
    measure(buckets, MEASURES.duration, row.duration_us, times);
    if (row.first_chunk_us !== null) measure(buckets, MEASURES.firstChunk, row.first_chunk_us, times);
  }

  flush(): void {
    this.#changes.forEach((hour, d, buckets) => {
      let isLess = false;
      buckets.forEach((count, key) => {
        if (count === 0) return;
        isLess ||= count < 0;
        this.#write.run(hour, d, Math.floor(key / BUCKETS), (key % BUCKETS) - 1, count);
      });
      if (isLess) this.#delete.run(hour, d);
    });
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }
}

function measure(buckets: Map<number, number>, of: number, micros: number, times: number): void {
  const key = of * BUCKETS + bucketOf(micros) + 1;
  buckets.set(key, (buckets.get(key) ?? 0) + times);
}
