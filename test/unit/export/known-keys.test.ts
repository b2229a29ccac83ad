import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeSpan } from "../../../src/export/encode/span.ts";
import { readMessage } from "../../../src/internal/otlp/otlp-json.ts";
import type { TelemetryAttributes } from "../../../src/internal/telemetry-record.ts";
import { spanRecord } from "./span-record.ts";

/** The attributes of a span that was encoded and read again. */
function readBack(attributes: TelemetryAttributes): unknown {
  const span = readMessage("Span", encodeSpan(spanRecord({ attributes, layers: [attributes] }), () => true).bytes);
  return (span as { attributes?: unknown }).attributes ?? [];
}

function asOtlp(attributes: Readonly<Record<string, string>>): unknown {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** At and around the lengths at which a pair no longer fits into what is written in one go. */
const LENGTHS = [0, 1, 60, 61, 62, 63, 64, 80, 100, 101, 114, 115, 116, 117, 118, 121, 122, 127, 128, 129, 200];

describe("keys that are known already", () => {
  it("are written with the text of this span, whether or not it is that of the spans before", () => {
    const text = fc.constantFrom("chat", "caht", "", "naïve", "x".repeat(90), "y".repeat(90), "z".repeat(130));
    const key = fc.constantFrom(
      "a",
      "gen_ai.operation.name",
      "größe",
      "k".repeat(99),
      "k".repeat(100),
      "k".repeat(101),
    );
    const spans = fc.array(fc.dictionary(key, text, { maxKeys: 6, noNullPrototype: true }), { maxLength: 8 });
    fc.assert(
      fc.property(spans, (all) => {
        for (const attributes of all) expect(readBack(attributes)).toEqual(asOtlp(attributes));
      }),
      { numRuns: 300 },
    );
  });

  it("are read back at every length of key and text, at the first, second and third time", () => {
    for (const keyLength of LENGTHS.slice(1)) {
      for (const textLength of LENGTHS) {
        const attributes = { ["k".repeat(keyLength)]: "t".repeat(textLength) };
        for (let time = 0; time < 3; time += 1) expect(readBack(attributes)).toEqual(asOtlp(attributes));
      }
    }
  });

  it("are learnt again when there were more than are kept, between two spans of many", () => {
    const attributes = Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`key.${n}`, `text ${n}`]));
    expect(readBack(attributes)).toEqual(asOtlp(attributes));
    for (let n = 0; n < 3_000; n += 1) readBack({ [`other.${n}`]: "once" });
    expect(readBack(attributes)).toEqual(asOtlp(attributes));
  });
});
