import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeTraces } from "../../../../src/inspector/decode/traces.ts";
import { decodeSpan } from "../../../../src/inspector/decode/whole.ts";
import type { AttributeValue, RawGroup, RawSpan } from "../../../../src/inspector/model/raw.ts";
import { SPAN_ID, type SpanSketch, TRACE_ID, traceRequest } from "./otel-requests.ts";

const ENCODINGS = ["protobuf", "json"] as const;
const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString("hex");

function decode(body: Uint8Array, wanted: readonly string[] = []) {
  const visited: { readonly span: RawSpan; readonly group: RawGroup }[] = [];
  const result = decodeTraces(body, new Set(wanted), (span, group) => visited.push({ span, group }));
  return { spans: visited.map(({ span }) => span), groups: visited.map(({ group }) => group), result };
}

function requestAs(encoding: (typeof ENCODINGS)[number], ...spans: readonly SpanSketch[]): Uint8Array {
  const body = traceRequest(encoding, ...spans);
  return encoding === "json" ? jsonToProtobuf("traces", body) : body;
}

/** Whole numbers beyond 2^53 come as digits; OTLP has no negative zero among its integers. */
function isExact(number: number): boolean {
  return !Object.is(number, -0) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

describe.each(ENCODINGS)("decodeTraces() of what OpenTelemetry's exporters send as %s", (encoding) => {
  it("reads a span and whose it is", () => {
    const { spans, groups, result } = decode(
      requestAs(encoding, {
        parentSpanId: "00f067aa0ba902b7",
        name: "chat gpt-5",
        status: { code: 2, message: "rate limited" },
        events: [{ name: "exception", time: [1_700_000_000, 0] }],
      }),
    );
    expect(result).toMatchObject({ accepted: 1, rejected: 0 });
    const { traceId, spanId, parentSpanId, bytes, ...rest } = spans[0] as RawSpan;
    expect([traceId, spanId, parentSpanId].map(hex)).toEqual([TRACE_ID, SPAN_ID, "00f067aa0ba902b7"]);
    expect(rest).toEqual({
      name: "chat gpt-5",
      otlpKind: 3,
      startUs: 1_700_000_000_000_001,
      durationUs: 1_000_001,
      status: 2,
      attributes: new Map(),
      eventCount: 1,
    });
    expect(decodeSpan(bytes)).toMatchObject({ name: "chat gpt-5", statusMessage: "rate limited" });
    expect(groups[0]).toMatchObject({
      resource: new Map([["service.name", "triage-bot"]]),
      scopeName: "test-scope",
      scopeVersion: "1.2.3",
      schemaUrl: "https://opentelemetry.io/schemas/1.37.0",
    });
  });

  it("gives the wanted attributes and keeps all in the span's bytes", () => {
    const attributes = { model: "gpt-5", tokens: 1_234, temperature: 0.2, streamed: true, reasons: ["stop", "length"] };
    const { spans } = decode(requestAs(encoding, { attributes }), ["tokens", "reasons", "absent"]);
    expect(spans[0]?.attributes).toEqual(
      new Map<string, AttributeValue>([
        ["tokens", 1_234],
        ["reasons", ["stop", "length"]],
      ]),
    );
    expect(decodeSpan(spans[0]?.bytes as Uint8Array).attributes).toEqual(new Map(Object.entries(attributes)));
  });

  it("reads events and links whole", () => {
    const { spans } = decode(
      requestAs(encoding, {
        events: [{ name: "gen_ai.choice", time: [1_700_000_000, 7_000], attributes: { index: 1 } }],
        links: [{ traceId: TRACE_ID, spanId: "00f067aa0ba902b7", attributes: { why: "retry" } }],
      }),
    );
    const whole = decodeSpan(spans[0]?.bytes as Uint8Array);
    expect(whole.events).toEqual([
      { name: "gen_ai.choice", timeUs: 1_700_000_000_000_007, attributes: new Map([["index", 1]]) },
    ]);
    expect(whole.links.map(({ traceId, spanId, attributes }) => [hex(traceId), hex(spanId), attributes])).toEqual([
      [TRACE_ID, "00f067aa0ba902b7", new Map([["why", "retry"]])],
    ]);
  });

  it("leaves out spans whose ids are none, and says how many", () => {
    const { spans, result } = decode(
      requestAs(encoding, { spanId: "0000000000000000" }, {}, { traceId: "abcd" }, { parentSpanId: "00ff" }),
    );
    expect(spans).toHaveLength(1);
    expect(result).toMatchObject({ accepted: 1, rejected: 3, reason: "a span's id is not 8 bytes, or is all zeros" });
  });

  it("reads any attributes as they were sent", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isExact),
      fc.boolean(),
      fc.array(fc.string()),
    );
    const name = fc.string({ minLength: 1 }).filter((key) => key !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string({ unit: "grapheme" }), (attributes, spanName) => {
        const { spans } = decode(requestAs(encoding, { attributes, name: spanName }));
        expect(spans[0]?.name).toBe(spanName);
        expect(decodeSpan(spans[0]?.bytes as Uint8Array).attributes).toEqual(new Map(Object.entries(attributes)));
      }),
    );
  });
});
