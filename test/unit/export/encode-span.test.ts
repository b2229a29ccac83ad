import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toReadableSpan } from "../../../src/export/custom/readable-span.ts";
import { encodeResource, encodeScope } from "../../../src/export/encode/attributes.ts";
import { exportRequest } from "../../../src/export/encode/request.ts";
import { encodeSpan, encodeSpanForPolicies } from "../../../src/export/encode/span.ts";
import { EncodedText } from "../../../src/internal/encoded-text.ts";
import { readMessage, toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";
import { joinSplices, type SplicedBytes } from "../../../src/internal/spliced-bytes.ts";
import type { SpanRecord, TelemetryValue } from "../../../src/internal/telemetry-record.ts";
import { spanRecord } from "./span-record.ts";

/** Without a schema: the stock JSON repeats that of a resource inside the resource, where OTLP has no such field. */
const resource = { attributes: { "service.name": "triage-bot" } };
const everything = (): boolean => true;
const nothing = (): boolean => false;

function request(record: SpanRecord): Uint8Array {
  const group = { scopeBytes: encodeScope(record.scope), records: [encodeSpan(record, everything)] };
  const { schemaUrl } = record.scope;
  return exportRequest({ bytes: encodeResource(resource) }, [
    schemaUrl === undefined ? group : { ...group, schemaUrl },
  ]);
}

function readSpan(span: SplicedBytes | undefined): Readonly<Record<string, unknown>> {
  return readMessage("Span", span === undefined ? new Uint8Array() : joinSplices(span)) as Record<string, unknown>;
}

function decoded(bytes: Uint8Array | undefined): unknown {
  return withoutDefaults(JSON.parse(toOtlpJson("traces", bytes ?? new Uint8Array())));
}

/** Leaves out what protobuf leaves out, and writes whole numbers as OTLP/JSON does. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name, item]) => !(/^dropped.*Count$/.test(name) && item === 0))
    .filter(([, item]) => !(Array.isArray(item) && item.length === 0))
    .map(([name, item]) => [name, name === "intValue" ? String(item) : withoutDefaults(item)])
    .filter(([name, item]) => !(name === "status" && JSON.stringify(item) === '{"code":0}'));
  return Object.fromEntries(entries);
}

const value: fc.Arbitrary<TelemetryValue> = fc.letrec<{ value: TelemetryValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const attributes = fc.dictionary(fc.string({ minLength: 1, maxLength: 60 }), value, {
  maxKeys: 8,
  noNullPrototype: true,
});
const time = fc.integer({ min: 1_000_000_000_000_000, max: 2_000_000_000_000_000 }).map((micros) => micros / 1000);
const id = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const record: fc.Arbitrary<SpanRecord> = fc.record({
  traceId: id(32),
  spanId: id(16),
  parentSpanId: id(16),
  parentIsRemote: fc.boolean(),
  traceFlags: fc.constantFrom(0, 1),
  traceState: fc.constantFrom("a=1", "vendor=x,other=y"),
  name: fc.string({ minLength: 1 }),
  kind: fc.constantFrom(0, 1, 2, 3, 4),
  startTimeMillis: time,
  endTimeMillis: time,
  attributes,
  content: fc.constant([]),
  events: fc.array(fc.record({ name: fc.string({ minLength: 1 }), timeMillis: time, attributes }), { maxLength: 3 }),
  links: fc.array(
    fc.record(
      {
        traceId: id(32),
        spanId: id(16),
        traceFlags: fc.constantFrom(0, 1),
        traceState: fc.constant("a=1"),
        attributes,
      },
      { requiredKeys: ["traceId", "spanId", "traceFlags", "attributes"] },
    ),
    { maxLength: 3 },
  ),
  status: fc.oneof(
    fc.constant({ code: 0 } as const),
    fc.constant({ code: 1 } as const),
    fc.record({ code: fc.constant(2 as const), message: fc.string({ minLength: 1 }) }),
  ),
  droppedAttributesCount: fc.nat(300),
  droppedEventsCount: fc.nat(),
  droppedLinksCount: fc.nat(5),
  scope: fc.record({
    name: fc.string({ minLength: 1 }),
    version: fc.constant("1.0.0"),
    schemaUrl: fc.constant("https://s.test/1"),
  }),
});

describe("encodeSpan()", () => {
  it("holds what the stock protobuf serializer holds", () => {
    fc.assert(
      fc.property(record, (span) => {
        const stock = ProtobufTraceSerializer.serializeRequest([toReadableSpan(span, resource, everything) as never]);
        expect(decoded(request(span))).toEqual(decoded(stock));
      }),
      { numRuns: 300 },
    );
  });

  it("becomes the JSON that the stock JSON serializer makes", () => {
    fc.assert(
      fc.property(record, (span) => {
        const stock = JsonTraceSerializer.serializeRequest([toReadableSpan(span, resource, everything) as never]);
        const expected: unknown = JSON.parse(Buffer.from(stock ?? []).toString("utf8"));
        expect(decoded(request(span))).toEqual(withoutDefaults(expected));
      }),
      { numRuns: 300 },
    );
  });

  it("holds numbers and names of any length as the stock serializer does", () => {
    const numbers = [0, -0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, -1, 0.5, -0.25, 1e300];
    const names = ["n", "ü".repeat(20), ...[99, 100, 101, 127, 128].map((length) => "k".repeat(length))];
    for (const name of names) {
      for (const number of numbers) {
        const one = spanRecord({ attributes: { [name]: number, after: "x" } });
        const stock = ProtobufTraceSerializer.serializeRequest([toReadableSpan(one, resource, everything) as never]);
        expect(decoded(request(one)), `${name.length} ${number}`).toEqual(decoded(stock));
      }
    }
  });

  it("writes times exact to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (micros) => {
        const span = readSpan(encodeSpan(spanRecord({ startTimeMillis: micros / 1000 }), nothing));
        expect(span.startTimeUnixNano).toBe((BigInt(micros) * 1000n).toString());
      }),
    );
  });

  it("writes a time that is none as zero", () => {
    for (const startTimeMillis of [Number.NaN, -5, Number.POSITIVE_INFINITY, 1e300]) {
      const span = readSpan(encodeSpan(spanRecord({ startTimeMillis }), nothing));
      expect(span.startTimeUnixNano).toBe("0");
    }
  });

  it("copies the pieces of an encoded text", () => {
    const text = new EncodedText([Buffer.from("[é"), Buffer.from("x".repeat(40_000)), Buffer.from("]")]);
    const span = readSpan(encodeSpan(spanRecord({ attributes: { messages: text } }), nothing));
    expect(span.attributes).toEqual([{ key: "messages", value: { stringValue: text.toString() } }]);
  });

  it("survives values nested deeper than it writes", () => {
    let deep: TelemetryValue = "bottom";
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(() => encodeSpan(spanRecord({ attributes: { deep } }), nothing)).not.toThrow();
  });
});

describe("encodeSpanForPolicies()", () => {
  const span = spanRecord({
    content: [
      { kind: "prompts", key: "input", value: "secret question" },
      { kind: "responses", key: "output", value: "secret answer" },
    ],
    events: [
      {
        name: "choice",
        timeMillis: 1,
        attributes: {},
        content: [{ kind: "responses", key: "text", value: "event text" }],
      },
    ],
    status: { code: 2, contentMessage: "failed for Ada" },
  });
  const policies = [nothing, everything, (kind: string) => kind === "responses", nothing];

  it("gives each policy exactly what encoding for it alone gives", () => {
    const all = encodeSpanForPolicies(span, policies);
    for (const [index, allows] of policies.entries()) {
      expect(readSpan(all[index])).toEqual(readSpan(encodeSpan(span, allows)));
    }
  });

  it("holds the content that is allowed as the stock serializer does", () => {
    const stock = ProtobufTraceSerializer.serializeRequest([toReadableSpan(span, resource, everything) as never]);
    expect(decoded(request(span))).toEqual(decoded(stock));
  });

  it("sends no content to a policy that allows none", () => {
    const text = Buffer.from(encodeSpanForPolicies(span, policies)[0]?.bytes ?? []).toString("latin1");
    for (const secret of ["secret", "event text", "Ada"]) expect(text).not.toContain(secret);
  });

  it("shares what is encoded between policies that admit the same", () => {
    const all = encodeSpanForPolicies(span, policies);
    expect(all[3]).toBe(all[0]);
  });
});

describe("a text that comes again", () => {
  const chunks = [Buffer.from("[é"), Buffer.from("x".repeat(40_000)), Buffer.from("]")];
  const spanWith = (recurs: boolean): SpanRecord => {
    const text = new EncodedText(chunks, recurs);
    return spanRecord({
      content: [
        { kind: "prompts", key: "input", value: text },
        { kind: "responses", key: "output", value: "answer" },
        { kind: "prompts", key: "again, with a name of more than 48 characters and an é", value: text },
      ],
      events: [{ name: "e", timeMillis: 1, attributes: {}, content: [{ kind: "prompts", key: "input", value: text }] }],
    });
  };

  it("is not copied, and the span put together has the bytes of one in which it is", () => {
    const { bytes, splices } = encodeSpan(spanWith(true), everything);
    expect(splices?.map(({ text }) => text.byteLength)).toEqual([40_004, 40_004]);
    // That of an event is copied: what holds it is measured as a whole.
    expect(bytes.byteLength).toBeLessThan(41_000);
    expect(Buffer.from(joinSplices({ bytes, splices })).equals(encodeSpan(spanWith(false), everything).bytes)).toBe(
      true,
    );
  });

  it("is given to the policies that allow it, and to no other", () => {
    const policies = [nothing, everything, (kind: string) => kind === "responses"];
    const whole = encodeSpanForPolicies(spanWith(false), policies);
    for (const [index, span] of encodeSpanForPolicies(spanWith(true), policies).entries()) {
      expect(span.splices?.length ?? 0).toBe(index === 1 ? 2 : 0);
      expect(Buffer.from(joinSplices(span)).equals(whole[index]?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it("stands in a request where it belongs", () => {
    expect(Buffer.from(request(spanWith(true))).equals(request(spanWith(false)))).toBe(true);
  });

  it("is not left in the next span", () => {
    encodeSpan(spanWith(true), everything);
    expect(encodeSpan(spanRecord(), everything).splices).toBeUndefined();
  });
});
