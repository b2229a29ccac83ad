import { describe, expect, it } from "vitest";
import type { Series } from "../../../../src/inspector/api.ts";
import { breakdown } from "../../../../src/inspector/page/dashboard/breakdown.ts";
import { chartColumns, chartData, chartRows, MAX_LINES } from "../../../../src/inspector/page/dashboard/chart-data.ts";
import { RANGES, timeRange } from "../../../../src/inspector/page/dashboard/time-range.ts";

const series = (lines: Series["lines"], marks: Series["marks"] = []): Series => ({
  measure: "cost",
  unit: "usd",
  timeUs: [0, 60e6, 120e6],
  stepUs: 60e6,
  lines,
  marks,
});

describe("chartData()", () => {
  it("keeps the largest lines and names the others", () => {
    const lines = Array.from({ length: 9 }, (_, at) => ({ name: `m${at}`, values: [at, at, null] }));
    const { lines: shown, hidden } = chartData(series(lines));
    expect(shown.map(({ name }) => name)).toEqual(["m3", "m4", "m5", "m6", "m7", "m8"]);
    expect(shown).toHaveLength(MAX_LINES);
    expect(hidden).toEqual(["m2", "m1", "m0"]);
  });

  it("has not enough where no line has two values", () => {
    expect(chartData(series([])).hasEnough).toBe(false);
    expect(chartData(series([{ name: "a", values: [null, 3, null] }])).hasEnough).toBe(false);
    expect(chartData(series([{ name: "a", values: [null, 3, 0] }])).hasEnough).toBe(true);
  });
});

it("chartColumns() points each band at its own columns", () => {
  const { columns, bands, of } = chartColumns(
    chartData(
      series([
        { name: "plain", values: [1, 2, 3] },
        { name: "p95", values: [4, 5, 6], low: [3, 4, null], high: [5, 6, null] },
      ]),
    ),
  );
  expect(columns).toEqual([
    [0, 60, 120],
    [1, 2, 3],
    [4, 5, 6],
    [5, 6, null],
    [3, 4, null],
  ]);
  expect(bands).toEqual([[3, 4]]);
  expect(of.map(({ line, isEdge }) => `${line.name} ${isEdge}`)).toEqual([
    "plain false",
    "p95 false",
    "p95 true",
    "p95 true",
  ]);
});

it("chartRows() has the newest first, its marks, and no empty bucket", () => {
  const rows = chartRows(
    series(
      [{ name: "a", values: [1, null, 3], counts: [9, 0, 8] }],
      [{ timeUs: 120e6, line: "a", text: "above baseline" }],
    ),
  );
  expect(rows.map(({ timeUs }) => timeUs)).toEqual([120e6, 0]);
  expect(rows[0]).toMatchObject({ marks: ["a: above baseline"], cells: [{ value: 3, count: 8, low: null }] });
});

describe("breakdown()", () => {
  const answer = {
    name: "cost",
    columns: ["model", "calls", "cost_usd"],
    rows: [
      ["small", 9, 1],
      ["", 1, null],
      ["large", 2, 3],
    ] as const,
  };

  it("sorts by the measure and keeps the other columns", () => {
    const { rows, sum, restColumns } = breakdown(answer, "model", "cost_usd");
    expect(rows.map(({ label, length, share, rest }) => [label, length, share, ...rest])).toEqual([
      ["large", 1, 0.75, 2],
      ["small", 1 / 3, 0.25, 9],
      ["(not known)", 0, 0, 1],
    ]);
    expect(sum).toBe(4);
    expect(restColumns).toEqual(["calls"]);
  });

  it("is empty where a column is not there", () => {
    expect(breakdown(answer, "tool", "cost_usd").rows).toEqual([]);
  });
});

describe("timeRange()", () => {
  it.each(RANGES)("of %s ends with the bucket that is going on, in 60 to 180 buckets", (name) => {
    const now = 1_790_000_123_456_789;
    const { fromUs, toUs, stepUs } = timeRange(name, now);
    expect(toUs - now).toBeGreaterThanOrEqual(0);
    expect(toUs - now).toBeLessThan(stepUs);
    expect(toUs % stepUs).toBe(0);
    expect((toUs - fromUs) / stepUs).toBeGreaterThanOrEqual(60);
    expect((toUs - fromUs) / stepUs).toBeLessThanOrEqual(180);
  });
});
