import { describe, expect, it } from "vitest";
import type { Series } from "../../../../src/inspector/api.ts";
import { boardFilter, stretchOf } from "../../../../src/inspector/page/dashboard/board-filter.ts";
import { breakdown } from "../../../../src/inspector/page/dashboard/breakdown.ts";
import { chartData, chartRows, MAX_LINES } from "../../../../src/inspector/page/dashboard/chart-data.ts";
import { latencyRows } from "../../../../src/inspector/page/dashboard/latency-rows.ts";
import { metricSeries } from "../../../../src/inspector/page/dashboard/metric-series.ts";
import { RANGES, timeRange } from "../../../../src/inspector/page/dashboard/time-range.ts";
import {
  formatAxis,
  formatUnit,
  titleOfColumn,
  unitOfColumn,
  unitOfSeries,
} from "../../../../src/inspector/page/dashboard/units.ts";
import { madeUpAnswer } from "../../../support/inspector/made-up-answers.ts";

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

it("chartData() spans bands as well", () => {
  const lines = [{ name: "p95", values: [4, 5, null], low: [3, null, null], high: [5, 9, null] }];
  expect(chartData(series(lines))).toMatchObject({ low: 0, high: 9 });
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

  it("sorts by the measure, with the other columns that were asked for", () => {
    const rows = breakdown(answer, "cost_usd", ["calls", "unknown"]);
    expect(rows.map(({ label, length, share, rest }) => [label, length, share, ...rest])).toEqual([
      ["large", 1, 0.75, 2, null],
      ["small", 1 / 3, 0.25, 9, null],
      ["(not known)", 0, 0, 1, null],
    ]);
  });

  it("is empty where the column is not there", () => {
    expect(breakdown(answer, "tokens")).toEqual([]);
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

describe("boardFilter()", () => {
  const now = 1_790_000_000_000_000;

  it("ends now where there is data of that time", () => {
    expect(boardFilter({ range: "1h" }, now, now - 60e6)).toMatchObject({ range: "1h", isPast: false });
  });

  it("ends with the newest data where all of it is older", () => {
    const { time, isPast } = boardFilter({}, now, now - 90 * 86_400e6);
    expect(isPast).toBe(true);
    expect(time.toUs).toBeGreaterThan(now - 90 * 86_400e6);
    expect(time.fromUs).toBeLessThan(now - 90 * 86_400e6);
  });

  it("takes a stretch of time from the address, and no nonsense", () => {
    expect(boardFilter({ from: "1000000", to: "61000000", service: "a" }, now, null)).toMatchObject({
      time: { fromUs: 1e6, toUs: 61e6, stepUs: 1e6 },
      range: undefined,
      service: "a",
    });
    expect(boardFilter({ from: "9", to: "1", range: "1y" }, now, null).range).toBe("24h");
  });

  it.each([1, 59e6, 3_600e6, 86_400e6, 400 * 86_400e6])("has at most 180 buckets for %d us", (length) => {
    const { fromUs, toUs, stepUs } = stretchOf(now + 123, now + 123 + length);
    expect((toUs - fromUs) / stepUs).toBeLessThanOrEqual(180);
    expect(fromUs).toBeLessThanOrEqual(now + 123);
    expect(toUs).toBeGreaterThanOrEqual(now + 123 + length);
  });
});

describe("units", () => {
  it.each([
    ["cost_usd", 0.0123, "cost", "$0.012"],
    ["p95_us", 1_500_000, "p95", "1.5 s"],
    ["duration_us", 0, "duration", "0"],
    ["error_rate", 0.0417, "error rate", "4.2%"],
    ["share_rate", 0.775, "share", "78%"],
    ["input_tokens", 12_345, "input tokens", "12.3k"],
    ["week_at_us", Date.UTC(2026, 10, 16) * 1_000, "week", "2026-11-16"],
  ])("of %s read %d as %s %s", (column, value, title, text) => {
    expect(titleOfColumn(column)).toBe(title);
    expect(formatUnit(value, unitOfColumn(column))).toBe(text);
  });

  it.each([
    [0.005, [0, 0.005, 0.01, 0.015], ["$0", "$0.005", "$0.010", "$0.015"]],
    [0.5, [0, 0.5, 1], ["$0", "$0.50", "$1.00"]],
    [2000, [0, 2000, 4000], ["$0", "$2,000", "$4,000"]],
  ])("of money have as many digits on an axis in steps of %d", (step, ticks, labels) => {
    expect(ticks.map((tick) => formatAxis(tick, "usd", step))).toEqual(labels);
  });

  it("of times are told from durations", () => {
    expect([unitOfColumn("first_at_us"), unitOfColumn("duration_us")]).toEqual(["time", "duration"]);
  });

  it("of series are known as OpenTelemetry writes them", () => {
    expect(["USD", "us", "ratio", "{token}", "1"].map(unitOfSeries)).toEqual([
      "usd",
      "duration",
      "rate",
      "count",
      "count",
    ]);
  });
});

it("latencyRows() puts all rows on one scale, and keeps bands that are not there away", () => {
  const rows = latencyRows(madeUpAnswer("latency") ?? { name: "", columns: [], rows: [] });
  expect(rows.map(({ label, verdict }) => [label, verdict])).toEqual([
    ["gpt-6", "slower"],
    ["small", "same"],
    ["reviewer", "not enough data"],
  ]);
  expect((rows[0]?.now.high ?? 0) * (rows[0]?.scale ?? 0)).toBeCloseTo(98);
  expect(rows[2]?.now).toMatchObject({ value: 2.2e6, low: null, high: null });
});

it("metricSeries() has the newest value of a bucket, and the mean of a histogram", () => {
  const metric = (type: string) => ({
    name: "m",
    unit: "s",
    type,
    service: "a",
    attributes: [["k", "v"]] as const,
    points: [
      { timeUs: 10, value: 5, count: 1 },
      { timeUs: 90, value: 8, count: 4 },
      { timeUs: 150, value: 9, count: 3 },
      { timeUs: 999, value: 1, count: 1 },
    ],
  });
  const time = { fromUs: 0, toUs: 300, stepUs: 100 };
  expect(metricSeries([metric("sum")], "m", time).lines).toEqual([{ name: "a k=v", values: [8, 9, null] }]);
  expect(metricSeries([metric("histogram")], "m", time).lines[0]?.values).toEqual([2, 3, null]);
  expect(metricSeries([metric("sum")], "other", time).lines).toEqual([]);
});
