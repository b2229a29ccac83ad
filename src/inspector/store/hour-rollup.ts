import type { Dimensions } from "./dimensions.ts";
import { HOURS, hourOf } from "./hour.ts";
import type { SpanRow } from "./span-row.ts";
import { isCall } from "./span-row.ts";
import type { Database, Statement } from "./sqlite.ts";

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

interface Sums {
  readonly hour: number;
  readonly d: number;
  readonly sums: number[];
}

/** Sums by hour and dimensions. They stay when the rows that they are made of are deleted to keep the store small. */
export class HourRollup {
  readonly #dimensions: Dimensions;
  readonly #changes = new Map<number, Sums>();
  readonly #write: Statement;
  readonly #delete: Statement;

  constructor(database: Database, dimensions: Dimensions) {
    this.#dimensions = dimensions;
    this.#write = database.prepare(
      `INSERT INTO hour VALUES(?, ?${", ?".repeat(SUMS.length)})
       ON CONFLICT DO UPDATE SET ${SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`,
    );
    this.#delete = database.prepare("DELETE FROM hour WHERE hour = ? AND d = ? AND spans = 0");
  }

  /** @param times 1 for a row that comes, -1 for one that is taken back */
  add(row: SpanRow, times: 1 | -1): void {
    const { sums } = this.#of(row);
    const failed = row.status === 2 || row.error_type !== 0 ? 1 : 0;
    sum(sums, 0, times);
    sum(sums, 1, times * failed);
    sum(sums, 3, times * row.duration_us);
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

  reprice(row: SpanRow, after: number | null): void {
    const { sums } = this.#of(row);
    sum(sums, 9, (after ?? 0) - (row.cost_usd ?? 0));
    sum(sums, 10, (after === null ? 1 : 0) - (row.cost_usd === null ? 1 : 0));
  }

  flush(): void {
    for (const { hour, d, sums } of this.#changes.values()) {
      this.#write.run(hour, d, ...sums);
      // Without more spans than before, the row may be one of none: those that came were taken back.
      if ((sums[0] ?? 0) <= 0) this.#delete.run(hour, d);
    }
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }

  #of(row: SpanRow): Sums {
    const d = this.#dimensions.of(row);
    const hour = hourOf(row.start_us);
    const key = d * HOURS + hour;
    const known = this.#changes.get(key);
    if (known !== undefined) return known;
    const change: Sums = { hour, d, sums: SUMS.map(() => 0) };
    this.#changes.set(key, change);
    return change;
  }
}

function sum(sums: number[], index: number, amount: number): void {
  sums[index] = (sums[index] ?? 0) + amount;
}
