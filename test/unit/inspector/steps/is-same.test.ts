import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSame } from "../../../../src/inspector/steps/is-same.ts";

describe("isSame()", () => {
  it("says what comparing the texts with sorted names says", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(isSame(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        expect(isSame(a, b)).toBe(sorted(a) === sorted(b));
      }),
    );
  });

  it("tells a list from an object, nothing from no name, and one level from another", () => {
    expect(isSame([], {})).toBe(false);
    expect(isSame({ a: null }, {})).toBe(false);
    expect(isSame({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(isSame({ a: { b: 1 } }, { a: { b: 2 } })).toBe(false);
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
