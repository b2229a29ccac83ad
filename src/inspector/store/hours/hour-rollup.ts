import type { Dimensions } from "../dimensions.ts";
import type { Database, Statement } from "../sqlite.ts";
import { FLAGS, type SpanRow } from "../write/span-row.ts";
import { hourOf } from "./hour.ts";
import { HourChanges } from "./hour-changes.ts";

const COUNTS = ["spans", "errors", "failed", "priced", "unpriced", "cached"] as const;
/** `NULL` where no row says how many. */
const TOKENS = [
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
] as const;
const COSTS = ["cost_usd", "cost_squares"] as const;

const [SPANS, ERRORS, FAILED, PRICED, UNPRICED, CACHED] = [0, 1, 2, 3, 4, 5] as const;
const [INPUT, OUTPUT, CACHE_READ, CACHE_WRITE, REASONING] = [6, 7, 8, 9, 10] as const;
const COST = COUNTS.length + TOKENS.length;
const SQUARES = COST + 1;

const ERROR = 2;

type Sums = (number | null)[];

/** The sums of no rows. */
const NOTHING: Sums = [...COUNTS.map(() => 0), ...TOKENS.map(() => null), ...COSTS.map(() => 0)];

/**
 * Sums by hour and dimensions: of all spans how many there were, how many ended with an error (`errors`), and how many failed or say what failed (`failed`); of those
 * that are counted how many have a cost and how many lack one (a request that was refused does neither), how many read from a cache, their tokens and costs. They stay when the rows that they are made of are deleted to keep the store small. */
export class HourRollup {
  readonly #dimensions: Dimensions;
  readonly #changes: HourChanges<Sums> = new HourChanges(() => NOTHING.slice());
  readonly #write: Statement;
  readonly #delete: Statement;

  constructor(database: Database, dimensions: Dimensions) {
    this.#dimensions = dimensions;
    const added = [
      ...[...COUNTS, ...COSTS].map((name) => `${name} = ${name} + excluded.${name}`),
      ...TOKENS.map((name) => `${name} = coalesce(${name} + excluded.${name}, ${name}, excluded.${name})`),
    ];
    this.#write = database.prepare(
      `INSERT INTO hour VALUES(?, ?${", ?".repeat(SQUARES + 1)}) ON CONFLICT DO UPDATE SET ${added.join(", ")}`,
    );
    this.#delete = database.prepare("DELETE FROM hour WHERE hour = ? AND d = ? AND spans = 0");
  }

  /** @param times 1 for a row that comes, -1 for one that is taken back */
  add(row: SpanRow, times: 1 | -1): void {
    const sums = this.#of(row);
    sum(sums, SPANS, times);
    if (row.status === ERROR) sum(sums, ERRORS, times);
    if (row.status === ERROR || row.error_type !== 0) sum(sums, FAILED, times);
    if (row.counted === 0) return;
    if ((row.cache_read_tokens ?? 0) > 0) sum(sums, CACHED, times);
    // By name: to look names up in a list takes longer than all of these sums.
    sumTokens(sums, INPUT, row.input_tokens, times);
    sumTokens(sums, OUTPUT, row.output_tokens, times);
    sumTokens(sums, CACHE_READ, row.cache_read_tokens, times);
    sumTokens(sums, CACHE_WRITE, row.cache_write_tokens, times);
    sumTokens(sums, REASONING, row.reasoning_tokens, times);
    priceRow(sums, row, times);
  }

  reprice(row: SpanRow, after: number | null): void {
    const sums = this.#of(row);
    priceRow(sums, row, -1);
    price(sums, after, 1);
  }

  flush(): void {
    this.#changes.forEach((hour, d, sums) => {
      this.#write.run(hour, d, ...sums);
      // Without more spans than before, the row may be one of none: those that came were taken back.
      if ((sums[SPANS] ?? 0) <= 0) this.#delete.run(hour, d);
    });
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }

  #of(row: SpanRow): Sums {
    return this.#changes.of(hourOf(row.start_us), this.#dimensions.of(row).d);
  }
}

function sum(sums: (number | null)[], index: number, amount: number): void {
  sums[index] = (sums[index] ?? 0) + amount;
}

function sumTokens(sums: (number | null)[], index: number, tokens: number | null, times: 1 | -1): void {
  if (tokens !== null) sum(sums, index, times * tokens);
}

function priceRow(sums: (number | null)[], row: SpanRow, times: 1 | -1): void {
  if ((row.flags & FLAGS.refused) === 0) price(sums, row.cost_usd, times);
}

function price(sums: (number | null)[], usd: number | null, times: 1 | -1): void {
  if (usd === null) {
    sum(sums, UNPRICED, times);
    return;
  }
  sum(sums, PRICED, times);
  sum(sums, COST, times * usd);
  sum(sums, SQUARES, times * usd * usd);
}
