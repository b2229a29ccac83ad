import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeLogs } from "../../../../src/inspector/decode/logs.ts";
import { decodeMetrics } from "../../../../src/inspector/decode/metrics.ts";
import { decodeTraces } from "../../../../src/inspector/decode/traces.ts";
import { decodeSpan } from "../../../../src/inspector/decode/whole.ts";
import { MalformedOtlp, OversizedOtlp } from "../../../../src/inspector/model/otlp-errors.ts";
import type { AttributeValue, RawSpan } from "../../../../src/inspector/model/raw.ts";
import { traceRequest } from "./otel-requests.ts";
import {
  attribute,
  bytesField,
  fixed64Field,
  nestedLists,
  requestOf,
  SPAN,
  spanOf,
  stringAttribute,
  TRACE,
  varintField,
} from "./wire.ts";

const SIGNALS = ["traces", "logs", "metrics"] as const;
const everything: ReadonlySet<string> = new Set(["a", "text", "list", "deep"]);

function decode(signal: (typeof SIGNALS)[number], body: Uint8Array): void {
  if (signal === "traces") decodeTraces(body, everything, ({ bytes }) => void decodeSpan(bytes));
  else if (signal === "logs") decodeLogs(body, () => undefined);
  else decodeMetrics(body, () => undefined);
}

function spansOf(body: Uint8Array): RawSpan[] {
  const spans: RawSpan[] = [];
  decodeTraces(body, everything, (span) => spans.push(span));
  return spans;
}

/** Whether it was taken; any error but those that say that the request is wrong fails the test. */
function isTaken(read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof MalformedOtlp || error instanceof OversizedOtlp) return false;
    throw error;
  }
}

const valid = traceRequest(
  "protobuf",
  {
    attributes: { text: "é\u{1f600}", list: ["x", "y"], n: 1.5 },
    events: [{ name: "e", time: [1, 2], attributes: { a: 1 } }],
  },
  { links: [{ traceId: TRACE.toString("hex"), spanId: SPAN.toString("hex"), attributes: { a: true } }] },
);
const validJson = Buffer.from(traceRequest("json", { attributes: { text: 'a "quoted" \\ \u0001 text', n: 12 } }));

describe("requests that no sender means", () => {
  it("are decoded or refused as malformed, whatever bytes they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...SIGNALS), (bytes, signal) => {
        isTaken(() => decode(signal, bytes));
        isTaken(() => jsonToProtobuf(signal, bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it("are refused when they are cut anywhere", () => {
    const whole = requestOf(
      spanOf(stringAttribute(9, "a", "text"), bytesField(11, attribute(3, "a", varintField(2, 1)))),
    );
    const cuts = Array.from({ length: whole.byteLength - 1 }, (_, index) => index + 1);
    expect(cuts.filter((cut) => isTaken(() => decode("traces", whole.subarray(0, cut))))).toEqual([]);
  });

  it("never bring a span that holds what is outside of the request", () => {
    const edit = fc.record({ at: fc.nat(valid.byteLength - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.constantFrom(...SIGNALS), (edits, signal) => {
        const body = Buffer.concat([Buffer.alloc(64, 0x41), valid, Buffer.alloc(64, 0x42)]).subarray(
          64,
          64 + valid.byteLength,
        );
        for (const { at, byte } of edits) body[at] = byte;
        isTaken(() => decode(signal, body));
        isTaken(() => {
          for (const span of spansOf(body)) expect(body.includes(Buffer.from(span.bytes))).toBe(true);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it("are refused in JSON that is none", () => {
    const edit = fc.record({
      at: fc.nat(validJson.byteLength - 1),
      byte: fc.integer({ min: 0x20, max: 0x7e }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const bytes = [...validJson];
        for (const { at, byte, remove } of edits) bytes.splice(at, remove ? 1 : 0, ...(remove ? [] : [byte]));
        const body = Buffer.from(bytes);
        const isJson = isParsed(body.toString("utf8"));
        const taken = isTaken(() => decode("traces", jsonToProtobuf("traces", body)));
        if (!isJson) expect(taken).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("may have fields that OTLP does not have, of any kind", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const body = Buffer.from(`{"unknown":${json},"resourceSpans":[{"unknown":${json}}]}`);
        expect(jsonToProtobuf("traces", body)).toEqual(Buffer.from([0x0a, 0]));
      }),
    );
    const unknown = Buffer.concat([varintField(99, 7), fixed64Field(98, 5n), bytesField(97, "x")]);
    expect(spansOf(requestOf(Buffer.concat([spanOf(), unknown])))).toHaveLength(1);
  });
});

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("decodeTraces()", () => {
  it.each([
    ["a varint of eleven bytes", Buffer.concat([Buffer.from([0x30]), Buffer.alloc(10, 0xff), Buffer.from([1])])],
    ["a varint that does not end", Buffer.from([0x30, 0xff, 0xff])],
    ["a group", Buffer.from([0x0b, 0x0c])],
    ["wire type 6", Buffer.from([0x0e, 0x00])],
    ["field 0", Buffer.from([0x02, 0x00])],
    ["a length beyond the end", Buffer.from([0x2a, 0x7f, 0x41])],
    ["a length of 2^63", Buffer.concat([Buffer.from([0x2a]), Buffer.alloc(9, 0xff), Buffer.from([1])])],
    ["half of a fixed number", Buffer.from([0x39, 1, 2, 3])],
    [
      "a malformed attribute that nobody wants",
      bytesField(9, bytesField(1, "unwanted"), Buffer.from([0x12, 0x05, 0x0a, 0x7f])),
    ],
    ["a malformed attribute of an event", bytesField(11, Buffer.from([0x1a, 0x02, 0x0a, 0x7f]))],
  ])("refuses %s", (_, field) => {
    expect(() => spansOf(requestOf(spanOf(field)))).toThrow(MalformedOtlp);
  });

  it("takes any name of an attribute as a name", () => {
    const wanted = new Set(["__proto__", "constructor"]);
    const span = spanOf(attribute(9, "__proto__", bytesField(1, "x")), attribute(9, "constructor", varintField(3, 5)));
    const found: unknown[] = [];
    decodeTraces(requestOf(span), wanted, ({ attributes }) => found.push(attributes));
    expect(found).toEqual([
      new Map<string, unknown>([
        ["__proto__", "x"],
        ["constructor", 5],
      ]),
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("replaces what is no UTF-8", () => {
    const [span] = spansOf(requestOf(spanOf(bytesField(5, Buffer.from([0x61, 0xff, 0xc3, 0x62])))));
    expect(span?.name).toBe("a\ufffd\ufffdb");
  });

  it("does not look at what is nested deeper than 32 levels, and keeps it", () => {
    const body = requestOf(spanOf(attribute(9, "deep", nestedLists(50_000))));
    const [span] = spansOf(body);
    expect(JSON.stringify(span?.attributes.get("deep"))).toBe(
      `${"[".repeat(32)}"(nested deeper than 32 levels)"${"]".repeat(32)}`,
    );
    expect(body.includes(Buffer.from(span?.bytes ?? []))).toBe(true);
    expect(spansOf(requestOf(spanOf(attribute(9, "unwanted", nestedLists(50_000)))))).toHaveLength(1);
  });

  it("has no negative durations and no times that are no exact numbers", () => {
    const max = 2n ** 64n - 1n;
    const [back, far] = spansOf(
      requestOf(
        spanOf(fixed64Field(7, 2_000_000n), fixed64Field(8, 1_000_000n)),
        spanOf(fixed64Field(7, 999n), fixed64Field(8, max)),
      ),
    );
    expect(back).toMatchObject({ startUs: 2_000, durationUs: 0 });
    expect(far).toMatchObject({ startUs: 0, durationUs: Number.MAX_SAFE_INTEGER });
  });

  it("reads nanoseconds as microseconds without a rounding error", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (nanos) => {
        const [span] = spansOf(requestOf(spanOf(fixed64Field(7, nanos))));
        const expected = nanos / 1_000n;
        expect(BigInt(span?.startUs ?? -1)).toBe(expected > 2n ** 53n - 1n ? 2n ** 53n - 1n : expected);
      }),
    );
  });

  it("takes the last of a field that comes twice, and joins resources", () => {
    const resource = (value: string): Buffer => bytesField(1, attribute(1, value, bytesField(1, value)));
    const group = bytesField(
      1,
      resource("a"),
      bytesField(2, bytesField(2, spanOf(bytesField(5, "first"), bytesField(5, "last")))),
      resource("b"),
    );
    const found: unknown[] = [];
    decodeTraces(group, everything, ({ name }, { resource: { size } }) => found.push([name, size]));
    expect(found).toEqual([["last", 2]]);
  });

  it("refuses more than 20,000 spans at once", () => {
    const spans = (count: number): Buffer => requestOf(...new Array<Buffer>(count).fill(spanOf()));
    expect(spansOf(spans(20_000))).toHaveLength(20_000);
    expect(() => spansOf(spans(20_001))).toThrow(OversizedOtlp);
  });
});

describe("jsonToProtobuf()", () => {
  const spanJson = (fields: string): Buffer =>
    Buffer.from(
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${TRACE.toString("hex")}","spanId":"${SPAN.toString("hex").toUpperCase()}",${fields}}]}]}]}`,
    );
  const fromJson = (fields: string): RawSpan | undefined => spansOf(jsonToProtobuf("traces", spanJson(fields)))[0];

  it("takes enums by name and 64-bit integers as numbers", () => {
    const span =
      fromJson(`"kind":"SPAN_KIND_CLIENT","status":{"code":"STATUS_CODE_ERROR"},"startTimeUnixNano":1700000000123456789,
      "endTimeUnixNano":"1.7e18","attributes":[{"key":"a","value":{"intValue":"9223372036854775807"}}]`);
    expect(span).toMatchObject({ otlpKind: 3, status: 2, startUs: 1_700_000_000_123_456, durationUs: 0 });
    expect(span?.attributes.get("a")).toBe("9223372036854775807");
  });

  it("takes null for a field that is not there", () => {
    expect(fromJson('"parentSpanId":null,"name":null,"attributes":null')).toMatchObject({
      name: "",
      parentSpanId: undefined,
    });
  });

  it("reads bytes from base64, and texts with any escape", () => {
    const span = fromJson(
      String.raw`"name":"\u0041\ud83d\ude00\ud800\n\"\/","attributes":[{"key":"a","value":{"bytesValue":"_-8="}}]`,
    );
    expect(span?.name).toBe('A\u{1f600}\ufffd\n"/');
    expect(Buffer.from(String(span?.attributes.get("a")), "base64")).toEqual(Buffer.from([0xff, 0xef]));
  });

  it("keeps what is nested too deeply as text", () => {
    const levels = (depth: number): string =>
      depth === 0 ? '{"stringValue":"deep"}' : `{"arrayValue":{"values":[${levels(depth - 1)}]}}`;
    const span = fromJson(`"attributes":[{"key":"deep","value":${levels(40)}}]`);
    let text = span?.attributes.get("deep");
    while (Array.isArray(text)) text = text[0] as AttributeValue;
    expect(JSON.parse(String(text))).toEqual(JSON.parse(`{"values":[${levels(7)}]}`));
  });

  it.each([
    '"kind":"SPAN_KIND_NONE"',
    '"startTimeUnixNano":"-1"',
    '"startTimeUnixNano":"18446744073709551616"',
    '"startTimeUnixNano":1.5',
    '"name":5',
    '"attributes":{}',
    '"attributes":[null]',
    '"attributes":[{"key":"a","value":{"intValue":"0x10"}}]',
    '"attributes":[{"key":"a","value":{"boolValue":1}}]',
    '"attributes":[{"key":"a","value":{"doubleValue":"x"}}]',
    `"unknown":${"[".repeat(1_000)}${"]".repeat(1_000)}`,
    `"unknown":${"[".repeat(1_000_000)}`,
  ])("refuses %.60s", (fields) => {
    expect(() => fromJson(fields)).toThrow(MalformedOtlp);
  });

  it("rejects the one span whose id is no hex", () => {
    const body = Buffer.from(
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"0000000000000001"}]}]}]}',
    );
    expect(decodeTraces(jsonToProtobuf("traces", body), everything, () => undefined)).toMatchObject({
      accepted: 0,
      rejected: 1,
    });
  });

  it("refuses what would grow beyond a request's size", () => {
    const counts = Buffer.from(
      `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"bucketCounts":[${"0,".repeat(4_000_000)}0]}]}}]}]}]}`,
    );
    expect(() => jsonToProtobuf("metrics", counts)).toThrow(OversizedOtlp);
  });
});
