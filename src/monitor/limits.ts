import type { LimitedScope, LimitSource, ScopeLimits } from "../internal/work-limits.ts";
import { type Budget, SharedBudget } from "./budgets/budget.ts";
import type { BudgetOptions } from "./budgets/budget-options.ts";
import { Pot, type PotPorts } from "./budgets/pot.ts";
import { Pots } from "./budgets/pots.ts";
import { resolveBudget } from "./budgets/resolved-budget.ts";
import { HeldLimits } from "./held-limits.ts";
import { RunSwitch } from "./run-switch.ts";

/** All limits of a client. */
export class Limits implements LimitSource {
  readonly #ports: PotPorts;
  readonly #budgets: readonly Pots[];
  readonly #agentsStop: boolean;
  #isShared = false;

  /** @param agentsStop whether an agent may be stopped for what is no budget */
  constructor(budgets: readonly BudgetOptions[], agentsStop: boolean, ports: PotPorts) {
    this.#agentsStop = agentsStop;
    this.#ports = ports;
    this.#budgets = budgets.map((options) => new Pots(resolveBudget(options, "run"), ports));
  }

  /** A pot for whichever scopes the application gives it to. */
  share(options: BudgetOptions): Budget {
    this.#isShared = true;
    return new SharedBudget(new Pot(resolveBudget(options, "process"), this.#ports));
  }

  takes(budget: unknown): boolean {
    if (SharedBudget.potOf(budget) === undefined) return false;
    this.#isShared = true;
    return true;
  }

  get isIdle(): boolean {
    return this.#budgets.length === 0 && !this.#isShared && !this.#agentsStop;
  }

  enter(scope: LimitedScope, around: ScopeLimits | undefined, place: unknown): ScopeLimits | undefined {
    const outer = around instanceof HeldLimits ? around : undefined;
    const held = outer?.pots ?? [];
    const own: Pot[] = [];
    const take = (pot: Pot | undefined): void => {
      if (pot !== undefined && !held.includes(pot) && !own.includes(pot)) own.push(pot);
    };
    for (const pots of this.#budgets) {
      const { agents } = pots.budget;
      if (agents !== undefined && !(scope.agent !== undefined && agents.has(scope.agent))) continue;
      // A run inside a run, as an agent inside another, takes from the outer one's pot.
      if (pots.budget.per === "run" && held.some(({ budget }) => budget === pots.budget)) continue;
      take(pots.startingWith(scope));
    }
    for (const budget of scope.budgets) take(SharedBudget.potOf(budget));
    const switches = this.#agentsStop && (scope.isRun || scope.kind === "agent") ? [new RunSwitch()] : [];
    if (own.length + switches.length === 0) return around;
    return new HeldLimits(outer, { pots: own, switches }, place);
  }
}
