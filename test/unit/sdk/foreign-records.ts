import type { LogRecord, SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { type CaptureOption, resolveCapture, unionCapture } from "../../../src/privacy/capture-policy.ts";
import { createContentFilter } from "../../../src/privacy/content.ts";
import { createRedactor } from "../../../src/privacy/redactor.ts";
import type { ContentGate } from "../../../src/record/ports.ts";
import { createContentGate } from "../../../src/sdk/content-gate.ts";
import { spanRecord } from "../export/span-record.ts";

/** The gate of a client whose destinations capture this. */
export function gate(...captures: readonly CaptureOption[]): ContentGate {
  const policy = unionCapture(captures.map((capture) => resolveCapture(capture, {})));
  return createContentGate(createContentFilter({ policy, redactor: createRedactor() }), policy, undefined);
}

export function span(attributes: SpanRecord["attributes"], extra: Partial<SpanRecord> = {}): SpanRecord {
  return spanRecord({ name: "chat", attributes, scope: { name: "other" }, ...extra });
}

export function log(extra: Partial<LogRecord>): LogRecord {
  return {
    timeMillis: 1,
    observedTimeMillis: 1,
    attributes: {},
    content: [],
    droppedAttributesCount: 0,
    scope: { name: "other" },
    ...extra,
  };
}
