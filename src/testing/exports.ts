import { sharedState } from "../internal/shared-state.ts";

// Before any client is wrapped: modules of the agent under test are loaded after this one.
sharedState().testing = true;

export type { TestTelemetry } from "./telemetry/create.ts";
export { createFakeClock, type FakeClock, type FakeClockOptions } from "./telemetry/fake-clock.ts";
export type { TestTelemetryOptions } from "./telemetry/test-options.ts";
export { type WaitForOptions, WaitForTimeout } from "./telemetry/wait-for.ts";
export type { TestDecision, TestOutcome } from "./view/finders.ts";
export type { TestMetric, TestMetricPoint } from "./view/metrics.ts";
export type { NormalisedSpan } from "./view/normalised.ts";
export type {
  TestAttributes,
  TestEvent,
  TestLink,
  TestSpan,
  TestSpanKind,
  TestTrace,
  TestUsage,
  TestValue,
} from "./view/span.ts";
