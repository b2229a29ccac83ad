import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bytes } from "../../../src/edge/bytes.ts";

const text = fc.string({ unit: "binary" });
const bytes = fc.uint8Array({ maxLength: 300 });
const ENCODINGS = ["utf8", "latin1", "hex", "base64", "utf16le"] as const;

/** The same bytes, whichever class holds them. */
const same = (ours: Uint8Array, nodes: Uint8Array): void => {
  expect(ours).toBeInstanceOf(Bytes);
  expect([...ours]).toEqual([...nodes]);
};

describe("Bytes", () => {
  it.each(["utf8", "latin1", "utf16le"] as const)("reads text as Node does: %s", (encoding) => {
    fc.assert(fc.property(text, (given) => same(Bytes.from(given, encoding), Buffer.from(given, encoding))));
  });

  it("reads any printable text as base64 as Node does", () => {
    const printable = fc.string({ unit: "grapheme-ascii" });
    fc.assert(fc.property(printable, (given) => same(Bytes.from(given, "base64"), Buffer.from(given, "base64"))));
  });

  it.each(ENCODINGS)("gives text as Node does: %s", (encoding) => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(Bytes.from(given).toString(encoding)).toBe(Buffer.from(given).toString(encoding));
      }),
    );
  });

  it("reads what Node wrote as base64, in both alphabets, broken into lines", () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom("base64", "base64url"), (given, alphabet) => {
        const lines = Buffer.from(given)
          .toString(alphabet as "base64")
          .replace(/.{20}/g, "$&\r\n");
        same(Bytes.from(lines, "base64"), Buffer.from(given));
      }),
    );
  });

  it("measures text in UTF-8 as Node does, halves of pairs too", () => {
    const halves = fc.array(fc.constantFrom("a", "é", "\ud83d", "\ude00", "漢"), { maxLength: 20 });
    fc.assert(
      fc.property(halves, (parts) => {
        expect(Bytes.byteLength(parts.join(""))).toBe(Buffer.byteLength(parts.join("")));
      }),
    );
  });

  it("joins bytes, and is a view of memory it is given", () => {
    const memory = new Uint8Array([1, 2, 3, 4]);
    same(Bytes.concat([memory, new Uint8Array([5])]), new Uint8Array([1, 2, 3, 4, 5]));
    const view = Bytes.from(memory.buffer, 1, 2);
    memory[1] = 9;
    same(view, new Uint8Array([9, 3]));
    expect(view.subarray(1)).toBeInstanceOf(Bytes);
  });

  it("writes and reads numbers and text where Node does", () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.nat(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        text,
        (double, whole, big, words) => {
          const [ours, nodes] = [Bytes.alloc(1_000), Buffer.alloc(1_000)];
          for (const target of [ours, nodes]) {
            let at = target.writeDoubleLE(double, 3);
            at = target.writeUInt32LE(whole, at);
            at = target.writeBigInt64LE(big, at);
            at = target.writeBigUInt64LE(BigInt.asUintN(64, big), at);
            target.write(words, at, Buffer.byteLength(words));
          }
          same(ours, nodes);
          expect([ours.readDoubleLE(3), ours.readUInt32LE(11)]).toEqual([double, whole]);
        },
      ),
    );
  });
});
