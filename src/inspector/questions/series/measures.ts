import type { KeyColumn } from "../dialect.ts";
import { COUNTED, IS_WORK, MODEL_CALL } from "../model-calls.ts";
import type { SpanSums } from "../span-sums.ts";

/** What model calls can be told apart by, and the column that says it. */
const CALL_COLUMNS = {
  model: "model",
  agent: "agent",
  service: "service",
  task: "task_type",
  purpose: "purpose",
  provider: "provider",
  user: "user_id",
  tenant: "tenant",
} as const;

/** Of what measures are told apart by, what sums by hour are kept for, and durations. */
export const HOURLY_LINES: ReadonlySet<string> = new Set([
  "none",
  "model",
  "agent",
  "service",
  "task",
  "purpose",
  "provider",
  "tool",
  "kind",
]);
export const HOURLY_TIMES: ReadonlySet<string> = new Set(["none", "model", "service", "tool"]);

/** In place of a column: tokens by what they are, input without cache apart from what was read from and written to it, output apart from reasoning. */
export const TOKEN_KINDS = "token kinds" as const;

const TOOL_COLUMNS = { ...CALL_COLUMNS, tool: "tool" } as const;

/** How the rows of a bucket become its value. */
export type Calculation =
  /** SQL of a sum or a count: a bucket without rows has 0. */
  | { readonly kind: "sum"; readonly sql: (sums: SpanSums) => string }
  /** Sessions: no sum of hours, of which one session may have several. */
  | { readonly kind: "sessions" }
  /** Errors of all: with Wilson's interval, and marks where it is above the usual. */
  | { readonly kind: "rate" }
  /** A sum in relation to another. */
  | { readonly kind: "ratio"; readonly part: string; readonly whole: string }
  /** The mean cost with its interval, and marks where it is above the usual. */
  | { readonly kind: "mean" }
  /** A quantile of a column with its band, and marks where it is above the usual. */
  | { readonly kind: "quantile"; readonly column: "duration_us" | "first_chunk_us"; readonly percent: number }
  /** Pieces of work that succeeded, of those whose outcome is known. */
  | { readonly kind: "success" };

export interface Measure {
  readonly name: string;
  readonly title: string;
  /** As OpenTelemetry writes units. */
  readonly unit: string;
  readonly calculation: Calculation;
  /** Which spans it is about; asked by tool, it is about calls of tools where that makes sense. */
  readonly rows: (sums: SpanSums) => string;
  /** How many of them there are. */
  readonly count: (sums: SpanSums) => string;
  readonly columns: Readonly<Record<string, KeyColumn | typeof TOKEN_KINDS | "unit_type">>;
}

/** Whose tokens and costs are summed: requests for embeddings as well. */
const PAID: Measure["rows"] = () => COUNTED;

const calls = (
  name: string,
  title: string,
  unit: string,
  calculation: Calculation,
  columns: Measure["columns"] = CALL_COLUMNS,
  rows: Measure["rows"] = () => MODEL_CALL,
  count: Measure["count"] = (sums) => sums.count,
): Measure => ({ name, title, unit, calculation, columns, rows, count });

export const MEASURES: readonly Measure[] = [
  calls("cost", "Cost", "USD", { kind: "sum", sql: () => "coalesce(sum(s.cost_usd), 0)" }, CALL_COLUMNS, PAID),
  calls("cost-per-call", "Cost per model call", "USD", { kind: "mean" }),
  calls(
    "tokens",
    "Tokens",
    "{token}",
    { kind: "sum", sql: () => "coalesce(sum(s.input_tokens), 0) + coalesce(sum(s.output_tokens), 0)" },
    { ...CALL_COLUMNS, kind: TOKEN_KINDS },
    PAID,
  ),
  calls("calls", "Model calls", "{call}", { kind: "sum", sql: ({ count }) => count }, TOOL_COLUMNS),
  calls("sessions", "Sessions", "{session}", { kind: "sessions" }, TOOL_COLUMNS, () => "1 = 1"),
  calls(
    "errors",
    "Errors",
    "{error}",
    { kind: "sum", sql: ({ failed }) => failed },
    TOOL_COLUMNS,
    ({ hasFailed }) => `${hasFailed} AND ${IS_WORK}`,
    ({ failed }) => failed,
  ),
  calls("error-rate", "Error rate", "ratio", { kind: "rate" }, TOOL_COLUMNS),
  calls("latency-p50", "Median latency", "us", { kind: "quantile", column: "duration_us", percent: 50 }, TOOL_COLUMNS),
  calls("latency-p95", "p95 latency", "us", { kind: "quantile", column: "duration_us", percent: 95 }, TOOL_COLUMNS),
  calls("first-chunk-p50", "Median time to the first chunk", "us", {
    kind: "quantile",
    column: "first_chunk_us",
    percent: 50,
  }),
  calls("first-chunk-p95", "p95 of the time to the first chunk", "us", {
    kind: "quantile",
    column: "first_chunk_us",
    percent: 95,
  }),
  calls(
    "cache-hit-rate",
    "Cache hit rate",
    "ratio",
    { kind: "ratio", part: "coalesce(sum(s.cache_read_tokens), 0)", whole: "sum(s.input_tokens)" },
    CALL_COLUMNS,
    PAID,
  ),
  calls("success-rate", "Success rate", "ratio", { kind: "success" }, { task: "unit_type" }),
];
