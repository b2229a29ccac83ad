import type { SpanRow } from "./span-row.ts";
import type { Database, Statement } from "./sqlite.ts";

/** Combinations that are remembered. */
const MAX_REMEMBERED = 100_000;

/** Numbers for the combinations of dimensions that sums by hour are kept for. */
export class Dimensions {
  readonly #known = new Map<string, number>();
  readonly #find: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#find = database.prepare(
      `SELECT d FROM dims WHERE service = ? AND agent_kind = ? AND agent = ? AND provider = ? AND model = ? AND tool = ? AND purpose = ?
       AND task_type = ? AND kind = ? AND source = ?`,
    );
    this.#insert = database.prepare("INSERT INTO dims VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  of(row: SpanRow, service: number, agentKind: number): number {
    const { agent, provider, model, tool, purpose, task_type, kind, source } = row;
    const key = `${service},${agentKind},${agent},${provider},${model},${tool},${purpose},${task_type},${kind},${source}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const values = [service, agentKind, agent, provider, model, tool, purpose, task_type, kind, source];
    const found = this.#find.get(...values);
    const d = found === undefined ? Number(this.#insert.run(...values).lastInsertRowid) : Number(found.d);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, d);
    return d;
  }

  forget(): void {
    this.#known.clear();
  }
}
