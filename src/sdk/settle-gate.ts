import type { Diag } from "../internal/diag.ts";
import { guard } from "../internal/guard.ts";

/**
 * Holds back the last step of scopes until prices can be known, then lets everything pass at once. What is held runs in the order it came,
 * so a session's totals still follow the calls they sum.
 */
export interface SettleGate {
  /** True when the work is held. */
  settle(work: () => void): boolean;
  /** Work is held until prices are loaded. */
  readonly isClosed: boolean;
  /** Runs what was held and holds nothing from here on. */
  open(): void;
}

/** As many scopes as can end before a table of prices is loaded, and far more; past it they go without a price. */
const MAX_HELD = 20_000;

export function createSettleGate(diag: Diag): SettleGate {
  let held: (() => void)[] | undefined = [];
  const open = (): void => {
    const works = held ?? [];
    held = undefined;
    for (const work of works) guard(diag, "settle", work, undefined);
  };
  return {
    open,
    get isClosed() {
      return held !== undefined;
    },
    settle(work) {
      if (held !== undefined && held.length >= MAX_HELD) open();
      if (held === undefined) work();
      else held.push(work);
      return held !== undefined;
    },
  };
}
