import type { Database, Statement } from "./sqlite.ts";
import type { SpanRow } from "./write/span-row.ts";

/** Combinations that are remembered. */
const MAX_REMEMBERED = 100_000;
/** Places for recent ones. */
const RECENT = 4_096;

/** Columns of `dims`, in their order. */
const ALL = [
  "service",
  "agent_kind",
  "agent",
  "provider",
  "model",
  "tool",
  "purpose",
  "task_type",
  "kind",
  "source",
  "counted",
] as const;
/** Of these, what latency is asked for: histograms of more dimensions would have few values each. */
const OF_LATENCY: ReadonlySet<string> = new Set([
  "service",
  "agent_kind",
  "model",
  "tool",
  "kind",
  "source",
  "counted",
]);

/** A row as far as it says its dimensions. */
type Dimensioned = Pick<SpanRow, (typeof ALL)[number]>;

/** Numbers of a combination: of all its dimensions, and of those of latency. */
export interface Dimension extends Readonly<Dimensioned> {
  readonly d: number;
  readonly ofLatency: number;
}

/** Numbers for the combinations of dimensions that sums by hour are kept for. */
export class Dimensions {
  readonly #known = new Map<string, number>();
  /** By their place: a text as the key of each span would cost more than all sums of it. */
  readonly #recent: (Dimension | undefined)[] = new Array(RECENT);
  /** Sums of both kinds ask for the same row, one after the other. */
  #lastRow: Dimensioned | undefined;
  #last: Dimension | undefined;
  readonly #select: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#select = database.prepare(
      `SELECT d FROM dims WHERE service = ? AND agent_kind = ? AND agent = ? AND provider = ? AND model = ? AND tool = ? AND purpose = ?
       AND task_type = ? AND kind = ? AND source = ? AND counted = ?`,
    );
    this.#insert = database.prepare("INSERT INTO dims VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  /** The combination of a row, which may not change any more. */
  of(row: Dimensioned): Dimension {
    if (row === this.#lastRow && this.#last !== undefined) return this.#last;
    const dimension = this.#find(row);
    [this.#lastRow, this.#last] = [row, dimension];
    return dimension;
  }

  #find(row: Dimensioned): Dimension {
    const place = placeOf(row);
    const recent = this.#recent[place];
    if (recent !== undefined && isSame(recent, row)) return recent;
    const { service, agent_kind, agent, provider, model, tool, purpose, task_type, kind, source, counted } = row;
    const said = { service, agent_kind, agent, provider, model, tool, purpose, task_type, kind, source, counted };
    const d = this.#number(ALL.map((name) => row[name]));
    const ofLatency = this.#number(ALL.map((name) => (OF_LATENCY.has(name) ? row[name] : 0)));
    const dimension: Dimension = { ...said, d, ofLatency };
    this.#recent[place] = dimension;
    return dimension;
  }

  forget(): void {
    this.#known.clear();
    this.#recent.fill(undefined);
    this.#lastRow = undefined;
  }

  #number(values: readonly number[]): number {
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

function placeOf({ service, agent, model, tool, purpose, task_type, kind, counted }: Dimensioned): number {
  let mixed = service;
  mixed = (Math.imul(mixed, 31) + agent) | 0;
  mixed = (Math.imul(mixed, 31) + model) | 0;
  mixed = (Math.imul(mixed, 31) + tool) | 0;
  mixed = (Math.imul(mixed, 31) + purpose) | 0;
  mixed = (Math.imul(mixed, 31) + task_type) | 0;
  mixed = (Math.imul(mixed, 31) + kind * 2 + counted) | 0;
  return (mixed ^ (mixed >>> 12)) & (RECENT - 1);
}

function isSame(one: Dimensioned, other: Dimensioned): boolean {
  return (
    one.service === other.service &&
    one.agent_kind === other.agent_kind &&
    one.agent === other.agent &&
    one.provider === other.provider &&
    one.model === other.model &&
    one.tool === other.tool &&
    one.purpose === other.purpose &&
    one.task_type === other.task_type &&
    one.kind === other.kind &&
    one.source === other.source &&
    one.counted === other.counted
  );
}
