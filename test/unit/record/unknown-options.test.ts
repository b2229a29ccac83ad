import { expect, expectTypeOf, it } from "vitest";
import type {
  FetchResponseOptions,
  FinishedMcpSession,
  FlushOptions,
  LlmOptions,
  McpRequestOptions,
  McpServeOptions,
  PriceRequest,
  RecordObserver,
  RetrievalOptions,
  ScopeHandle,
  ScopeOptions,
  SpanExporterLike,
  TelemetryOptions,
  VerifyOptions,
} from "../../../src/index.ts";
import { defineEvent, type EventAttributes, type EventDefinition, type EventName } from "../../../src/index.ts";
import type { Price, Store } from "../../../src/inspector/index.ts";
import type { aiSdkTelemetry } from "../../../src/instrumentation/ai-sdk/index.ts";
import { createFakeClock, createTestTelemetry, type TestTelemetryOptions } from "../../../src/testing/index.ts";

type Value = string | number | boolean | Date | RegExp | Uint8Array | ((...args: never[]) => unknown);

/** The paths of what can be left out and still may not be undefined, save for methods of objects that the application hands over. */
type Refusing<T> = T extends Value | RecordObserver | SpanExporterLike
  ? never
  : T extends readonly (infer Item)[]
    ? Refusing<Item>
    : string extends keyof T
      ? Refusing<T[keyof T]>
      : { [K in keyof T & string]-?: RefusingAt<T, K> | `${K}.${Refusing<NonNullable<T[K]>>}` }[keyof T & string];
type RefusingAt<T, K extends keyof T> =
  object extends Pick<T, K> ? ({ readonly [P in K]: undefined } extends Pick<T, K> ? never : K) : never;

const text = (): string | undefined => undefined;
const size = (): number | undefined => undefined;

it("takes undefined for what is not known, which the compiler allows with exactOptionalPropertyTypes too", async () => {
  await using telemetry = createTestTelemetry();
  telemetry.session({ id: text(), user: text(), tenant: text() }, () =>
    telemetry.task({ id: text(), type: text() }, (task) => {
      telemetry.tool({ name: "search", callId: text(), description: text() }, () => 1);
      telemetry.llm({ provider: "openai", model: "gpt-5-mini", purpose: text(), request: undefined }, (call) => {
        call.usage({ inputTokens: 3, outputTokens: 2, cacheReadTokens: size() });
        call.answered({ id: text(), model: text() });
      });
      telemetry.retrieval({ dataSourceId: text(), topK: size() }, (call) =>
        call.documents([{ id: "d", score: size() }]),
      );
      task.outcome("success", { revisions: size() });
    }),
  );
  expect(telemetry.modelCalls).toMatchObject([{ model: "gpt-5-mini", usage: { inputTokens: 3, outputTokens: 2 } }]);
  expect(telemetry.toolCalls).toHaveLength(1);
  expect(telemetry.health().problems).toEqual({});
});

it("takes undefined in events and their definitions", () => {
  const attributes = {
    reason: { attribute: "shop.reason", type: "string", class: "name", description: "Why." },
  } as const;
  const refund = defineEvent({
    name: "shop.refund",
    description: "The agent granted a refund.",
    stability: "stable",
    severity: undefined,
    attributes: { reason: { ...attributes.reason, values: undefined, default: undefined } },
    metric: undefined,
  });
  const telemetry = createTestTelemetry();
  telemetry.record(refund, { reason: text(), attributes: undefined });
  telemetry.record(refund, { reason: "late", attributes: { ticket: text(), size: size(), own: 1 } });
  expect(telemetry.events.map((event) => event.attributes)).toEqual([{}, { "shop.reason": "late", own: 1 }]);
  expect(telemetry.health().problems).toEqual({});
});

it("has no option that can be left out and may not be undefined", () => {
  expectTypeOf<Refusing<{ readonly a?: { readonly b?: string; readonly c: number }[] }>>().toEqualTypeOf<"a" | "a.b">();
  expectTypeOf<Refusing<TelemetryOptions>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<TestTelemetryOptions>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<FlushOptions | VerifyOptions | PriceRequest>>().toEqualTypeOf<never>();
  type Scoped = LlmOptions & RetrievalOptions & FetchResponseOptions & McpRequestOptions & McpServeOptions;
  expectTypeOf<Refusing<Omit<Scoped, keyof ScopeOptions | "signal">>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<EventDefinition | EventAttributes<EventName>>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<FinishedMcpSession>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<Parameters<ScopeHandle["totals"]>>>().toEqualTypeOf<never>();
  expectTypeOf<Refusing<Parameters<typeof aiSdkTelemetry>>>().toEqualTypeOf<never>();
  expectTypeOf<
    Refusing<Parameters<Store["metrics" | "setCosts"]> | Awaited<ReturnType<Price>>>
  >().toEqualTypeOf<never>();
});

it("takes an option of init that is undefined as left out", async () => {
  const unknown: TestTelemetryOptions = {
    service: { name: undefined, version: undefined },
    resource: { team: undefined },
    capture: { prompts: true, responses: undefined, where: undefined },
    redact: { pii: undefined, redact: undefined, rules: undefined },
    contentLimits: { valueBytes: undefined, messageBytes: undefined, spanBytes: undefined },
    signals: { traces: undefined, metrics: undefined, events: undefined },
    pricing: {
      enabled: undefined,
      overrides: { "openai/gpt-5-mini": { input: undefined, output: 3 } },
      free: undefined,
    },
    identity: { user: { id: undefined }, tenant: undefined },
    names: { allow: undefined, otherwise: undefined, salt: undefined },
    budgets: [{ name: "run", maxCalls: 1, maxCostUsd: undefined, onExceeded: "warn", warnAt: undefined }],
    monitors: { loops: { identicalCalls: undefined }, errorRate: { deviations: undefined }, latency: undefined },
    heartbeat: { everyMillis: undefined },
    observers: undefined,
  };
  const bare: TestTelemetryOptions = {
    service: {},
    capture: { prompts: true },
    pricing: { overrides: { "openai/gpt-5-mini": { output: 3 } } },
    budgets: [{ name: "run", maxCalls: 1, onExceeded: "warn" }],
    monitors: { loops: {}, errorRate: {} },
    heartbeat: {},
  };
  const recorded = [unknown, bare].map((options) => {
    const telemetry = createTestTelemetry({ ...options, clock: createFakeClock() });
    const usage = { inputTokens: 3, outputTokens: 2 };
    const input = [{ role: "user", content: "When?" }];
    for (let i = 0; i < 4; i += 1)
      telemetry.agent({ name: "helper" }, () => {
        telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", usage, input, durationMs: 1 });
        telemetry.recordTool({ name: "search", arguments: { for: "it" }, durationMs: 1 });
      });
    const { problems } = telemetry.health();
    return { said: telemetry.describe(), spans: telemetry.normalised(), series: telemetry.monitors(), problems };
  });
  expect(recorded[0]).toEqual(recorded[1]);
});
