import type { SpanRecord } from "../../../src/internal/telemetry-record.ts";

/** A finished span; `changes` replace its fields. */
export function spanRecord(changes: Partial<SpanRecord> = {}): SpanRecord {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: 1,
    name: "chat gpt-6",
    kind: 2,
    startTimeMillis: 1_795_000_000_123.456,
    endTimeMillis: 1_795_000_001_623.457,
    attributes: { "gen_ai.request.model": "gpt-6", "gen_ai.usage.input_tokens": 1200 },
    content: [],
    events: [],
    links: [],
    status: { code: 0 },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    scope: { name: "test-scope", version: "1.2.3" },
    ...changes,
  };
}
