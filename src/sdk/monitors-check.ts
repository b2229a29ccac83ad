import { anyOf, boolean, type Check, call, fields, number, oneOf, share, whole } from "../internal/option-checks.ts";

const ranged = (least: number, most: number): Check => number(`a number from ${least} to ${most}`, least, most);
const atLeastTwo = whole("a whole number from 2", 2);
const count = number("a number from 0", 0);
const monitorFields = (numbers: Readonly<Record<string, Check>>): Check => anyOf(boolean, fields(numbers));
const deviations = ranged(1, 20);
const ratio = ranged(1, 1_000);
const cases = ranged(2, 1e9);

/** What is compared with what was before. */
const DRIFT = {
  errorRate: monitorFields({ deviations, floor: share, leastCalls: cases }),
  costDrift: monitorFields({ ratio, deviations, leastCalls: cases }),
  newDecisions: monitorFields({ muteMillis: count }),
  decisionMix: monitorFields({ index: ranged(0.001, 100), leastDecisions: cases }),
  tokenEfficiency: monitorFields({ deviations, leastSessions: cases }),
  latency: monitorFields({ percentile: ranged(1, 99.9), ratio, leastCalls: cases }),
  onAlert: call,
};

/** Which monitors watch, and from when on each says something. */
export const monitors: Check = anyOf(
  boolean,
  fields({
    ...DRIFT,
    loops: anyOf(
      boolean,
      fields({
        identicalCalls: atLeastTwo,
        cycles: atLeastTwo,
        repeatedOutputs: atLeastTwo,
        staleCalls: atLeastTwo,
        onLoop: oneOf("warn", "stop"),
      }),
    ),
  }),
);
