import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeAttributes, writeLayers } from "../../../src/export/encode/attributes.ts";
import { ProtobufWriter } from "../../../src/export/encode/protobuf-writer.ts";
import { AttributeLayers, mergeLayers } from "../../../src/trace/attribute-layers.ts";

const key = fc.constantFrom("a", "b", "c", "d", "e", "toString", "constructor", "__proto__");
const attributes = fc.dictionary(key, fc.oneof(fc.integer(), fc.string()), { noNullPrototype: true });
const step = fc.record({ safe: fc.boolean(), attributes });

function layersOf(steps: readonly { safe: boolean; attributes: Record<string, string | number> }[], max: number) {
  const bag = new AttributeLayers(max, Number.POSITIVE_INFINITY);
  for (const { safe, attributes: given } of steps) {
    if (safe) bag.addSafe(given, 0);
    else bag.addAll(given, 0);
  }
  return bag;
}

/** What one map that is written again and again holds, with a limit on new keys. */
function expected(steps: readonly { attributes: Record<string, string | number> }[], max: number) {
  const values = new Map<string, string | number>();
  let dropped = 0;
  for (const { attributes: given } of steps) {
    for (const [name, value] of Object.entries(given)) {
      if (values.has(name) || values.size < max) values.set(name, value);
      else dropped += 1;
    }
  }
  return { values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)), dropped };
}

describe("AttributeLayers", () => {
  it("hold what one map would hold, limits and drops included", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.integer({ min: 0, max: 8 }), (steps, max) => {
        const bag = layersOf(steps, max);
        const values = Object.entries(mergeLayers(bag.layers)).sort(([a], [b]) => (a < b ? -1 : 1));
        expect({ values, dropped: bag.dropped }).toEqual(expected(steps, max));
      }),
      { numRuns: 500 },
    );
  });

  it("are encoded as the one object that they are together, each key once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const { layers } = layersOf(steps, 100);
        expect(pairs((writer) => writeLayers(writer, 9, layers))).toEqual(
          pairs((writer) => writeAttributes(writer, 9, mergeLayers(layers))),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** The encoded attributes, each as text, in an order of their own. */
function pairs(write: (writer: ProtobufWriter) => void): readonly string[] {
  const writer = new ProtobufWriter();
  write(writer);
  const bytes = Buffer.from(writer.finish());
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1] ?? 0;
    found.push(bytes.toString("latin1", at, at + 2 + length));
    at += 2 + length;
  }
  return found.sort();
}
