import type { Clock } from "../../trace/clock.ts";
import type { FakeClock } from "./fake-clock.ts";

/** A test's clock as recording reads it. Readings of `performance.now()` belong to no time of it: they are taken for now. */
export function steadyClock(clock: FakeClock): Clock {
  return { now: () => clock.now(), fromPerformance: () => clock.now(), reanchor: () => 0 };
}
