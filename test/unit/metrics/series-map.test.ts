import { describe, expect, it } from "vitest";
import type { TelemetryAttributes } from "../../../src/internal/telemetry-record.ts";
import { MAX_SERIES, OVERFLOW_LABELS, SeriesMap } from "../../../src/metrics/series-map.ts";

const series = (): SeriesMap<{ readonly labels: TelemetryAttributes }> => new SeriesMap((labels) => ({ labels }));

describe("SeriesMap", () => {
  it("finds a series by its labels in any order, frozen or not", () => {
    const map = series();
    const frozen = Object.freeze({ model: "m", region: "eu", tries: 2 });
    const found = map.at(frozen);
    expect(map.at(frozen)).toBe(found);
    expect(map.at({ tries: 2, model: "m", region: "eu" })).toBe(found);
    expect(map.at(Object.freeze({ region: "eu", tries: 2, model: "m" }))).toBe(found);
    expect(map.size).toBe(1);
  });

  it("tells labels apart by name, value and type", () => {
    const map = series();
    const different = [{}, { a: 1 }, { a: "1" }, { a: true }, { a: "true" }, { b: 1 }, { a: 1, b: 1 }, { a: "" }];
    expect(new Set(different.map((labels) => map.at(labels))).size).toBe(different.length);
    expect(map.at({ "a\u0000b": "c" })).not.toBe(map.at({ a: "b\u0000c" }));
  });

  it("notices that an object was changed which is not frozen", () => {
    const map = series();
    const labels = { model: "a" };
    const before = map.at(labels);
    labels.model = "b";
    expect(map.at(labels)).not.toBe(before);
    expect(map.at(labels).labels).toEqual({ model: "b" });
  });

  it("leaves out values that no label can have", () => {
    const map = series();
    const hostile = {
      model: "m",
      nothing: null,
      absent: undefined,
      list: ["a"],
      nested: { a: 1 },
      big: 1n,
      odd: Number.NaN,
      call: () => 1,
      "": "no name",
      ["__proto__"]: "own",
    };
    expect(map.at(hostile).labels).toEqual({ model: "m" });
    expect(map.at(hostile)).toBe(map.at({ model: "m" }));
  });

  it("cuts long texts, and labels beyond 64", () => {
    const map = series();
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`k${String(index).padStart(3, "0")}`, 1]),
    );
    expect(Object.keys(map.at(many).labels)).toHaveLength(64);
    const long = "x".repeat(5_000);
    expect(map.at({ long }).labels).toEqual({ long: "x".repeat(1_024) });
    expect(map.at({ long })).toBe(map.at({ long: `${long}y` }));
  });

  it("puts what comes after too many series into one for the overflow, and goes on with the known ones", () => {
    const map = series();
    const first = map.at({ user: 0 });
    for (let user = 1; user < MAX_SERIES - 1; user += 1) map.at({ user });
    expect(map.size).toBe(MAX_SERIES - 1);
    const overflow = map.at({ user: "late" });
    expect(overflow.labels).toEqual(OVERFLOW_LABELS);
    expect(map.at(Object.freeze({ user: "later" }))).toBe(overflow);
    expect(map.at({ user: 0 })).toBe(first);
    expect(map.at({ user: MAX_SERIES - 2 }).labels).toEqual({ user: MAX_SERIES - 2 });
    expect([...map]).toHaveLength(MAX_SERIES);
  });

  it("finds series whose labels come in more orders than it remembers", () => {
    const map = series();
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const found = new Set<unknown>();
    permute(names, (order) => found.add(map.at(Object.fromEntries(order.map((name) => [name, 1])))));
    expect(found.size).toBe(1);
    expect(map.size).toBe(1);
  });
});

function permute(
  names: readonly string[],
  visit: (order: readonly string[]) => void,
  so: readonly string[] = [],
): void {
  if (names.length === 0) visit(so);
  for (const name of names) {
    permute(
      names.filter((other) => other !== name),
      visit,
      [...so, name],
    );
  }
}
