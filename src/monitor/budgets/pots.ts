import type { LimitedScope } from "../../internal/work-limits.ts";
import { Pot, type PotPorts } from "./pot.ts";
import type { ResolvedBudget } from "./resolved-budget.ts";

/** Pots of sessions, tasks and users that are remembered for each budget; past it, the one that was used longest ago begins anew. */
const MAX_POTS = 10_000;

/** The pots of one budget. */
export class Pots {
  readonly budget: ResolvedBudget;
  readonly #ports: PotPorts;
  readonly #byKey = new Map<string, Pot>();
  #whole: Pot | undefined;

  constructor(budget: ResolvedBudget, ports: PotPorts) {
    this.budget = budget;
    this.#ports = ports;
  }

  /** The pot that begins to hold with this scope; absent when none does. */
  startingWith(scope: LimitedScope): Pot | undefined {
    switch (this.budget.per) {
      case "process":
      case "day":
        this.#whole ??= new Pot(this.budget, this.#ports);
        return this.#whole;
      case "run":
        // A budget of certain agents begins where one of them does.
        return scope.isRun || (this.budget.agents !== undefined && scope.kind === "agent")
          ? new Pot(this.budget, this.#ports)
          : undefined;
      case "session":
        return this.#of(scope.sessionId);
      case "task":
        return this.#of(scope.taskId);
      case "user":
        return this.#of(scope.userId);
    }
  }

  #of(key: string | undefined): Pot | undefined {
    if (key === undefined) return undefined;
    const known = this.#byKey.get(key);
    const pot = known ?? new Pot(this.budget, this.#ports);
    // Last used, last forgotten.
    if (known !== undefined) this.#byKey.delete(key);
    this.#byKey.set(key, pot);
    if (this.#byKey.size > MAX_POTS) {
      const [oldest] = this.#byKey.keys();
      if (oldest !== undefined) this.#byKey.delete(oldest);
    }
    return pot;
  }
}
