import type { Diag } from "../internal/diag.ts";
import { guard, ignoreRejection } from "../internal/guard.ts";
import type { Alert } from "../monitor/alerts/alert.ts";
import type { DriftOptions } from "../monitor/drift/drift-options.ts";
import { Monitors } from "../monitor/monitors.ts";

const ALL: DriftOptions = {
  errorRate: true,
  costDrift: true,
  newDecisions: true,
  decisionMix: true,
  tokenEfficiency: true,
  latency: true,
};

/** The monitors that compare with what is usual; absent where none of them is on. */
export function createMonitors(
  option: boolean | DriftOptions | undefined,
  ports: { readonly now: () => number; readonly diag: Diag; readonly tell: (alert: Alert) => void },
): Monitors | undefined {
  const options = option === true ? ALL : option === false ? undefined : option;
  if (options === undefined || !isAnyOn(options)) return undefined;
  const { onAlert } = options;
  return new Monitors(options, {
    now: ports.now,
    tell(alert) {
      guard(ports.diag, "monitors.tell", () => ports.tell(alert), undefined);
      if (onAlert !== undefined)
        guard(ports.diag, "monitors.onAlert", () => ignoreRejection(onAlert(alert)), undefined);
    },
  });
}

function isAnyOn(options: DriftOptions): boolean {
  return (Object.keys(ALL) as (keyof DriftOptions)[]).some(
    (name) => options[name] !== undefined && options[name] !== false,
  );
}
