import type { SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { createClock } from "../../../src/trace/clock.ts";
import { createIds } from "../../../src/trace/ids.ts";
import { DEFAULT_SPAN_LIMITS } from "../../../src/trace/limits.ts";
import { alwaysOn, parentBased } from "../../../src/trace/sampler.ts";
import { createTracer, type LightTracer, type TracerSettings } from "../../../src/trace/tracer.ts";

/** A tracer that keeps the records of its ended spans; `changes` replace its settings. */
export function lightTracer(changes: Partial<TracerSettings> = {}): { tracer: LightTracer; ended: SpanRecord[] } {
  const ended: SpanRecord[] = [];
  const tracer = createTracer({
    scope: { name: "test-scope", version: "1.0.0" },
    sampler: parentBased(alwaysOn),
    limits: DEFAULT_SPAN_LIMITS,
    clock: createClock(),
    ids: createIds(),
    onEnd: (record) => ended.push(record),
    ...changes,
  });
  return { tracer, ended };
}
