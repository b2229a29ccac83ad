import { USAGE_FIELDS, type Usage, type UsageField } from "../semconv/usage.ts";
import { WaitTime } from "./wait-time.ts";

/** What happened inside a scope so far. Amounts, never rates; `costUsd` sums only calls with a known price. */
export interface Totals {
  readonly inferenceCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly retries: number;
  readonly turns: number;
  readonly usage: Readonly<Record<UsageField, number>>;
  readonly costUsd: number;
  /** Calls whose price is not known: while above 0, `costUsd` is a lower bound. */
  readonly unpricedCalls: number;
  /** Time spent waiting for people, in milliseconds; parallel waits count once. */
  readonly waitMillis: number;
}

/** One addition to totals; absent fields add nothing. */
export interface TotalsDelta {
  readonly inferenceCalls?: number;
  readonly toolCalls?: number;
  readonly errors?: number;
  readonly retries?: number;
  readonly turns?: number;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly unpricedCalls?: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds up deltas and the union of waiting intervals. */
export class TotalsCounter {
  #counts: Writable<Omit<Totals, "usage" | "waitMillis">> = {
    inferenceCalls: 0,
    toolCalls: 0,
    errors: 0,
    retries: 0,
    turns: 0,
    costUsd: 0,
    unpricedCalls: 0,
  };
  #usage: Record<string, number> = {};
  #waits: WaitTime | undefined;

  add(delta: TotalsDelta): void {
    const counts = this.#counts;
    counts.inferenceCalls += delta.inferenceCalls ?? 0;
    counts.toolCalls += delta.toolCalls ?? 0;
    counts.errors += delta.errors ?? 0;
    counts.retries += delta.retries ?? 0;
    counts.turns += delta.turns ?? 0;
    counts.costUsd += delta.costUsd ?? 0;
    counts.unpricedCalls += delta.unpricedCalls ?? 0;
    if (delta.usage === undefined) return;
    for (const field in delta.usage) {
      const value = delta.usage[field as UsageField];
      if (value !== undefined) this.#usage[field] = (this.#usage[field] ?? 0) + value;
    }
  }

  /** The time spent waiting for people. */
  get waits(): WaitTime {
    this.#waits ??= new WaitTime();
    return this.#waits;
  }

  read(nowMillis: number): Totals {
    const usage = Object.fromEntries(USAGE_FIELDS.map((field) => [field, this.#usage[field] ?? 0])) as Totals["usage"];
    return { ...this.#counts, usage, waitMillis: this.#waits?.until(nowMillis) ?? 0 };
  }
}
