import { isOwn } from "../internal/is-own.ts";
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
  /** Calls whose price is not known, or not yet, as the table of prices is loaded after the first record: while above 0, `costUsd` is a lower bound. */
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
  readonly usage?: Usage | undefined;
  readonly costUsd?: number;
  readonly unpricedCalls?: number;
}

/** Adds up deltas and the union of waiting intervals. */
export class TotalsCounter {
  #inferenceCalls = 0;
  #toolCalls = 0;
  #errors = 0;
  #retries = 0;
  #turns = 0;
  #costUsd = 0;
  #unpricedCalls = 0;
  #usage: Record<string, number> | undefined;
  #waits: WaitTime | undefined;

  add(delta: TotalsDelta): void {
    const { inferenceCalls, toolCalls, errors, retries, turns, costUsd, unpricedCalls, usage } = delta;
    if (inferenceCalls !== undefined) this.#inferenceCalls += inferenceCalls;
    if (toolCalls !== undefined) this.#toolCalls += toolCalls;
    if (errors !== undefined) this.#errors += errors;
    if (retries !== undefined) this.#retries += retries;
    if (turns !== undefined) this.#turns += turns;
    if (costUsd !== undefined) this.#costUsd += costUsd;
    if (unpricedCalls !== undefined) this.#unpricedCalls += unpricedCalls;
    if (usage !== undefined) this.#addUsage(usage);
  }

  /** The time spent waiting for people. */
  get waits(): WaitTime {
    this.#waits ??= new WaitTime();
    return this.#waits;
  }

  /** A counter that has counted the same so far and goes its own way from here. */
  copy(): TotalsCounter {
    const copy = new TotalsCounter();
    copy.#inferenceCalls = this.#inferenceCalls;
    copy.#toolCalls = this.#toolCalls;
    copy.#errors = this.#errors;
    copy.#retries = this.#retries;
    copy.#turns = this.#turns;
    copy.#costUsd = this.#costUsd;
    copy.#unpricedCalls = this.#unpricedCalls;
    if (this.#usage !== undefined) copy.#usage = { ...this.#usage };
    copy.#waits = this.#waits?.copy();
    return copy;
  }

  read(nowMillis: number): Totals {
    const used = this.#usage ?? {};
    const usage = Object.fromEntries(USAGE_FIELDS.map((field) => [field, used[field] ?? 0])) as Totals["usage"];
    return {
      inferenceCalls: this.#inferenceCalls,
      toolCalls: this.#toolCalls,
      errors: this.#errors,
      retries: this.#retries,
      turns: this.#turns,
      usage,
      costUsd: this.#costUsd,
      unpricedCalls: this.#unpricedCalls,
      waitMillis: this.#waits?.until(nowMillis) ?? 0,
    };
  }

  #addUsage(usage: Usage): void {
    this.#usage ??= {};
    for (const field in usage) {
      if (!isOwn(usage, field)) continue;
      const value = usage[field as UsageField];
      if (value !== undefined) this.#usage[field] = (this.#usage[field] ?? 0) + value;
    }
  }
}
