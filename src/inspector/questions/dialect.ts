import { SPAN_KINDS, type SpanKind } from "../model/facts.ts";
import { HOUR_US, HOURS } from "../store/hours/hour.ts";
import { CLICKHOUSE_SETS, type KeySets, SQLITE_SETS } from "./key-sets.ts";

export type ParameterType = "text" | "integer";

/** Columns of `agent_spans` that have a key. */
export type KeyColumn =
  | "session_id"
  | "span_id"
  | "service"
  | "agent_kind"
  | "agent"
  | "provider"
  | "model"
  | "tool"
  | "purpose"
  | "user_id"
  | "tenant"
  | "task_id"
  | "task_type"
  | "error_type";

/**
 * What differs between engines; the rest of a question is the same text. Written so that it holds everywhere: `AS` before each alias, `1.0 *` before a
 * division, `NULLS FIRST` or `LAST` with each order of numbers that may be `NULL`, `coalesce` around a sum that may have no rows, `row_number()` and no
 * `lag`, aliases that are no columns of the table below.
 */
export interface Dialect {
  readonly name: "sqlite" | "clickhouse";
  /** A parameter of the statement, as its text has it. */
  parameter(name: string, type: ParameterType): string;
  /**
   * A column of texts as the engine tells its values apart quickest, with `text` to make text of it again. For groups, joins and `<> unknown`: keys
   * are in no order of their texts. Of `agent_spans` only.
   */
  key(column: KeyColumn): string;
  /** The text that a key of the column stands for. */
  text(column: KeyColumn, key: string): string;
  /** Whether a row of `agent_spans` is of one of these kinds. */
  isKind(row: string, ...kinds: readonly SpanKind[]): string;
  /** Whether it ended with an error. */
  hasError(row: string): string;
  /** The key of '', which is no text. */
  readonly unknown: string;
  /** The key of a text; of one that no row has, none at all. */
  keyOf(text: string): string;
  /** Whether a row's time is within `[from, to)`, both expressions of microseconds; of whole hours, where the column is `hour`. */
  within(time: "start_us" | "time_us" | "hour", from: string, to: string): string;
  /**
   * Where the decisions of a time of an hour or more are found, also those whose events a store deleted for its size, with `service`, `decision_type` and
   * `decision_choice`: each choice of it is there, however often.
   */
  decided(from: string, to: string): string;
  /** The texts of a group in the order of `order`, equal ones by their text, with `between` between; '' where there is none. */
  joined(text: string, order: string, between: string): string;
  /** Of the rows for which `condition` holds the text with the smallest `order`, which is never negative; '' where there is none. */
  first(text: string, order: string, condition: string): string;
  /**
   * Of the rows of a session up to that of `row`, in the order in which they began, the last one for which `condition` holds: its `value`, one of `sets`.
   * Where there is none, one of the unknown key.
   */
  last(row: string, value: string, condition: string): string;
  /** What goes before the statement of a common table that is asked several times, and made once where the engine can. */
  readonly once: string;
  /** Sets of keys. */
  readonly sets: KeySets;
  /** Ends the statement with what makes the engine answer as the others do. */
  statement(sql: string): string;
}

/** The column `hour` of sums, of those in which a time lies. */
function hoursOf(from: string, to: string): string {
  const hour = (time: string): string => `CAST(min(${time} / ${HOUR_US}, ${HOURS - 1}) AS INTEGER)`;
  return `hour BETWEEN ${hour(from)} AND ${hour(to)}`;
}

/** Of the rows of spans that began in the hours of a time. */
function rowOf(row: string, from: string, to: string): string {
  return `(SELECT ${row} FROM span_hours WHERE ${hoursOf(from, to)})`;
}

/** The window of a session's rows up to one of them. */
function upTo(row: string, session: string, span: string): string {
  return `OVER (PARTITION BY ${row}.${session} ORDER BY ${row}.start_us, ${row}.${span} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
}

/** The embedded store. */
export const sqlite: Dialect = {
  name: "sqlite",
  parameter: (name) => `:${name}`,
  key: (column) => `${column}_key`,
  text: (column, key) =>
    column === "session_id"
      ? `(SELECT id FROM session_ids WHERE s = ${key})`
      : column === "span_id"
        ? `lower(hex(${key}))`
        : `(SELECT text FROM dict WHERE id = ${key})`,
  isKind: (row, ...kinds) => `${row}.kind_key IN (${kinds.map((kind) => SPAN_KINDS.indexOf(kind)).join(", ")})`,
  hasError: (row) => `${row}.status_key = 2`,
  unknown: "0",
  keyOf: (text) => `(SELECT id FROM dict WHERE text = ${text})`,
  within: (time, from, to) => {
    if (time === "hour") return `hour >= ${from} / ${HOUR_US} AND hour < ${to} / ${HOUR_US}`;
    const range = `${time} >= ${from} AND ${time} < ${to}`;
    if (time === "time_us") return range;
    return `${range} AND arrival BETWEEN ${rowOf("min(first)", from, to)} AND ${rowOf("max(last)", from, to)}`;
  },
  decided: (from, to) => `agent_decisions WHERE ${hoursOf(from, to)} AND last_us >= ${from} AND first_us < ${to}`,
  joined: (text, order, between) => `coalesce(group_concat(${text}, '${between}' ORDER BY ${order}, ${text}), '')`,
  // The smallest of texts that begin with the order, cut off again: SQLite has no argMin.
  first: (text, order, condition) =>
    `coalesce(substr(min(CASE WHEN ${condition} THEN printf('%020d', ${order}) || ${text} END), 21), '')`,
  // The largest of texts that begin with the place in the order, which is as long in each of them, cut off again: no second sort puts rows together.
  last: (row, value, condition) =>
    `coalesce(CAST(substr(max(CASE WHEN ${condition} THEN (10000000000000000 + ${row}.start_us) || hex(${row}.span_id_key) || ${value} END) ${upTo(row, "session_id_key", "span_id_key")}, 34) AS INTEGER), 0)`,
  once: "AS MATERIALIZED",
  sets: SQLITE_SETS,
  statement: (sql) => sql,
};

/** The time as the table has it as well: only that tells the engine which partitions it need not read. */
function withinPartitions(time: string, from: string, to: string): string {
  return `${time} >= ${from} AND ${time} < ${to} AND at >= fromUnixTimestamp64Micro(${from}) AND at < fromUnixTimestamp64Micro(${to})`;
}

/** ClickHouse, with the views of `views/clickhouse.ts` over the tables of the Collector's exporter. */
export const clickhouse: Dialect = {
  name: "clickhouse",
  key: (column) => column,
  text: (_column, key) => key,
  isKind: (row, ...kinds) => `${row}.kind IN (${kinds.map((kind) => `'${kind}'`).join(", ")})`,
  hasError: (row) => `${row}.status = 'error'`,
  unknown: "''",
  keyOf: (text) => text,
  parameter: (name, type) => `{${name}:${type === "text" ? "String" : "Int64"}}`,
  within: withinPartitions,
  decided: (from, to) => `agent_events WHERE ${withinPartitions("time_us", from, to)} AND decision_type <> ''`,
  joined: (text, order, between) =>
    `arrayStringConcat(arrayMap(pair -> pair.2, arraySort(groupArray((${order}, ${text})))), '${between}')`,
  first: (text, order, condition) => `argMinIf(${text}, (${order}, ${text}), ${condition})`,
  last: (row, value, condition) =>
    `argMaxIf(${value}, (${row}.start_us, ${row}.span_id), ${condition}) ${upTo(row, "session_id", "span_id")}`,
  once: "AS",
  sets: CLICKHOUSE_SETS,
  // Without the first an outer join gives '' and 0 where nothing was found. The second would read the map of attributes once for each name that the
  // views look up in it.
  statement: (sql) => `${sql}\nSETTINGS join_use_nulls = 1, optimize_functions_to_subcolumns = 0`,
};

export const DIALECTS: Readonly<Record<Dialect["name"], Dialect>> = { sqlite, clickhouse };
