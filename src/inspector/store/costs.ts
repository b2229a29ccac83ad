import { bytesOf } from "./hex.ts";
import type { Statement } from "./sqlite.ts";
import type { Tables } from "./tables.ts";
import { FLAGS, type SpanRow } from "./write/span-row.ts";

export interface Cost {
  readonly traceId: string;
  readonly spanId: string;
  readonly usd: number | null;
  readonly reason?: string | undefined;
}

/** Writes costs of model calls that somebody computed, and mends the sums. */
export class CostWriter {
  readonly #tables: Tables;
  readonly #find: Statement;
  readonly #update: Statement;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#find = tables.database.prepare(
      "SELECT s.* FROM spans s JOIN traces t ON t.t = s.trace WHERE t.id = ? AND s.span_id = ?",
    );
    this.#update = tables.database.prepare("UPDATE spans SET cost_usd = ?, cost_reason = ?, flags = ? WHERE n = ?");
  }

  /** @returns how many calls were changed: not those that are not there, and without `force` not those whose sender states a cost */
  set(costs: readonly Cost[], force: boolean): number {
    let changed = 0;
    for (const cost of costs) if (this.#setOne(cost, force)) changed += 1;
    return changed;
  }

  #setOne({ traceId, spanId, usd, reason }: Cost, force: boolean): boolean {
    const id = bytesOf(spanId, 8);
    const row = id && (this.#find.get(traceId, id) as unknown as SpanRow | undefined);
    if (row === undefined || row.counted === 0) return false;
    const isStated = row.cost_usd !== null && (row.flags & FLAGS.costSet) === 0;
    if (isStated && !force) return false;
    if (usd !== null && !Number.isFinite(usd)) return false;
    const { sessions, hours, dictionary } = this.#tables;
    const stated = row.flags & ~(FLAGS.costSet | FLAGS.refused);
    const flags = usd === null ? stated : stated | FLAGS.costSet;
    this.#update.run(usd, dictionary.id(reason), flags, row.n);
    sessions.reprice(row.session, row.cost_usd, usd);
    hours.reprice(row, usd);
    return true;
  }
}
