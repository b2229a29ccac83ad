import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { describe, expect, it } from "vitest";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeLogs } from "../../../../src/inspector/decode/logs.ts";
import { decodeLog } from "../../../../src/inspector/decode/whole.ts";
import type { RawLog } from "../../../../src/inspector/model/raw.ts";
import { SPAN_ID, TRACE_ID } from "./otel-requests.ts";
import { bytesField, fixed64Field, requestOf, stringAttribute, TRACE } from "./wire.ts";

const record = {
  hrTime: [1_700_000_000, 5_000],
  hrTimeObserved: [1_700_000_001, 0],
  spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 },
  severityNumber: 13,
  severityText: "WARN",
  eventName: "agentscribe.decision",
  body: { choice: "retry", options: ["retry", "stop"] },
  attributes: { "session.id": "s-1", confidence: 0.75 },
  resource: resourceFromAttributes({ "service.name": "triage-bot" }),
  instrumentationScope: { name: "test-scope" },
  droppedAttributesCount: 0,
} as unknown as ReadableLogRecord;

function decode(body: Uint8Array) {
  const logs: RawLog[] = [];
  const result = decodeLogs(body, (log) => logs.push(log));
  return { logs, result };
}

describe("decodeLogs()", () => {
  it.each([
    ["protobuf", () => ProtobufLogsSerializer.serializeRequest([record])],
    ["JSON", () => jsonToProtobuf("logs", JsonLogsSerializer.serializeRequest([record]) as Uint8Array)],
  ])("reads what OpenTelemetry's exporter sends as %s", (_, request) => {
    const { logs, result } = decode(request() as Uint8Array);
    expect(result).toMatchObject({ accepted: 1, rejected: 0 });
    const { bytes, traceId, spanId, ...log } = logs[0] as RawLog;
    expect([traceId, spanId].map((id) => id && Buffer.from(id).toString("hex"))).toEqual([TRACE_ID, SPAN_ID]);
    expect(log).toEqual({
      timeUs: 1_700_000_000_000_005,
      eventName: "agentscribe.decision",
      severity: 13,
      body: new Map<string, unknown>([
        ["choice", "retry"],
        ["options", ["retry", "stop"]],
      ]),
      attributes: new Map<string, unknown>([
        ["session.id", "s-1"],
        ["confidence", 0.75],
      ]),
    });
    expect(decodeLog(bytes)).toMatchObject(log);
  });

  it("takes the time of observation and the attribute event.name where the fields are absent", () => {
    const { logs } = decode(
      requestOf(Buffer.concat([fixed64Field(11, 9_000n), stringAttribute(6, "event.name", "user_prompt")])),
    );
    expect(logs[0]).toMatchObject({
      timeUs: 9,
      eventName: "user_prompt",
      traceId: undefined,
      spanId: undefined,
      body: null,
    });
  });

  it("takes zeros for no id, and rejects a record whose id has a wrong length", () => {
    const { logs, result } = decode(
      requestOf(
        Buffer.concat([bytesField(9, Buffer.alloc(16)), bytesField(10, Buffer.alloc(8))]),
        bytesField(9, TRACE.subarray(1)),
        bytesField(10, TRACE),
      ),
    );
    expect(logs).toMatchObject([{ traceId: undefined, spanId: undefined }]);
    expect(result).toMatchObject({ accepted: 1, rejected: 2, reason: "a log record's trace id is not 16 bytes" });
  });
});
