import { context as contextApi, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, describe, expect, it } from "vitest";
import { getSpan, ROOT_CONTEXT, setSpan } from "../../../src/trace/context.ts";
import { createContextManager } from "../../../src/trace/context-manager.ts";
import type { LightSpan } from "../../../src/trace/light-span.ts";
import { alwaysOff, alwaysOn, parentBased } from "../../../src/trace/sampler.ts";
import { lightTracer } from "./light-tracer.ts";

const SUPPRESS_TRACING = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

function sdkTracer() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { tracer: provider.getTracer("sdk"), exporter };
}

describe("createTracer()", () => {
  afterEach(() => contextApi.disable());

  it("makes a child of a span of the OpenTelemetry SDK", () => {
    const { tracer, ended } = lightTracer();
    const parent = sdkTracer().tracer.startSpan("sdk");
    tracer.startSpan("light", {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
    expect(ended[0]).toMatchObject({
      traceId: parent.spanContext().traceId,
      parentSpanId: parent.spanContext().spanId,
    });
  });

  it("makes spans that the OpenTelemetry SDK takes as parents", () => {
    const light = lightTracer().tracer.startSpan("light");
    const child = sdkTracer().tracer.startSpan("sdk", {}, setSpan(ROOT_CONTEXT, light));
    expect(child.spanContext().traceId).toBe(light.spanContext().traceId);
    expect(child).toMatchObject({ parentSpanContext: { spanId: light.spanContext().spanId } });
  });

  it("finds the span that startActiveSpan() of the API made active, and the other way round", () => {
    contextApi.setGlobalContextManager(createContextManager());
    const { tracer, ended } = lightTracer();
    const sdk = sdkTracer();
    const seen = sdk.tracer.startActiveSpan("outer", (outer) =>
      tracer.startActiveSpan("middle", (middle) => {
        const active = trace.getActiveSpan();
        sdk.tracer.startSpan("inner").end();
        middle.end();
        return [active === middle, outer.spanContext().spanId];
      }),
    );
    expect(seen[0]).toBe(true);
    expect(ended[0]?.parentSpanId).toBe(seen[1]);
    expect(sdk.exporter.getFinishedSpans()[0]?.parentSpanContext?.spanId).toBe(ended[0]?.spanId);
  });

  it("returns what the function of startActiveSpan() returned when nothing manages contexts", () => {
    const promise = Promise.resolve(7);
    expect(lightTracer().tracer.startActiveSpan("name", () => promise)).toBe(promise);
  });

  it("starts a new trace for root, and when the parent is no valid span", () => {
    const { tracer } = lightTracer();
    const parent = tracer.startSpan("parent");
    const inside = setSpan(ROOT_CONTEXT, parent);
    const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: "0".repeat(32), spanId: "x", traceFlags: 1 });
    expect(tracer.startSpan("root", { root: true }, inside).spanContext().traceId).not.toBe(
      parent.spanContext().traceId,
    );
    expect(tracer.startSpan("orphan", {}, invalid).spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  it("inherits the decision of the parent, and passes its own on", () => {
    const { tracer, ended } = lightTracer({ sampler: parentBased(alwaysOff) });
    const dropped = tracer.startSpan("not sampled");
    const child = tracer.startSpan("child", {}, setSpan(ROOT_CONTEXT, dropped));
    child.end();
    expect(child.isRecording()).toBe(false);
    expect(child.spanContext()).toMatchObject({ traceId: dropped.spanContext().traceId, traceFlags: 0 });
    const sampled = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      traceFlags: 1,
    });
    tracer.startSpan("sampled", {}, sampled).end();
    expect(ended.map(({ name }) => name)).toEqual(["sampled"]);
  });

  it("records nothing where tracing is suppressed", () => {
    const span = lightTracer({ sampler: alwaysOn }).tracer.startSpan(
      "x",
      {},
      ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true),
    );
    expect(span.isRecording()).toBe(false);
    expect(trace.isSpanContextValid(span.spanContext())).toBe(false);
  });

  it("passes the trace state and the remote parent on", () => {
    const { tracer, ended } = lightTracer();
    const traceState = {
      serialize: () => "vendor=1",
      get: () => undefined,
      set: () => traceState,
      unset: () => traceState,
    };
    const remote = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1, isRemote: true, traceState };
    tracer.startSpan("x", {}, trace.setSpanContext(ROOT_CONTEXT, remote)).end();
    expect(ended[0]).toMatchObject({ traceState: "vendor=1", parentIsRemote: true, parentSpanId: "2".repeat(16) });
  });

  it("tells onStart each recording span with its parent context", () => {
    const started: [LightSpan, unknown][] = [];
    const { tracer } = lightTracer({ onStart: (span, parentContext) => started.push([span, parentContext]) });
    const span = tracer.startSpan("x", {}, ROOT_CONTEXT);
    expect(started).toEqual([[span, ROOT_CONTEXT]]);
    expect(getSpan(setSpan(ROOT_CONTEXT, span))).toBe(span);
  });
});
