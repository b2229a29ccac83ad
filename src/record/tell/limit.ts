import { BUDGET_NAME } from "../../semconv/agentscribe-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { label, read } from "../given-value.ts";
import type { Recorder } from "../recorder.ts";
import { Scope } from "../scope.ts";

/** What is told of a budget, by whoever keeps it. */
export interface LimitNotice {
  readonly budget: string;
  readonly what: "warned" | "exceeded" | "unpriced";
  readonly limit: string;
  readonly used: number;
  readonly max: number;
  readonly action: "warn" | "stop";
}

/** Records a notice where it came about; when work is stopped, all open scopes in which the limit holds say why they end. */
export function tellLimit(
  recorder: Recorder,
  { what, budget, limit, used, max, action }: LimitNotice,
  place: unknown,
): void {
  const at = place instanceof Scope ? { scope: place } : {};
  // The scope may be of another client that shares the budget: it is told of where the scope is recorded.
  const teller = at.scope?.recorder ?? recorder;
  emitEvent(teller, `budget.${what}`, { budget, limit, used, max, ...(what === "exceeded" && { action }) }, at);
  if (what !== "exceeded" || action !== "stop") return;
  for (const { open } of new Set([recorder, teller]))
    for (const scope of open) if (scope.limits?.isStoppedBy(budget) === true) endFor(scope, budget);
}

/** Work is refused by a budget that may have been used up before these scopes began: nothing is told again, and they end for it too. */
export function refusedBy(scope: Scope | undefined, error: Error): void {
  const budget = label(read(error, "budget"));
  if (budget === undefined) return;
  for (let one = scope; one?.limits?.isStoppedBy(budget) === true; one = one.parent) endFor(one, budget);
}

function endFor(scope: Scope, budget: string): void {
  if (scope.isEnded) return;
  scope.endsFor("budget");
  scope.note({ [BUDGET_NAME]: budget });
}
