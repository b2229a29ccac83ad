import { FAILURE, MODEL_CALL } from "../model-calls.ts";

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

/** In place of a column: tokens by what they are, input without cache apart from what was read from and written to it, output apart from reasoning. */
export const TOKEN_KINDS = "token kinds";

const TOOL_COLUMNS = { ...CALL_COLUMNS, tool: "tool" } as const;

/** How the rows of a bucket become its value. */
export type Calculation =
  /** SQL of a sum or a count: a bucket without rows has 0. */
  | { readonly kind: "sum"; readonly sql: string }
  /** Rows that hit, of all: with Wilson's interval, and marks where it is above the usual. */
  | { readonly kind: "rate"; readonly hits: string }
  /** A sum in relation to another. */
  | { readonly kind: "ratio"; readonly part: string; readonly whole: string }
  /** The mean of a column with its interval, and marks where it is above the usual. */
  | { readonly kind: "mean"; readonly column: string }
  /** A quantile of a column with its band, and marks where it is above the usual. */
  | { readonly kind: "quantile"; readonly column: string; readonly percent: number }
  /** Pieces of work that succeeded, of those whose outcome is known. */
  | { readonly kind: "success" };

export interface Measure {
  readonly name: string;
  readonly title: string;
  /** As OpenTelemetry writes units. */
  readonly unit: string;
  readonly calculation: Calculation;
  /** Which spans it is about; asked by tool, it is about calls of tools where that makes sense. */
  readonly rows: string;
  readonly columns: Readonly<Record<string, string>>;
}

const calls = (
  name: string,
  title: string,
  unit: string,
  calculation: Calculation,
  columns: Readonly<Record<string, string>> = CALL_COLUMNS,
  rows: string = MODEL_CALL,
): Measure => ({ name, title, unit, calculation, columns, rows });

const FIRST_CHUNK = `${MODEL_CALL} AND s.first_chunk_us IS NOT NULL`;

export const MEASURES: readonly Measure[] = [
  calls("cost", "Cost", "USD", { kind: "sum", sql: "coalesce(sum(s.cost_usd), 0)" }),
  calls("cost-per-call", "Cost per model call", "USD", { kind: "mean", column: "cost_usd" }),
  calls(
    "tokens",
    "Tokens",
    "{token}",
    { kind: "sum", sql: "coalesce(sum(s.input_tokens), 0) + coalesce(sum(s.output_tokens), 0)" },
    { ...CALL_COLUMNS, kind: TOKEN_KINDS },
  ),
  calls("calls", "Model calls", "{call}", { kind: "sum", sql: "count(*)" }, TOOL_COLUMNS),
  calls(
    "sessions",
    "Sessions",
    "{session}",
    { kind: "sum", sql: "count(DISTINCT s.session_id)" },
    TOOL_COLUMNS,
    "1 = 1",
  ),
  calls("errors", "Errors", "{error}", { kind: "sum", sql: "count(*)" }, TOOL_COLUMNS, FAILURE),
  calls("error-rate", "Error rate", "ratio", { kind: "rate", hits: "s.status = 'error'" }, TOOL_COLUMNS),
  calls("latency-p50", "Median latency", "us", { kind: "quantile", column: "duration_us", percent: 50 }, TOOL_COLUMNS),
  calls("latency-p95", "p95 latency", "us", { kind: "quantile", column: "duration_us", percent: 95 }, TOOL_COLUMNS),
  calls(
    "first-chunk-p50",
    "Median time to the first chunk",
    "us",
    { kind: "quantile", column: "first_chunk_us", percent: 50 },
    CALL_COLUMNS,
    FIRST_CHUNK,
  ),
  calls(
    "first-chunk-p95",
    "p95 of the time to the first chunk",
    "us",
    { kind: "quantile", column: "first_chunk_us", percent: 95 },
    CALL_COLUMNS,
    FIRST_CHUNK,
  ),
  calls("cache-hit-rate", "Cache hit rate", "ratio", {
    kind: "ratio",
    part: "coalesce(sum(s.cache_read_tokens), 0)",
    whole: "sum(s.input_tokens)",
  }),
  calls("success-rate", "Success rate", "ratio", { kind: "success" }, { task: "unit_type" }),
];
