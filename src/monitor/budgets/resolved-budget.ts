import type { BudgetLimit, BudgetNotice, BudgetOptions, BudgetPeriod } from "./budget-options.ts";

/** A budget with its defaults. */
export interface ResolvedBudget {
  readonly name: string;
  readonly per: BudgetPeriod;
  readonly agents: ReadonlySet<string> | undefined;
  readonly maxima: ReadonlyMap<BudgetLimit, number>;
  readonly warnAt: number;
  readonly stops: boolean;
  readonly onUnpriced: "warn" | "stop" | "ignore";
  readonly notify: ((notice: BudgetNotice) => void) | undefined;
}

const DEFAULT_WARN_AT = 0.8;

export function resolveBudget(options: BudgetOptions, defaultPeriod: BudgetPeriod): ResolvedBudget {
  const given: readonly (readonly [BudgetLimit, number | undefined])[] = [
    ["cost", options.maxCostUsd],
    ["tokens", options.maxTokens],
    ["calls", options.maxCalls],
    ["tool_calls", options.maxToolCalls],
    ["turns", options.maxTurns],
    ["work_time", options.maxWorkMs],
  ];
  const known = given.filter((one): one is readonly [BudgetLimit, number] => one[1] !== undefined);
  return {
    name: options.name,
    per: options.per ?? defaultPeriod,
    agents: options.agents === undefined ? undefined : new Set(options.agents),
    maxima: new Map(known),
    warnAt: options.warnAt ?? DEFAULT_WARN_AT,
    stops: (options.onExceeded ?? "stop") === "stop",
    onUnpriced: options.onUnpriced ?? "warn",
    notify: options.notify,
  };
}
