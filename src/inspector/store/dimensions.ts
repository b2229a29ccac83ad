import type { SpanRow } from "./span-row.ts";
import type { Database, Statement } from "./sqlite.ts";

/** Combinations that are remembered. */
const MAX_REMEMBERED = 100_000;
/** Places for recent ones. */
const RECENT = 4_096;

type Values = [
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
  counted: number,
];

/** Numbers for the combinations of dimensions that sums by hour are kept for. */
export class Dimensions {
  readonly #known = new Map<string, number>();
  /** By their place: a text as the key of each span would cost more than all sums of it. */
  readonly #recent: ({ readonly values: Values; readonly d: number } | undefined)[] = new Array(RECENT);
  readonly #select: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#select = database.prepare(
      `SELECT d FROM dims WHERE service = ? AND agent_kind = ? AND agent = ? AND provider = ? AND model = ? AND tool = ? AND purpose = ?
       AND task_type = ? AND kind = ? AND source = ? AND counted = ?`,
    );
    this.#insert = database.prepare("INSERT INTO dims VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  /** All dimensions: what is summed by hour is kept for each. */
  of(row: SpanRow): number {
    const { service, agent_kind, agent, provider, model, tool, purpose, task_type, kind, source, counted } = row;
    return this.#number(service, agent_kind, agent, provider, model, tool, purpose, task_type, kind, source, counted);
  }

  /** What latency is asked for: histograms of more dimensions would have few values each. */
  ofLatency({ service, agent_kind, model, tool, kind, source, counted }: SpanRow): number {
    return this.#number(service, agent_kind, 0, 0, model, tool, 0, 0, kind, source, counted);
  }

  forget(): void {
    this.#known.clear();
    this.#recent.fill(undefined);
  }

  #number(...values: Values): number {
    const place = placeOf(values);
    const recent = this.#recent[place];
    if (recent !== undefined && isSame(recent.values, values)) return recent.d;
    const d = this.#find(values);
    this.#recent[place] = { values, d };
    return d;
  }

  #find(values: Values): number {
    const key = values.join(",");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#select.get(...values);
    const d = found === undefined ? Number(this.#insert.run(...values).lastInsertRowid) : Number(found.d);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, d);
    return d;
  }
}

function placeOf(values: Values): number {
  let mixed = 0;
  for (const value of values) mixed = (Math.imul(mixed, 31) + value) | 0;
  return (mixed ^ (mixed >>> 12)) & (RECENT - 1);
}

function isSame(one: Values, other: Values): boolean {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
