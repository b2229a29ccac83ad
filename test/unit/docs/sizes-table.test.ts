import { describe, expect, it } from "vitest";
import { readSizes, sizesTable } from "../../package/sizes/table.ts";

describe("sizesTable()", () => {
  const before = { "a/b": { raw: 1_234_567, gzip: 1_000 }, same: { raw: 5, gzip: 3 } };

  it("is read back as it was", () => {
    expect(readSizes(`# Sizes\n\n${sizesTable(before)}\n`)).toEqual(before);
  });

  it("tells what grew, what shrank and what is new", () => {
    const grown = sizesTable(
      { "a/b": { raw: 9, gzip: 3_500 }, same: { raw: 5, gzip: 3 }, c: { raw: 1, gzip: 1 } },
      before,
    );
    expect(grown.split("\n").slice(2)).toEqual([
      "| a/b | 9 | 3,500 | +2,500 |",
      "| same | 5 | 3 |  |",
      "| c | 1 | 1 | new |",
    ]);
    expect(sizesTable({ "a/b": { raw: 9, gzip: 1 } }, before)).toContain("| -999 |");
  });
});
