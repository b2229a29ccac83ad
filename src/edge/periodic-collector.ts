import { guard } from "../internal/guard.ts";
import type { PeriodicCollector, PeriodicCollectorOptions } from "../metrics/periodic-collector.ts";

/** Collects when it is asked to: a flush does. A program that runs only while a request does has no interval. */
export function createPeriodicCollector({ collect, diag }: PeriodicCollectorOptions): PeriodicCollector {
  return {
    start() {},
    collectNow: () => guard(diag, "metrics.collect", collect, undefined),
    stop() {},
  };
}
