import { AssertionError } from "node:assert";
import { type MatcherResult, matchers, type TelemetryMatchers } from "./matchers.ts";
import type { Recorded } from "./view-of.ts";

/** The matchers as assertions, and their opposites. */
export interface TelemetryExpectation extends TelemetryMatchers {
  readonly not: TelemetryMatchers;
}

/**
 * The matchers for node:test and every other runner, without one: `expectTelemetry(telemetry).toHaveCalledTool("search")`. Each throws
 * `AssertionError` with what was recorded.
 */
export function expectTelemetry(received: Recorded): TelemetryExpectation {
  return { ...assertions(received, false), not: assertions(received, true) };
}

type AnyMatcher = (this: { isNot: boolean }, received: unknown, ...args: readonly unknown[]) => MatcherResult;

function assertions(received: Recorded, isNot: boolean): TelemetryMatchers {
  const entries = Object.entries(matchers).map(([name, matcher]) => {
    const assertion = (...args: readonly unknown[]): void => {
      const { pass, message } = (matcher as AnyMatcher).call({ isNot }, received, ...args);
      if (pass === isNot) throw new AssertionError({ message: message(), operator: name, stackStartFn: assertion });
    };
    return [name, assertion];
  });
  return Object.fromEntries(entries) as TelemetryMatchers;
}
