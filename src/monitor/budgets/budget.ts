import type { BudgetLimit } from "./budget-options.ts";
import type { Pot } from "./pot.ts";

/** A pot of its own that scopes are given: `agent({ name, budget }, ...)`. Several may share it. */
export interface Budget {
  readonly name: string;
  /** Aborted with {@link BudgetExceeded} once it is used up: for clients that no wrapper knows. */
  readonly signal: AbortSignal;
  /** Used so far, in the unit of the limit: US dollars, tokens, calls or milliseconds. */
  used(limit: BudgetLimit): number;
  /** What is left until the limit, never below 0; absent for a limit that the budget does not have. */
  remaining(limit: BudgetLimit): number | undefined;
  /** @throws BudgetExceeded once it is used up, for work that no scope stands for */
  check(): void;
}

export class SharedBudget implements Budget {
  readonly name: string;
  readonly #pot: Pot;

  constructor(pot: Pot) {
    this.name = pot.budget.name;
    this.#pot = pot;
  }

  /** The pot behind a budget that an application hands over; absent for anything else. */
  static potOf(value: unknown): Pot | undefined {
    return typeof value === "object" && value !== null && #pot in value ? value.#pot : undefined;
  }

  get signal(): AbortSignal {
    return this.#pot.signal;
  }

  used(limit: BudgetLimit): number {
    return this.#pot.used(limit);
  }

  remaining(limit: BudgetLimit): number | undefined {
    const max = this.#pot.budget.maxima.get(limit);
    return max === undefined ? undefined : Math.max(0, max - this.#pot.used(limit));
  }

  check(): void {
    this.#pot.stopReached(undefined);
    const { error } = this.#pot;
    if (error !== undefined) throw error;
  }
}
