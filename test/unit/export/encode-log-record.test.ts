import { ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { describe, expect, it } from "vitest";
import { encodeResource, encodeScope } from "../../../src/export/encode/attributes.ts";
import { encodeLogRecord, encodeLogRecordForPolicies } from "../../../src/export/encode/log-record.ts";
import { exportRequest } from "../../../src/export/encode/request.ts";
import { readMessage, toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";
import { joinSplices, type SplicedBytes } from "../../../src/internal/spliced-bytes.ts";
import type { LogRecord } from "../../../src/internal/telemetry-record.ts";

const record: LogRecord = {
  eventName: "agentscribe.decision",
  timeMillis: 1_795_000_000_000.5,
  observedTimeMillis: 1_795_000_000_001.25,
  severityNumber: 9,
  severityText: "INFO",
  body: { choice: "escalate", options: ["answer", "escalate"], note: null },
  attributes: { confidence: 0.72, revisions: -3, accepted: true },
  content: [{ kind: "prompts", key: "question", value: "secret" }],
  droppedAttributesCount: 2,
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
  scope: { name: "test-scope", version: "1.0.0" },
};

describe("encodeLogRecord()", () => {
  it("holds what the stock protobuf serializer holds", () => {
    const stock = ProtobufLogsSerializer.serializeRequest([
      {
        ...record,
        hrTime: [1_795_000_000, 500_000],
        hrTimeObserved: [1_795_000_000, 1_250_000],
        spanContext: { traceId: record.traceId, spanId: record.spanId, traceFlags: 1 },
        instrumentationScope: record.scope,
        resource: { attributes: {} },
      } as never,
    ]);
    const group = { scopeBytes: encodeScope(record.scope), records: [encodeLogRecord(record, () => false)] };
    const own = exportRequest({ bytes: encodeResource({ attributes: {} }) }, [group]);
    const expected = toOtlpJson("logs", stock ?? new Uint8Array()).replace('{"droppedAttributesCount":0}', "{}");
    expect(JSON.parse(toOtlpJson("logs", own))).toEqual(JSON.parse(expected));
  });
});

describe("encodeLogRecordForPolicies()", () => {
  it("gives content only to the policies that allow its kind, and shares what is equal", () => {
    const [none, all, again] = encodeLogRecordForPolicies(record, [() => false, () => true, () => false]);
    const keys = (encoded: SplicedBytes | undefined): unknown[] => {
      const { attributes } = readMessage("LogRecord", joinSplices(encoded ?? { bytes: new Uint8Array() }));
      return (attributes as { key: string }[]).map(({ key }) => key);
    };
    expect(keys(none)).toEqual(["confidence", "revisions", "accepted"]);
    expect(keys(all)).toEqual(["confidence", "revisions", "accepted", "question"]);
    expect(again).toBe(none);
  });
});
