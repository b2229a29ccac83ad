/** A column of a table as DDL: its type and how it is stored. */
export type Columns = Readonly<Record<string, string>>;

const WORD = "LowCardinality(String) CODEC(ZSTD(1))";
const TEXT = "String CODEC(ZSTD(1))";
const TIME = "Int64 CODEC(Delta, ZSTD(1))";
const COUNT = "Nullable(Int64) CODEC(ZSTD(1))";
const AMOUNT = "Nullable(Float64) CODEC(ZSTD(1))";

/** The columns of the view `agent_spans`, in its order. Names that are few are stored as such. */
export const SPAN_COLUMNS: Columns = {
  ...{ trace_id: TEXT, span_id: TEXT, parent_span_id: TEXT, session_id: TEXT },
  ...{
    service: WORD,
    agent_kind: WORD,
    name: WORD,
    kind: WORD,
    source: WORD,
    agent: WORD,
    provider: WORD,
    model: WORD,
  },
  ...{ request_model: WORD, tool: WORD, purpose: WORD, user_id: TEXT, tenant: WORD, task_id: TEXT, task_type: WORD },
  ...{ outcome: WORD, end_reason: WORD, finish_reason: WORD, start_us: TIME, duration_us: "Int64 CODEC(T64, ZSTD(1))" },
  ...{ status: WORD, error_type: "LowCardinality(Nullable(String)) CODEC(ZSTD(1))", counted: "UInt8" },
  ...{ input_tokens: COUNT, output_tokens: COUNT, cache_read_tokens: COUNT, cache_write_tokens: COUNT },
  ...{ reasoning_tokens: COUNT, cost_usd: AMOUNT, cost_reason: WORD, first_chunk_us: COUNT, retries: COUNT },
  at: "DateTime64(9) CODEC(Delta, ZSTD(1))",
};

/** The same of `agent_events`. */
export const EVENT_COLUMNS: Columns = {
  ...{ trace_id: TEXT, span_id: TEXT, session_id: TEXT, time_us: TIME, name: WORD, service: WORD, agent_kind: WORD },
  ...{ agent: WORD, user_id: TEXT, task_id: TEXT, task_type: WORD, model: WORD, tool: WORD, decision_type: WORD },
  ...{ decision_choice: WORD, confidence: AMOUNT, outcome: WORD, value: AMOUNT },
  ...{ error_type: "LowCardinality(Nullable(String)) CODEC(ZSTD(1))", severity: "Int64 CODEC(T64, ZSTD(1))" },
  content: "UInt64",
  at: "DateTime64(9) CODEC(Delta, ZSTD(1))",
};

export function columnLines(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `  ${name} ${type}`)
    .join(",\n");
}
