import fc from "fast-check";
import { expect, it } from "vitest";
import { SpanAttributes } from "../../../../src/inspector/decode/span-attributes.ts";
import { decodeTraces } from "../../../../src/inspector/decode/traces.ts";
import type { AttributeValue } from "../../../../src/inspector/model/raw.ts";
import { type SpanSketch, traceRequest } from "./otel-requests.ts";

const WANTED = new Set(["session.id", "user.id", "model", "tokens"]);

/** The wanted attributes of each span of a request, each read into what `attributesOf` gives for it. */
function read(
  body: Uint8Array,
  attributesOf?: () => SpanAttributes,
): (readonly (readonly [string, AttributeValue])[])[] {
  const spans: (readonly (readonly [string, AttributeValue])[])[] = [];
  decodeTraces(
    body,
    WANTED,
    ({ attributes }) => {
      const list: [string, AttributeValue][] = [];
      attributes.forEach((value, name) => {
        list.push([name, value]);
      });
      spans.push(list);
    },
    attributesOf,
  );
  return spans;
}

function readIntoOne(body: Uint8Array): ReturnType<typeof read> {
  const attributes = new SpanAttributes();
  return read(body, () => attributes.cleared());
}

// Few names and values, so that the same ones come at the same places, at others, and with other values of the same length.
const sketches = fc.array(
  fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom("session.id", "user.id", "model", "tokens", "unwanted", "other"),
        fc.oneof(fc.constantFrom("a", "b", "ab", "ba", ""), fc.integer({ min: 0, max: 2 }), fc.constant(true)),
      ),
      { selector: ([name]) => name, maxLength: 6 },
    )
    .map((attributes): SpanSketch => ({ attributes: Object.fromEntries(attributes) })),
  { minLength: 1, maxLength: 12 },
);

it("says of each span what it would say of the span alone, whatever the spans before it had at the same places", () => {
  fc.assert(
    fc.property(sketches, (spans) => {
      const body = traceRequest("protobuf", ...spans);
      expect(readIntoOne(body)).toEqual(read(body));
    }),
    { numRuns: 300 },
  );
});

it("finds an attribute that it took over from the span before by its name", () => {
  const attributes = new SpanAttributes();
  const found: (AttributeValue | undefined)[] = [];
  const span = { attributes: { "session.id": "s-1", tokens: 7 } };
  decodeTraces(
    traceRequest("protobuf", span, span, { attributes: { "session.id": "s-1" } }),
    WANTED,
    (read) => found.push(read.attributes.get("session.id"), read.attributes.get("tokens")),
    () => attributes.cleared(),
  );
  expect(found).toEqual(["s-1", 7, "s-1", 7, "s-1", undefined]);
});
