import { isErrorNamed } from "../../internal/is-error-named.ts";
import type { BudgetLimit } from "./budget-options.ts";

/** A budget that stops is used up: what model calls throw then, what open streams end with, and the reason of `signal`. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
  readonly budget: string;
  readonly limit: BudgetLimit;
  /** In the unit of the limit: US dollars, tokens, calls or milliseconds. */
  readonly used: number;
  readonly max: number;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorNamed(value, "BudgetExceeded", "budget");
  }

  constructor(facts: {
    readonly budget: string;
    readonly limit: BudgetLimit;
    readonly used: number;
    readonly max: number;
  }) {
    super(`the budget "${facts.budget}" is used up: ${said(facts.limit, facts.used, facts.max)}`);
    this.budget = facts.budget;
    this.limit = facts.limit;
    this.used = facts.used;
    this.max = facts.max;
  }
}

function said(limit: BudgetLimit, used: number, max: number): string {
  if (limit === "unpriced") return "a call has no known price";
  const unit = limit === "cost" ? "US dollars" : limit === "work_time" ? "ms" : limit.replace("_", " ");
  return `${Number(used.toFixed(4))} of ${max} ${unit}`;
}
