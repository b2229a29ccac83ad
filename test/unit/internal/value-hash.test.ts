import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueHash } from "../../../src/internal/value-hash.ts";

describe("valueHash", () => {
  it("is the same for equal content, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(valueHash(structuredClone(value))).toBe(valueHash(value));
        if (typeof value !== "object" || value === null || Array.isArray(value)) return;
        expect(valueHash(Object.fromEntries(Object.entries(value).reverse()))).toBe(valueHash(value));
      }),
    );
  });

  it("tells values apart", () => {
    const values = [
      1,
      "1",
      true,
      "true",
      null,
      undefined,
      [],
      {},
      [1],
      { a: 1 },
      { b: 1 },
      [1, 2],
      [2, 1],
      [[1], 2],
      { a: { b: 1 } },
    ];
    expect(new Set(values.map(valueHash)).size).toBe(values.length);
    const many = new Set(Array.from({ length: 50_000 }, (_, index) => valueHash({ path: `src/file-${index}.ts` })));
    expect(many.size).toBeGreaterThan(49_980);
  });

  it("sees a difference at the end of a long text", () => {
    const long = "x".repeat(60_000);
    expect(valueHash(`${long}a`)).not.toBe(valueHash(`${long}b`));
  });

  it("ends for a value that contains itself", () => {
    const value: Record<string, unknown> = { name: "a" };
    value.self = value;
    value.list = [value, value];
    expect(valueHash(value)).toBeTypeOf("number");
  });
});
