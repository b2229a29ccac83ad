import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonPieces } from "../../../../src/inspector/exports/json-pieces.ts";

describe("jsonPieces()", () => {
  it("writes any value as JSON.stringify does", () => {
    const values = fc.oneof(fc.jsonValue(), fc.record({ a: fc.constant(undefined), b: fc.array(fc.jsonValue()) }));
    fc.assert(
      fc.property(values, (value) => {
        expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
      }),
    );
  });

  it("cuts large lists, of names, of numbers and of objects, into pieces of bounded size", () => {
    const value = {
      ids: Array.from({ length: 50_000 }, (_, at) => at.toString(16).padStart(16, "0")),
      starts: Array.from({ length: 50_000 }, (_, at) => at),
      steps: Array.from({ length: 500 }, (_, at) => ({ at, text: "x".repeat(3_000) })),
    };
    const pieces = [...jsonPieces(value)];
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(300_000);
    expect(pieces.join("")).toBe(JSON.stringify(value));
  });
});
