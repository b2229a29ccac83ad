import { BUDGET_NAME } from "../semconv/agentscribe-attributes.ts";
import { emitEvent } from "./emit-event.ts";
import type { Recorder } from "./recorder.ts";
import { Scope } from "./scope.ts";

/** What is told of a budget, by whoever keeps it. */
export interface LimitNotice {
  readonly budget: string;
  readonly what: "warned" | "exceeded" | "unpriced";
  readonly limit: string;
  readonly used: number;
  readonly max: number;
  readonly action: "warn" | "stop";
}

/** Records a notice where it came about; when work is stopped, all scopes in which the limit holds say why they end. */
export function tellLimit(
  recorder: Recorder,
  { what, budget, limit, used, max, action }: LimitNotice,
  place: unknown,
): void {
  const scope = place instanceof Scope ? place : undefined;
  const at = scope === undefined ? {} : { scope };
  emitEvent(recorder, `budget.${what}`, { budget, limit, used, max, ...(what === "exceeded" && { action }) }, at);
  if (what !== "exceeded" || action !== "stop") return;
  for (let one = scope; one !== undefined && one.limits?.stopped !== undefined; one = one.parent) {
    if (one.isEnded) continue;
    one.endsFor("budget");
    one.note({ [BUDGET_NAME]: budget });
  }
}
