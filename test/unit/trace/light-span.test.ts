import { runInNewContext } from "node:vm";
import type { Span, SpanContext } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncodedText } from "../../../src/internal/encoded-text.ts";
import type { SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { ROOT_CONTEXT } from "../../../src/trace/context.ts";
import { fromReadableSpan } from "../../../src/trace/foreign-span.ts";
import { DEFAULT_SPAN_LIMITS } from "../../../src/trace/limits.ts";
import { lightTracer } from "./light-tracer.ts";

const limits = {
  ...DEFAULT_SPAN_LIMITS,
  attributeCount: 5,
  attributeValueLength: 8,
  eventCount: 3,
  linkCount: 2,
  attributesPerEvent: 2,
  attributesPerLink: 2,
};

const value = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.double(),
  fc.boolean(),
  fc.constant(undefined),
  fc.array(fc.string({ maxLength: 12 }), { maxLength: 3 }),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const attributes = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), value, { noNullPrototype: true });
const time = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
const linkContext: SpanContext = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };

/** One call that both spans get. */
const call: fc.Arbitrary<(span: Span) => void> = fc.oneof(
  fc.tuple(fc.constantFrom("a", "b", "h", "i", "j", "k"), value).map(([key, item]) => (span: Span) => {
    span.setAttribute(key, item);
  }),
  attributes.map((all) => (span: Span) => {
    span.setAttributes(all);
  }),
  fc.tuple(fc.string(), attributes, time).map(([name, all, at]) => (span: Span) => {
    span.addEvent(name, all, at);
  }),
  fc.tuple(fc.string(), time).map(([name, at]) => (span: Span) => {
    span.addEvent(name, new Date(at));
  }),
  attributes.map((all) => (span: Span) => {
    span.addLinks([{ context: linkContext, attributes: all }, { context: linkContext }]);
  }),
  fc.record({ code: fc.constantFrom(0, 1, 2), message: fc.string() }).map((status) => (span: Span) => {
    span.setStatus(status);
  }),
  fc.string().map((name) => (span: Span) => {
    span.updateName(name);
  }),
);

const options = fc.record({
  kind: fc.constantFrom(0, 1, 2, 3, 4),
  attributes,
  startTime: fc.oneof(
    time,
    time.map((millis) => new Date(millis)),
    time.map((millis): [number, number] => [(millis / 1000) | 0, 5_000_000]),
  ),
  links: fc.array(
    attributes.map((all) => ({ context: linkContext, attributes: all })),
    { maxLength: 4 },
  ),
});

/** The record of the SDK's own span after the same calls. */
function sdkRecord(calls: readonly ((span: Span) => void)[], start: object, end: number): SpanRecord | undefined {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    spanLimits: {
      attributeCountLimit: limits.attributeCount,
      attributeValueLengthLimit: limits.attributeValueLength,
      eventCountLimit: limits.eventCount,
      linkCountLimit: limits.linkCount,
      attributePerEventCountLimit: limits.attributesPerEvent,
      attributePerLinkCountLimit: limits.attributesPerLink,
    },
  });
  const span = provider.getTracer("test-scope", "1.0.0").startSpan("name", start, ROOT_CONTEXT);
  for (const apply of calls) apply(span);
  span.end(end);
  return fromReadableSpan(exporter.getFinishedSpans()[0]);
}

function lightRecord(calls: readonly ((span: Span) => void)[], start: object, end: number): SpanRecord | undefined {
  const { tracer, ended } = lightTracer({ limits });
  const span = tracer.startSpan("name", start, ROOT_CONTEXT);
  for (const apply of calls) apply(span);
  span.end(end);
  return ended[0];
}

describe("LightSpan", () => {
  it("ends as the record that the SDK's span becomes after the same calls", () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 12 }), options, time, (calls, start, end) => {
        const record = lightRecord(calls, start, end) ?? ({} as SpanRecord);
        const { traceId, spanId, layers: _layers, ...light } = record;
        const { traceId: sdkTraceId, spanId: sdkSpanId, ...sdk } = sdkRecord(calls, start, end) ?? ({} as SpanRecord);
        expect({ ...light, attributes: record.attributes }).toEqual(sdk);
        expect([traceId.length, spanId.length]).toEqual([sdkTraceId.length, sdkSpanId.length]);
      }),
      { numRuns: 500 },
    );
  });

  it(".end() counts once, and reports what comes later", () => {
    const misuse: string[] = [];
    const { tracer, ended } = lightTracer({ onMisuse: (message) => misuse.push(message) });
    const span = tracer.startSpan("x");
    span.end();
    span.end();
    span.setAttribute("late", 1).addEvent("late").updateName("late").setContent("prompts", "late", "late");
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({ name: "x", attributes: {}, events: [], content: [] });
    expect(misuse).toHaveLength(5);
  });

  it("takes the Date of another realm", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x", { startTime: runInNewContext("new Date(1_700_000_000_000)") }).end();
    expect(ended[0]?.startTimeMillis).toBe(1_700_000_000_000);
  });

  it(".end() is never before the start", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x", { startTime: Date.now() + 60_000 }).end();
    expect(ended[0]?.endTimeMillis).toBe(ended[0]?.startTimeMillis);
  });

  it("takes a reading of performance.now() as a time", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x", { startTime: performance.now() }).end();
    expect(Math.abs((ended[0]?.startTimeMillis ?? 0) - Date.now())).toBeLessThan(5_000);
  });

  it(".setContent() keeps content apart from attributes, and encoded text as it is", () => {
    const { tracer, ended } = lightTracer();
    const text = EncodedText.from("hello");
    tracer.startSpan("x").setContent("prompts", "input", "old").setContent("prompts", "input", text).end();
    expect(ended[0]?.attributes).toEqual({});
    expect(ended[0]?.content).toEqual([{ kind: "prompts", key: "input", value: text }]);
  });

  it(".setContent() counts against the limit of attributes", () => {
    const { tracer, ended } = lightTracer({ limits: { ...DEFAULT_SPAN_LIMITS, attributeCount: 2 } });
    const span = tracer.startSpan("x", { attributes: { a: 1 } });
    span.setContent("prompts", "b", 1).setContent("prompts", "c", 1).setAttribute("d", 1).end();
    expect(ended[0]).toMatchObject({ attributes: { a: 1 }, content: [{ key: "b" }], droppedAttributesCount: 2 });
  });

  it(".setStatusContent() makes the status an error whose words are content", () => {
    const { tracer, ended } = lightTracer();
    tracer.startSpan("x").setStatusContent("no file /home/ada/notes").end();
    expect(ended[0]?.status).toEqual({ code: 2, contentMessage: "no file /home/ada/notes" });
  });

  it(".recordException() keeps the type as an attribute and the texts as content", () => {
    const { tracer, ended } = lightTracer();
    const span = tracer.startSpan("x");
    span.recordException(new RangeError("too far"));
    span.end();
    const [event] = ended[0]?.events ?? [];
    expect(event).toMatchObject({ name: "exception", attributes: { "exception.type": "RangeError" } });
    expect(event?.content?.map(({ kind, key }) => [kind, key])).toEqual([
      ["errorText", "exception.message"],
      ["errorText", "exception.stacktrace"],
    ]);
  });
});
