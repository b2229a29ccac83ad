export {
  CassetteError,
  CassetteMismatch,
  type MatchOptions,
  type MatchRequest,
  type RecordCassetteOptions,
  type RecordingCassette,
  type ReplayCassetteOptions,
  type ReplayingCassette,
  type ReplaySpeed,
  type RequestAddress,
  recordCassette,
  replayCassette,
  type WithCassetteOptions,
  withCassette,
} from "./cassette/index.ts";
export { assertNoContent } from "./content/assert-no-content.ts";
export { expectTelemetry, type TelemetryExpectation } from "./matchers/expect-telemetry.ts";
export type { DecisionExpectation, OutcomeExpectation } from "./matchers/facts.ts";
export { type MatcherContext, type MatcherResult, matchers, type TelemetryMatchers } from "./matchers/matchers.ts";
export type { ModelCallExpectation } from "./matchers/models.ts";
export type { ToolCallExpectation } from "./matchers/tools.ts";
export type { TraceShape } from "./matchers/trace-shape.ts";
export type { Bounds, TokenExpectation } from "./matchers/usage.ts";
export type { Recorded } from "./matchers/view-of.ts";
export type { ModelApi, ModelRequest, RequestHeaders } from "./model-server/model-request.ts";
export { type ModelServer, type ModelServerOptions, startModelServer } from "./model-server/start.ts";
export type {
  AnswerTurn,
  DropTurn,
  ErrorTurn,
  HangTurn,
  ModelScript,
  ModelTurn,
  ScriptedToolCall,
  ScriptedUsage,
} from "./model-server/turn.ts";
export type { TestTelemetry } from "./telemetry/create.ts";
export { createFakeClock, type FakeClock, type FakeClockOptions } from "./telemetry/fake-clock.ts";
export type { TestTelemetryOptions } from "./telemetry/test-options.ts";
export { type WaitForOptions, WaitForTimeout } from "./telemetry/wait-for.ts";
export type { TestDecision, TestOutcome } from "./view/finders.ts";
export type { TestMetric, TestMetricPoint } from "./view/metrics.ts";
export type { NormalisedSpan } from "./view/normalised.ts";
export type { OutlineNode } from "./view/outline.ts";
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
