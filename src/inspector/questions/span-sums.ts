import { UNPRICED } from "./model-calls.ts";

/**
 * What a statement that only adds up is made of: spans, or what is summed of them by hour. Both are read as `s`, and call dimensions, tokens and costs the
 * same; how many there are is said by these.
 */
export interface SpanSums {
  readonly table: "agent_spans" | "agent_hours";
  /** The column of the time. */
  readonly time: "start_us" | "hour";
  /** How many spans. */
  readonly count: string;
  /** How many of them ended with an error. */
  readonly errors: string;
  /** Of spans that are counted, how many have a cost. */
  readonly priced: string;
  /** How many of them lack one: a request that was refused costs nothing. */
  readonly unpriced: string;
  /** How many of them read from a cache. */
  readonly cached: string;
  /** The sum of the squares of costs. */
  readonly costSquares: string;
  /** The condition on spans that failed by themselves, and how many of what it lets through did. */
  readonly hasFailed: string;
  readonly failed: string;
}

const count = (condition: string): string => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

/** Spans, of the embedded store or of ClickHouse. */
export const ROWS: SpanSums = {
  table: "agent_spans",
  time: "start_us",
  count: "count(*)",
  errors: count("s.status = 'error'"),
  priced: "count(s.cost_usd)",
  unpriced: count(UNPRICED),
  cached: count("s.cache_read_tokens > 0"),
  costSquares: "coalesce(sum(s.cost_usd * s.cost_usd), 0)",
  hasFailed: "(s.status = 'error' OR s.error_type <> '')",
  failed: "count(*)",
};

/** Whole hours of the embedded store. */
export const HOURS: SpanSums = {
  table: "agent_hours",
  time: "hour",
  count: "sum(s.spans)",
  errors: "sum(s.errors)",
  priced: "sum(s.priced)",
  unpriced: "sum(s.unpriced)",
  cached: "sum(s.cached)",
  costSquares: "coalesce(sum(s.cost_squares), 0)",
  hasFailed: "s.failed > 0",
  failed: "sum(s.failed)",
};

/** Sums over spans that are counted; `NULL` where no span says a number. */
export function countedSums({ unpriced }: SpanSums): readonly string[] {
  const tokens = ["input", "output", "cache_read", "cache_write", "reasoning"].map((kind) => `${kind}_tokens`);
  return [...[...tokens, "cost_usd"].map((column) => `sum(s.${column}) AS ${column}`), `${unpriced} AS unpriced_calls`];
}
