import type { Cell, Database, Statement } from "../sqlite.ts";
import { SessionState } from "./session-state.ts";

type Field = readonly [
  column: string,
  read: (state: SessionState) => Cell,
  write?: (state: SessionState, value: number) => void,
];

const count = (
  column: string,
  name: {
    [Key in keyof SessionState]: SessionState[Key] extends number ? Key : never;
  }[keyof SessionState],
): Field => [
  column,
  (state) => state[name],
  (state, value) => {
    (state as unknown as Record<string, number>)[name] = value;
  },
];

const chosen = (
  column: string,
  name: "service" | "agent" | "user" | "taskType" | "outcome" | "endReason",
  weight: string,
): readonly Field[] => [
  [
    column,
    (state) => state[name].id,
    (state, value) => {
      state[name].id = value;
    },
  ],
  [
    weight,
    (state) => state[name].weight,
    (state, value) => {
      state[name].weight = value;
    },
  ],
];

const calls = (column: string, source: 0 | 1 | 2): Field => [
  column,
  (state) => state.calls[source],
  (state, value) => {
    state.calls[source] = value;
  },
];

/** How a state is written to a row of `sessions` and read again. */
const FIELDS: readonly Field[] = [
  ...chosen("service", "service", "group_p"),
  count("agent_kind", "agentKind"),
  ...chosen("agent", "agent", "agent_p"),
  ...chosen("user", "user", "user_p"),
  ...chosen("task_type", "taskType", "task_type_p"),
  ...chosen("outcome", "outcome", "outcome_p"),
  ...chosen("end_reason", "endReason", "end_reason_p"),
  count("start_us", "startUs"),
  count("end_us", "endUs"),
  count("ended", "ended"),
  count("spans", "spans"),
  count("events", "events"),
  count("traces", "traces"),
  calls("calls_span", 0),
  calls("calls_event", 1),
  calls("calls_metric", 2),
  count("derived", "derived"),
  count("inference_calls", "inferenceCalls"),
  count("tool_calls", "toolCalls"),
  count("errors", "errors"),
  count("failed", "failed"),
  count("input_tokens", "inputTokens"),
  count("output_tokens", "outputTokens"),
  count("cache_read_tokens", "cacheReadTokens"),
  count("cache_write_tokens", "cacheWriteTokens"),
  count("reasoning_tokens", "reasoningTokens"),
  count("cost_usd", "costUsd"),
  count("unpriced_calls", "unpricedCalls"),
];

const COLUMNS = ["s", "id", ...FIELDS.map(([column]) => column), "decision_path", "revision"];

/** Reads and writes rows of `sessions`. */
export class SessionRows {
  readonly #bySession: Statement;
  readonly #byId: Statement;
  readonly #write: Statement;
  readonly #writeId: Statement;
  readonly #deletes: readonly Statement[];

  constructor(database: Database) {
    this.#bySession = database.prepare("SELECT * FROM sessions WHERE s = ?");
    this.#byId = database.prepare("SELECT * FROM sessions WHERE id = ?");
    this.#writeId = database.prepare("INSERT OR IGNORE INTO session_ids VALUES(?, ?)");
    this.#deletes = ["sessions", "session_ids"].map((table) => database.prepare(`DELETE FROM ${table} WHERE s = ?`));
    const changes = COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`);
    this.#write = database.prepare(
      `INSERT INTO sessions(${COLUMNS.join(", ")}) VALUES(${COLUMNS.map(() => "?").join(", ")})
       ON CONFLICT(s) DO UPDATE SET ${changes.join(", ")}`,
    );
  }

  find(id: string): SessionState | undefined {
    return stateOf(this.#byId.get(id));
  }

  get(s: number): SessionState | undefined {
    return stateOf(this.#bySession.get(s));
  }

  write(state: SessionState, revision: number): void {
    const values = FIELDS.map(([, read]) => read(state));
    this.#write.run(state.s, state.id, ...values, state.decisionPath, revision);
    if (state.isNew) this.#writeId.run(state.s, state.id);
    state.isNew = false;
  }

  delete(s: number): void {
    for (const statement of this.#deletes) statement.run(s);
  }
}

function stateOf(row: Record<string, unknown> | undefined): SessionState | undefined {
  if (row === undefined) return undefined;
  const state = new SessionState(Number(row.s), String(row.id));
  for (const [column, , write] of FIELDS) write?.(state, Number(row[column]));
  state.isNew = false;
  state.decisionPath = String(row.decision_path);
  return state;
}
