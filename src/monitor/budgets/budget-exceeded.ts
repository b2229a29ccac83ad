import type { BudgetLimit } from "./budget-options.ts";

/** A budget that stops is used up: what model calls throw then, what open streams end with, and the reason of `signal`. */
export class BudgetExceeded extends Error {
  override readonly name = "BudgetExceeded";
  readonly budget: string;
  readonly limit: BudgetLimit;
  /** In the unit of the limit: US dollars, tokens, calls or milliseconds. */
  readonly used: number;
  readonly max: number;

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
  const count = (value: number): string => Math.round(value).toLocaleString("en");
  switch (limit) {
    case "cost":
      return `${used.toFixed(4)} of ${max} US dollars`;
    case "work_time":
      return `${count(used / 1000)} of ${count(max / 1000)} seconds of work`;
    case "unpriced":
      return "a call was made whose price is not known";
    default:
      return `${count(used)} of ${count(max)} ${limit.replace("_", " ")}`;
  }
}
