import type { Dimensions } from "./dimensions.ts";
import { bucketOf } from "./histogram.ts";
import type { SpanRow } from "./span-row.ts";
import { isCall } from "./span-row.ts";
import type { Database, Statement } from "./sqlite.ts";

const HOUR_US = 3_600_000_000;
/** Above any hour until 2089. */
const HOURS = 2 ** 20;

/** What `hist.measure` says was measured. */
export const MEASURES = { duration: 0, firstChunk: 1 } as const;
/** Buckets of both measures in one number. */
const BUCKETS = 1024;

const SUMS = [
  ...[
    "spans",
    "failed",
    "calls",
    "duration_us",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
  ],
  ...["reasoning_tokens", "cost_usd", "unpriced_calls"],
];

interface Tally {
  readonly hour: number;
  readonly d: number;
  readonly sums: number[];
  readonly buckets: Map<number, number>;
}

/** Sums and histograms by hour and dimensions. They stay when the rows they are made of are deleted to keep the store small. */
export class HourRollup {
  readonly #dimensions: Dimensions;
  readonly #tallies = new Map<number, Tally>();
  readonly #writeHour: Statement;
  readonly #writeBucket: Statement;
  readonly #deleteHour: Statement;
  readonly #deleteBuckets: Statement;

  constructor(database: Database, dimensions: Dimensions) {
    this.#dimensions = dimensions;
    this.#writeHour = database.prepare(
      `INSERT INTO hour VALUES(?, ?${", ?".repeat(SUMS.length)})
       ON CONFLICT DO UPDATE SET ${SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`,
    );
    this.#writeBucket = database.prepare(
      "INSERT INTO hist VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
    );
    this.#deleteHour = database.prepare("DELETE FROM hour WHERE hour = ? AND d = ? AND spans = 0");
    this.#deleteBuckets = database.prepare("DELETE FROM hist WHERE hour = ? AND d = ? AND count = 0");
  }

  /** @param times 1 for a row that comes, -1 for one that is taken back */
  add(row: SpanRow, service: number, agentKind: number, times: 1 | -1): void {
    const { sums, buckets } = this.#tally(row, service, agentKind);
    const failed = row.status === 2 || row.error_type !== 0 ? 1 : 0;
    sum(sums, 0, times);
    sum(sums, 1, times * failed);
    sum(sums, 3, times * row.duration_us);
    measure(buckets, MEASURES.duration, row.duration_us, times);
    if (row.first_chunk_us !== null) measure(buckets, MEASURES.firstChunk, row.first_chunk_us, times);
    if (row.counted === 0) return;
    if (isCall(row)) sum(sums, 2, times);
    sum(sums, 4, times * (row.input_tokens ?? 0));
    sum(sums, 5, times * (row.output_tokens ?? 0));
    sum(sums, 6, times * (row.cache_read_tokens ?? 0));
    sum(sums, 7, times * (row.cache_write_tokens ?? 0));
    sum(sums, 8, times * (row.reasoning_tokens ?? 0));
    sum(sums, 9, times * (row.cost_usd ?? 0));
    if (row.cost_usd === null) sum(sums, 10, times);
  }

  reprice(row: SpanRow, service: number, agentKind: number, after: number | null): void {
    const { sums } = this.#tally(row, service, agentKind);
    sum(sums, 9, (after ?? 0) - (row.cost_usd ?? 0));
    sum(sums, 10, (after === null ? 1 : 0) - (row.cost_usd === null ? 1 : 0));
  }

  flush(): void {
    for (const { hour, d, sums, buckets } of this.#tallies.values()) {
      this.#writeHour.run(hour, d, ...sums);
      let isLess = (sums[0] ?? 0) < 0;
      for (const [key, count] of buckets) {
        if (count === 0) continue;
        isLess ||= count < 0;
        this.#writeBucket.run(hour, d, Math.floor(key / BUCKETS), (key % BUCKETS) - 1, count);
      }
      if (!isLess && sums[0] !== 0) continue;
      this.#deleteHour.run(hour, d);
      this.#deleteBuckets.run(hour, d);
    }
    this.#tallies.clear();
  }

  forget(): void {
    this.#tallies.clear();
  }

  #tally(row: SpanRow, service: number, agentKind: number): Tally {
    const d = this.#dimensions.of(row, service, agentKind);
    const hour = Math.min(Math.floor(row.start_us / HOUR_US), HOURS - 1);
    const key = d * HOURS + hour;
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const tally: Tally = { hour, d, sums: SUMS.map(() => 0), buckets: new Map() };
    this.#tallies.set(key, tally);
    return tally;
  }
}

function sum(sums: number[], index: number, amount: number): void {
  sums[index] = (sums[index] ?? 0) + amount;
}

function measure(buckets: Map<number, number>, of: number, micros: number, times: number): void {
  const key = of * BUCKETS + bucketOf(micros) + 1;
  buckets.set(key, (buckets.get(key) ?? 0) + times);
}
