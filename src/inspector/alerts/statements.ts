import { EFFICIENCY_TOKENS } from "../../internal/judgements/token-efficiency.ts";
import { BUCKETS, PER_DOUBLING } from "../../internal/statistics/log-histogram.ts";
import { inWindow } from "../questions/common-parameters.ts";
import type { Dialect, KeyColumn } from "../questions/dialect.ts";
import { COUNTED, MODEL_CALL, TOOL_CALL } from "../questions/model-calls.ts";
import type { SpanSums } from "../questions/span-sums.ts";
import { HOUR_US } from "./alert-window.ts";
import { MAX_SERIES } from "./series-watch.ts";

/** Fewer than a store answers at a time. */
export const MOST_ROWS = 90_000;

/** What alerts are asked of: model calls by model, or calls of tools by tool. */
export type Calls = "model" | "tool";

const ROWS_OF: Readonly<Record<Calls, string>> = { model: MODEL_CALL, tool: TOOL_CALL };
const hourSql = (time: string): string => `CAST(floor(${time} / ${HOUR_US}.0) AS BIGINT)`;

/** Parameters: `fromUs` and `toUs` of the hours, `allFromUs` and `allToUs` of all that is read, `service` where there is one. */
export interface Asking {
  readonly dialect: Dialect;
  readonly service: string;
}

/** Calls by hour and model or tool, of the largest ones: `at_hour`, `subject`, `calls`, `errors`, `priced`, `cost`, `squares`. */
export function callsSql(asking: Asking, calls: Calls, sums: SpanSums): string {
  const { dialect } = asking;
  const key = `s.${dialect.key(calls)}`;
  return dialect.statement(`${largest(asking, calls, sums)}
SELECT ${hourSql("s.start_us")} AS at_hour, ${dialect.text(calls, key)} AS subject, ${sums.count} AS calls, ${sums.errors} AS errors,
  ${sums.priced} AS priced, coalesce(sum(s.cost_usd), 0) AS cost, ${sums.costSquares} AS squares
FROM ${sums.table} AS s
WHERE ${within(asking, sums.time)} AND ${ROWS_OF[calls]} AND ${key} IN (SELECT large FROM largest)
GROUP BY 1, ${key}
ORDER BY 1, 2
LIMIT ${MOST_ROWS}`);
}

/** Models that answered, and those that were asked for: `answered`, `asked`, most calls first. */
export function askedModelsSql(asking: Asking): string {
  const { dialect } = asking;
  return dialect.statement(`SELECT ${dialect.text("model", "of_model")} AS answered, asked
FROM (
  SELECT s.${dialect.key("model")} AS of_model, s.request_model AS asked, count(*) AS calls
  FROM agent_spans AS s
  WHERE ${within(asking, "start_us")} AND ${MODEL_CALL} AND s.request_model <> ''
  GROUP BY s.${dialect.key("model")}, s.request_model
) AS pairs
ORDER BY calls DESC, 1, 2
LIMIT ${MOST_ROWS}`);
}

/**
 * Durations by hour, model or tool, and bucket: `at_hour`, `subject`, `in_bucket`, `calls`. Of spans those that succeeded, in buckets of milliseconds
 * (`LogHistogram`); of sums by hour all of them, in buckets of microseconds (`store/hours/histogram.ts`).
 */
export function durationsSql(asking: Asking, calls: Calls, sums: SpanSums): string {
  const { dialect } = asking;
  const isHourly = sums.table === "agent_hours";
  const key = `s.${dialect.key(calls)}`;
  const [bucket, count] = isHourly ? ["s.bucket", "sum(s.spans)"] : [bucketSql("(s.duration_us / 1000.0)"), "count(*)"];
  return dialect.statement(`${largest(asking, calls, sums)}
SELECT ${hourSql("s.start_us")} AS at_hour, ${dialect.text(calls, key)} AS subject, ${bucket} AS in_bucket, ${count} AS calls
FROM ${isHourly ? "agent_durations" : "agent_spans"} AS s
WHERE ${within(asking, sums.time)} AND ${ROWS_OF[calls]} AND ${isHourly ? "measure = 'duration_us'" : "status <> 'error'"}
  AND ${key} IN (SELECT large FROM largest)
GROUP BY 1, ${key}, 3
ORDER BY 1, 2, 3
LIMIT ${MOST_ROWS}`);
}

/** What decisions are counted of: events, or sums by hour of the embedded store, which stay when it deletes events. */
interface DecisionSums {
  readonly table: string;
  readonly time: "time_us" | "hour";
  readonly hour: string;
  readonly count: string;
}

const OF_EVENTS: DecisionSums = { table: "agent_events", time: "time_us", hour: hourSql("time_us"), count: "count(*)" };
const OF_HOURS: DecisionSums = { table: "agent_decisions", time: "hour", hour: "hour", count: "sum(decisions)" };

/** How many decisions there were in each hour: `at_hour`, `made`. */
export function decisionHoursSql(asking: Asking, hasHours: boolean): string {
  const { table, time, hour, count } = hasHours ? OF_HOURS : OF_EVENTS;
  return asking.dialect.statement(`SELECT ${hour} AS at_hour, ${count} AS made
FROM ${table}
WHERE ${within(asking, time)} AND decision_type <> ''
GROUP BY 1
ORDER BY 1`);
}

/** Decisions by hour: `at_hour`, `of_service`, `of_type`, `of_choice`, `made`. */
export function decisionsSql(asking: Asking, hasHours: boolean): string {
  const { table, time, hour, count } = hasHours ? OF_HOURS : OF_EVENTS;
  return asking.dialect.statement(`SELECT ${hour} AS at_hour, service AS of_service, decision_type AS of_type, decision_choice AS of_choice, ${count} AS made
FROM ${table}
WHERE ${within(asking, time)} AND decision_type <> ''
GROUP BY 1, service, decision_type, decision_choice
ORDER BY 1, 5 DESC, 2, 3, 4
LIMIT ${MOST_ROWS}`);
}

/** Sessions by the hour of the end of their last call, service, and what they made of their tokens: `at_hour`, `service`, `in_bucket`, `sessions`. */
export function sessionsSql(asking: Asking): string {
  const { dialect } = asking;
  const service = `max(s.${dialect.key("service")})`;
  return dialect.statement(`SELECT ${hourSql("ended")} AS at_hour, ${dialect.text("service", "of_service")} AS whose,
  ${bucketSql(`(${EFFICIENCY_TOKENS}.0 * got / given)`)} AS in_bucket, count(*) AS sessions
FROM (
  SELECT ${service} AS of_service, max(s.start_us + s.duration_us) AS ended, coalesce(sum(s.input_tokens), 0) AS given,
    coalesce(sum(s.output_tokens), 0) AS got
  FROM agent_spans AS s
  WHERE ${within(asking, "start_us")} AND ${COUNTED}
  GROUP BY s.${dialect.key("session_id")}
) AS ran
WHERE given > 0
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
LIMIT ${MOST_ROWS}`);
}

/** What agents told of themselves: `at_hour`, `said`, `of_service`, `of_agent`, `of_tool`, `times`. */
export function toldSql(asking: Asking, names: readonly string[]): string {
  return asking.dialect.statement(`SELECT ${hourSql("time_us")} AS at_hour, name AS said, service AS of_service, agent AS of_agent, tool AS of_tool, count(*) AS times
FROM agent_events
WHERE ${within(asking, "time_us")} AND name IN (${names.map((name) => `'${name}'`).join(", ")})
GROUP BY 1, name, service, agent, tool
ORDER BY 1, 2, 3, 4, 5
LIMIT ${MOST_ROWS}`);
}

/** The models or tools that are called most. */
function largest({ dialect, service }: Asking, calls: Calls, sums: SpanSums): string {
  const key = `s.${dialect.key(calls)}` as `s.${KeyColumn}`;
  const [from, to] = [dialect.parameter("allFromUs", "integer"), dialect.parameter("allToUs", "integer")];
  return `WITH largest AS (
  SELECT ${key} AS large FROM ${sums.table} AS s WHERE ${inWindow(dialect, { service }, sums.time, from, to)} AND ${ROWS_OF[calls]}
  GROUP BY ${key} ORDER BY ${sums.count} DESC, ${dialect.text(calls, key)} LIMIT ${MAX_SERIES}
)`;
}

function within({ dialect, service }: Asking, time: Parameters<typeof inWindow>[2]): string {
  return inWindow(dialect, { service }, time);
}

/** The bucket of `LogHistogram` that a number is counted in. */
function bucketSql(value: string): string {
  return `CASE WHEN ${value} <= 1 THEN 0 WHEN ${value} >= ${2 ** (BUCKETS / PER_DOUBLING)} THEN ${BUCKETS - 1}
    ELSE CAST(floor(log2(${value}) * ${PER_DOUBLING}) AS BIGINT) END`;
}
