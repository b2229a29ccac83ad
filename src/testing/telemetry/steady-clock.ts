import type { Clock } from "../../trace/clock.ts";
import type { FakeClock } from "./fake-clock.ts";

const { performance } = globalThis;
const runningFor = performance.now.bind(performance);

/** A test's clock as recording reads it. Readings of `performance.now()` belong to no time of it: they are taken for now. */
export function steadyClock(clock: FakeClock): Clock {
  return {
    now: () => clock.now(),
    // What is later than each of them is a time since 1970.
    fromPerformance: (millis) => (millis <= runningFor() ? clock.now() : Number.POSITIVE_INFINITY),
    reanchor: () => 0,
  };
}
