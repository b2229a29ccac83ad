import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HmacSha256, Sha256 } from "../../../src/edge/sha256.ts";

/** Around the size of a block, where padding needs another one. */
const pieces = fc.array(fc.uint8Array({ maxLength: 140 }), { maxLength: 4 });

describe("Sha256", () => {
  it("gives the digest that Node gives, in however many pieces the bytes come", () => {
    fc.assert(
      fc.property(pieces, (given) => {
        const [ours, nodes] = [new Sha256(), createHash("sha256")];
        for (const piece of given) {
          ours.update(piece);
          nodes.update(piece);
        }
        expect(ours.digest("hex")).toBe(nodes.digest("hex"));
      }),
    );
  });

  it.each([55, 56, 57, 63, 64, 65, 119, 120, 1_000_000])("gives it for %i bytes", (length) => {
    const data = new Uint8Array(length).fill(0xa5);
    expect(new Sha256().update(data).digest("hex")).toBe(createHash("sha256").update(data).digest("hex"));
  });
});

describe("HmacSha256", () => {
  it("gives the digest that Node gives, with keys longer than a block too", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.string({ unit: "binary" }), (key, text) => {
        expect(new HmacSha256(key).update(text).digest("hex")).toBe(
          createHmac("sha256", key).update(text).digest("hex"),
        );
      }),
    );
  });
});
