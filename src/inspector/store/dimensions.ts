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

  /** All dimensions: what is summed by hour is kept for each. */
  of(
    { agent, provider, model, tool, purpose, task_type, kind, source }: SpanRow,
    service: number,
    agentKind: number,
  ): number {
    return this.#number(service, agentKind, agent, provider, model, tool, purpose, task_type, kind, source);
  }

  /** What latency is asked for: histograms of more dimensions would have few values each. */
  ofLatency({ model, tool, kind, source }: SpanRow, service: number, agentKind: number): number {
    return this.#number(service, agentKind, 0, 0, model, tool, 0, 0, kind, source);
  }

  forget(): void {
    this.#known.clear();
  }

  #number(
    service: number,
    agentKind: number,
    agent: number,
    provider: number,
    model: number,
    tool: number,
    purpose: number,
    taskType: number,
    kind: number,
    source: number,
  ): number {
    const key = `${service},${agentKind},${agent},${provider},${model},${tool},${purpose},${taskType},${kind},${source}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const values = [service, agentKind, agent, provider, model, tool, purpose, taskType, kind, source];
    const found = this.#find.get(...values);
    const d = found === undefined ? Number(this.#insert.run(...values).lastInsertRowid) : Number(found.d);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, d);
    return d;
  }
}
