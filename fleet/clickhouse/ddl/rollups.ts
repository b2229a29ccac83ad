import { COUNTED, FAILURE, MODEL_CALL, TOOL_CALL } from "../../../src/inspector/questions/model-calls.ts";
import { REQUEST_REFUSED } from "../../../src/semconv/cost-reason.ts";

const WORD = "LowCardinality(String)";
const SUM = "SimpleAggregateFunction(sum, UInt64)";
const AMOUNT = "SimpleAggregateFunction(sum, Float64)";
const QUANTILES = "quantilesTDigest(0.5, 0.9, 0.95, 0.99)";

/** A column of a table of sums: how it is stored, how it is made of rows, how it is read. */
type SumColumn = readonly [type: string, made: string, read: string];

const sum = (made: string): readonly [string, string] => [SUM, `sum(${made})`];
const counting = (condition: string): readonly [string, string] => [SUM, `countIf(${condition})`];
const tokens = (column: string): readonly [string, string] =>
  sum(`toUInt64(if(${COUNTED}, coalesce(${column}, 0), 0))`);
const asSum = (name: string, [type, made]: readonly [string, string]): readonly [string, SumColumn] => [
  name,
  [type, made, `sum(${name})`],
];

/** Sums over spans by the definitions of the questions: what is counted, what is a failure. */
const SPAN_SUMS: Readonly<Record<string, SumColumn>> = Object.fromEntries([
  asSum("spans", [SUM, "count()"]),
  asSum("calls", counting(MODEL_CALL)),
  asSum("counted_calls", counting(COUNTED)),
  asSum("unpriced_calls", counting(`${COUNTED} AND cost_usd IS NULL AND cost_reason != '${REQUEST_REFUSED}'`)),
  asSum("tool_calls", counting(TOOL_CALL)),
  asSum("errors", counting(FAILURE)),
  asSum("input_tokens", tokens("input_tokens")),
  asSum("output_tokens", tokens("output_tokens")),
  asSum("cache_read_tokens", tokens("cache_read_tokens")),
  asSum("cache_write_tokens", tokens("cache_write_tokens")),
  asSum("reasoning_tokens", tokens("reasoning_tokens")),
  asSum("cost_usd", [AMOUNT, `sum(if(${COUNTED}, coalesce(cost_usd, 0), 0))`]),
]);

const HOUR_KEYS = ["service", "agent_kind", "kind", "provider", "model", "tool", "agent", "purpose", "task_type"];

/** By hour and all names of a span. The squares of costs are for the error of their mean; digests of durations can be merged. */
const HOUR_SUMS: Readonly<Record<string, SumColumn>> = {
  ...SPAN_SUMS,
  cost_usd_squared: [AMOUNT, `sum(if(${COUNTED}, coalesce(cost_usd * cost_usd, 0), 0))`, "sum(cost_usd_squared)"],
  sessions: ["AggregateFunction(uniq, String)", "uniqState(session_id)", "uniqMerge(sessions)"],
  users: [
    "AggregateFunction(uniqIf, String, UInt8)",
    "uniqIfState(user_id, toUInt8(user_id != ''))",
    "uniqIfMerge(users)",
  ],
  duration_us_quantiles: [
    `AggregateFunction(${QUANTILES}, Int64)`,
    `${QUANTILES.replace("(", "State(")}(duration_us)`,
    `${QUANTILES.replace("(", "Merge(")}(duration_us_quantiles)`,
  ],
  first_chunk_us_quantiles: [
    `AggregateFunction(${QUANTILES.replace("(", "If(")}, Int64, UInt8)`,
    `${QUANTILES.replace("(", "IfState(")}(coalesce(first_chunk_us, 0), toUInt8(first_chunk_us IS NOT NULL))`,
    `${QUANTILES.replace("(", "IfMerge(")}(first_chunk_us_quantiles)`,
  ],
};

const SESSION_SUMS: Readonly<Record<string, SumColumn>> = {
  start_us: ["SimpleAggregateFunction(min, Int64)", "min(start_us)", "min(start_us)"],
  end_us: ["SimpleAggregateFunction(max, Int64)", "max(start_us + duration_us)", "max(end_us)"],
  service: ["SimpleAggregateFunction(max, String)", "max(service)", "max(service)"],
  agent_kind: ["SimpleAggregateFunction(max, String)", "max(agent_kind)", "max(agent_kind)"],
  user_id: ["SimpleAggregateFunction(max, String)", "max(user_id)", "max(user_id)"],
  tenant: ["SimpleAggregateFunction(max, String)", "max(tenant)", "max(tenant)"],
  task_type: ["SimpleAggregateFunction(max, String)", "max(task_type)", "max(task_type)"],
  outcome: [
    "AggregateFunction(argMinIf, String, Tuple(UInt8, Int64), UInt8)",
    `argMinIfState(toString(outcome), (toUInt8(multiIf(kind = 'session', 0, kind = 'task', 1, kind = 'other', 3, 2)),
    toInt64(9000000000000000 - start_us - duration_us)), toUInt8(outcome != ''))`,
    "argMinIfMerge(outcome)",
  ],
  models: [
    "AggregateFunction(uniqExactIf, String, UInt8)",
    `uniqExactIfState(toString(model), toUInt8(${MODEL_CALL} AND model != ''))`,
    "uniqExactIfMerge(models)",
  ],
  ...SPAN_SUMS,
};

const DECISION_KEYS = ["service", "agent", "task_type", "decision_type", "decision_choice", "outcome"];

const DECISION_SUMS: Readonly<Record<string, SumColumn>> = {
  events: [SUM, "count()", "sum(events)"],
  with_confidence: [...counting("confidence IS NOT NULL"), "sum(with_confidence)"],
  confidence: [AMOUNT, "sum(coalesce(confidence, 0))", "sum(confidence)"],
  sessions: ["AggregateFunction(uniq, String)", "uniqState(session_id)", "uniqMerge(sessions)"],
};

interface Rollup {
  readonly name: string;
  readonly table: string;
  readonly from: string;
  readonly keys: Readonly<Record<string, readonly [type: string, made: string]>>;
  readonly sums: Readonly<Record<string, SumColumn>>;
  readonly partition: string;
  readonly age: string;
  /** Rows that are summed. */
  readonly where?: string;
}

const hourKeys = (names: readonly string[]): Rollup["keys"] => ({
  hour: ["DateTime CODEC(Delta, ZSTD(1))", "toStartOfHour(toDateTime(at))"],
  ...Object.fromEntries(names.map((name) => [name, [WORD, name]])),
});

const ROLLUPS: readonly Rollup[] = [
  {
    ...{ name: "agent_hours", table: "agent_hour_sums", from: "agent_span_rows" },
    ...{ keys: hourKeys(HOUR_KEYS), sums: HOUR_SUMS, partition: "toYYYYMM(hour)", age: "hour + INTERVAL 400 DAY" },
  },
  {
    ...{ name: "agent_decision_hours", table: "agent_decision_hour_sums", from: "agent_event_rows" },
    ...{ keys: hourKeys(DECISION_KEYS), sums: DECISION_SUMS, partition: "toYYYYMM(hour)" },
    ...{ age: "hour + INTERVAL 400 DAY", where: "decision_type != '' OR outcome != ''" },
  },
  {
    ...{ name: "agent_sessions", table: "agent_session_sums", from: "agent_span_rows" },
    keys: {
      session_id: ["String CODEC(ZSTD(1))", "session_id"],
      day: ["Date CODEC(Delta, ZSTD(1))", "toDate(at)"],
    },
    ...{ sums: SESSION_SUMS, partition: "toYYYYMM(day)", age: "day + INTERVAL 400 DAY" },
  },
];

/** Tables of sums, what fills them as rows come in, and views that read them. */
export function rollupStatements(): readonly string[] {
  return ROLLUPS.flatMap((rollup) => [tableOf(rollup), materializedOf(rollup), viewOf(rollup)]);
}

const lines = (items: readonly string[]): string => items.map((item) => `  ${item}`).join(",\n");

function tableOf({ table, keys, sums, partition, age }: Rollup): string {
  const columns = [
    ...Object.entries(keys).map(([name, [type]]) => `${name} ${type}`),
    ...Object.entries(sums).map(([name, [type]]) => `${name} ${type}`),
  ];
  return `CREATE TABLE IF NOT EXISTS ${table} (
${lines(columns)}
) ENGINE = AggregatingMergeTree
PARTITION BY ${partition}
ORDER BY (${Object.keys(keys).join(", ")})
TTL ${age}
SETTINGS ttl_only_drop_parts = 1`;
}

/** The rows are read under another name, so that a sum is not taken for the column that it is made of. */
function materializedOf({ table, from, keys, sums, where }: Rollup): string {
  const columns = [
    ...Object.entries(keys).map(([name, [, made]]) => (made === name ? name : `${made} AS ${name}`)),
    ...Object.entries(sums).map(([name, [, made]]) => `${made} AS ${name}`),
  ];
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${table}_mv TO ${table} AS
SELECT
${lines(columns)}
FROM ${from}${where === undefined ? "" : `\nWHERE ${where}`}
GROUP BY ${Object.keys(keys).join(", ")}
SETTINGS prefer_column_name_to_alias = 1`;
}

/** One row a session, or an hour and its names: parts that are not merged yet are added up. */
function viewOf({ name, table, keys, sums }: Rollup): string {
  const names = Object.keys(keys).filter((key) => key !== "day");
  const columns = [...names, ...Object.entries(sums).map(([column, [, , read]]) => `${read} AS ${column}`)];
  return `CREATE OR REPLACE VIEW ${name} AS
SELECT
${lines(columns)}
FROM ${table}
GROUP BY ${names.join(", ")}
SETTINGS prefer_column_name_to_alias = 1`;
}
