import type { SessionFilter, SessionPage, SessionRow } from "../../api.ts";
import { text, textOrNull } from "../dictionary-sql.ts";
import { NAMES } from "../sessions.ts";
import type { Cell } from "../sqlite.ts";
import { WrongCursor } from "../wrong-cursor.ts";
import type { Reading } from "./reading.ts";
import { textCondition } from "./text-search.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/** A session whose own end has not come is open until nothing came for so long. */
const QUIET_US = 5 * 60 * 1_000_000;

/** Columns of a `SessionRow`; lists and truth values are made of them in `toRow`. */
const COLUMNS = `ss.s, ss.id, ${text("ss.service")} AS service, ${text("ss.agent_kind")} AS agentKind, ${textOrNull("ss.agent")} AS agent, ${textOrNull("ss.user")} AS user,
  ${textOrNull("ss.task_type")} AS taskType, ${textOrNull("ss.outcome")} AS outcome, ${textOrNull("ss.end_reason")} AS endReason, ss.start_us AS startUs, ss.end_us AS endUs,
  ss.ended, ss.spans, ss.traces, ss.events, ss.inference_calls AS inferenceCalls, ss.tool_calls AS toolCalls, ss.errors, ss.failed,
  ss.input_tokens AS inputTokens, ss.output_tokens AS outputTokens, ss.cache_read_tokens AS cacheReadTokens,
  ss.cache_write_tokens AS cacheWriteTokens, ss.reasoning_tokens AS reasoningTokens, ss.cost_usd AS costUsd,
  ss.unpriced_calls AS unpricedCalls, ss.decision_path AS decisionPath,
  (SELECT json_group_array(text) FROM (SELECT DISTINCT d.text FROM session_names n JOIN dict d ON d.id = n.name
    WHERE n.session = ss.s AND ${isNamed(NAMES.model)} ORDER BY d.text)) AS models`;

const SORTS: Readonly<Record<NonNullable<SessionFilter["sort"]>, string>> = {
  start: "ss.start_us",
  cost: "ss.cost_usd",
  tokens: "ss.input_tokens + ss.output_tokens",
  errors: "ss.errors",
  duration: "ss.end_us - ss.start_us",
};

const sameText = (column: string): string => `ss.${column} = (SELECT id FROM dict WHERE text = ?)`;
/** Conditions that take the filter's value as it is. */
const CONDITIONS = {
  outcome: sameText("outcome"),
  fromUs: "ss.end_us >= ?",
  toUs: "ss.start_us < ?",
} as const;

/** Names of which a session may have several. */
const NAMED = {
  agent: NAMES.agent,
  model: NAMES.model,
  user: NAMES.user,
  tool: NAMES.tool,
  decision: NAMES.decision,
  service: NAMES.service,
  taskType: NAMES.taskType,
} as const;

/** What the session itself says of them: stores that were written by earlier versions have no other names of these. */
const OWN: Readonly<Record<string, string>> = { service: sameText("service"), taskType: sameText("task_type") };

/** Up to so many sessions of a name are looked up first; when there are more, sessions are looked through in their order until a page is full. */
const FEW = 1_000;

/** A condition that takes the name: what SQLite knows of its tables does not tell it which way is short. */
function nameCondition(reading: Reading, what: number, name: string): string {
  const id = "(SELECT id FROM dict WHERE text = ?)";
  const count = reading.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM session_names WHERE what = ? AND name = ${id} LIMIT ${FEW + 1})`,
    ...[what, name],
  );
  return (count?.count ?? 0) > FEW
    ? `EXISTS (SELECT 1 FROM session_names n WHERE n.session = ss.s AND ${isNamed(what)} AND n.name = ${id})`
    : `ss.s IN (SELECT n.session FROM session_names n WHERE ${isNamed(what)} AND n.name = ${id})`;
}

/** Whether a row of names, `n`, is one of those. */
function isNamed(what: number): string {
  if (what !== NAMES.model) return `n.what = ${what}`;
  const isTold = `n.what = ${NAMES.toldModel} AND (SELECT x.calls_span FROM sessions x WHERE x.s = n.session) = 0`;
  return `n.what IN (${what}, ${NAMES.toldModel}) AND (n.what = ${what} OR (${isTold}))`;
}

type Raw = Omit<SessionRow, "models" | "isOpen" | "failed"> & {
  readonly s: number;
  readonly models: string;
  readonly ended: number;
  readonly failed: number;
};

/** Sessions that a filter lets through, a page of them. */
export function readSessions(reading: Reading, filter: SessionFilter = {}): SessionPage {
  const wheres: string[] = [];
  const parameters: Cell[] = [];
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof typeof CONDITIONS];
    if (value === undefined) continue;
    wheres.push(condition);
    parameters.push(value);
  }
  for (const [name, what] of Object.entries(NAMED)) {
    const value = filter[name as keyof typeof NAMED];
    if (value === undefined) continue;
    const own = OWN[name];
    const named = nameCondition(reading, what, value);
    wheres.push(own === undefined ? named : `(${own} OR ${named})`);
    parameters.push(...(own === undefined ? [value] : [value, value]));
  }
  if (filter.failed !== undefined) wheres.push(filter.failed ? "ss.failed > 0" : "ss.failed = 0");
  if (filter.text !== undefined && filter.text.trim() !== "") {
    const search = textCondition(reading, filter.text.trim());
    wheres.push(search.condition);
    parameters.push(...search.parameters);
  }
  const sort = SORTS[filter.sort ?? "start"] ?? SORTS.start;
  const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor);
  if (after !== undefined) {
    wheres.push(`(${sort}, ss.s) < (?, ?)`);
    parameters.push(...after);
  }
  const limit = Math.min(Math.max(Math.floor(filter.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
  const where = wheres.length === 0 ? "" : `WHERE ${wheres.join(" AND ")}`;
  const sql = `SELECT ${sort} AS sortValue, ${COLUMNS} FROM sessions ss ${where} ORDER BY ${sort} DESC, ss.s DESC LIMIT ${limit + 1}`;
  const rows = reading.all<Raw & { readonly sortValue: number }>(sql, ...parameters);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    sessions: rows.slice(0, limit).map(toRow),
    next: last === undefined ? null : JSON.stringify([last.sortValue, last.s]),
  };
}

export function readSession(reading: Reading, id: string): SessionRow | undefined {
  const row = reading.get<Raw>(`SELECT ${COLUMNS} FROM sessions ss WHERE ss.id = ?`, id);
  return row && toRow(row);
}

function toRow({ s: _, ended, failed, models, ...row }: Raw & { readonly sortValue?: number }): SessionRow {
  const { sortValue: __, ...shown } = row;
  const isOpen = ended === 0 && row.endUs > Date.now() * 1_000 - QUIET_US;
  return { ...shown, failed: failed > 0, isOpen, models: JSON.parse(models) as string[] };
}

function readCursor(cursor: string): readonly [value: number, s: number] {
  try {
    const [value, s] = JSON.parse(cursor) as unknown[];
    if (typeof value === "number" && typeof s === "number") return [value, s];
  } catch {
    // Falls through to the same answer.
  }
  throw new WrongCursor("the cursor is none that a page of sessions gave");
}
