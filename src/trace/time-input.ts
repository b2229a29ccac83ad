import { types } from "node:util";
import type { Clock } from "./clock.ts";

/**
 * Milliseconds since 1970 of a `TimeInput` of the OpenTelemetry API: a `Date`, `[seconds, nanoseconds]`, milliseconds since
 * 1970, or a reading of `performance.now()`. Undefined for anything else.
 *
 * @param offset that of the clock for what the time belongs to
 */
export function toMillis(input: unknown, clock: Clock, offset?: number): number | undefined {
  try {
    if (typeof input === "number")
      return finite(isPerformanceReading(input, clock) ? clock.fromPerformance(input, offset) : input);
    if (types.isDate(input)) return finite(Date.prototype.getTime.call(input));
    if (isHrTime(input)) return finite(input[0] * 1000 + input[1] / 1_000_000);
  } catch {
    // A Proxy of the host threw when it was looked at.
  }
  return undefined;
}

/** Whether the value is a `TimeInput`; a span event takes one in the place of its attributes. */
export function isTimeInput(input: unknown): boolean {
  try {
    return typeof input === "number" || types.isDate(input) || isHrTime(input);
  } catch {
    // A Proxy of the host threw when it was looked at.
    return false;
  }
}

function isHrTime(input: unknown): input is readonly [number, number] {
  return Array.isArray(input) && input.length === 2 && typeof input[0] === "number" && typeof input[1] === "number";
}

/** A reading of `performance.now()` is never later than the current one; a time since 1970 always is. */
function isPerformanceReading(millis: number, clock: Clock): boolean {
  return clock.fromPerformance(millis) <= clock.now();
}

function finite(millis: number): number | undefined {
  return Number.isFinite(millis) ? millis : undefined;
}
