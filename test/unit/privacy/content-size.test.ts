import { describe, expect, it } from "vitest";
import { sizeOfContent, sizeOfValue } from "../../../src/privacy/content-size.ts";

describe("sizeOfValue()", () => {
  it.each([
    [{ id: "A-7" }, 3],
    [{ name: "ada", type: "person", role: "admin" }, 14],
    [{ order: { id: "A-7", lines: [{ name: "tea" }] } }, 6],
    [{ count: 12, price: -1.5, open: true, note: null }, 10],
    ["plain", 5],
    [42, 2],
    [new Uint8Array(9), 9],
    [undefined, 0],
  ])("of %j is %i", (value, size) => {
    expect(sizeOfValue(value)).toBe(size);
  });

  it("is bounded, and runs no getter", () => {
    expect(sizeOfValue(Array.from({ length: 100_000 }, () => 1))).toBeLessThanOrEqual(2_000);
    const getter = {
      get secret(): string {
        throw new Error("was run");
      },
    };
    expect(sizeOfValue(getter)).toBe(0);
  });
});

describe("sizeOfContent()", () => {
  it("is that of the texts of messages, without what names their parts", () => {
    const message = { role: "user", id: "m-1", parts: [{ type: "text", content: "hello" }], at: 17 };
    expect(sizeOfContent([message])).toBe(5);
  });
});
