import type { Series } from "../../api.ts";

/** A line as it is drawn; `index` is its place in the palette and stays with the name while others come and go. */
export interface ChartLine {
  readonly name: string;
  readonly index: number;
  readonly values: readonly (number | null)[];
  readonly low: readonly (number | null)[] | undefined;
  readonly high: readonly (number | null)[] | undefined;
}

export interface ChartData {
  readonly lines: readonly ChartLine[];
  /** Names of lines that are only in the table because the chart would be unreadable. */
  readonly hidden: readonly string[];
  readonly hasEnough: boolean;
  /** The smallest and the largest of what is drawn, bands too. */
  readonly low: number;
  readonly high: number;
}

/** More lines than this are not told apart by colour and dash. */
export const MAX_LINES = 6;

/**
 * What a chart shows of a series: its largest lines. It has enough where a line has two neighbouring values, or all
 * there are.
 */
export function chartData(series: Series): ChartData {
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const bySize = [...series.lines].sort((a, b) => sum(b.values) - sum(a.values));
  const shown = new Set(bySize.slice(0, MAX_LINES));
  const lines = series.lines
    .filter((line) => shown.has(line))
    .map(({ name, values, low, high }, index) => ({ name, index, values, low, high }));
  let [lowest, highest] = [0, 0];
  for (const { values, low = [], high = [] } of lines)
    for (const value of [...values, ...low, ...high]) {
      lowest = Math.min(lowest, value ?? 0);
      highest = Math.max(highest, value ?? 0);
    }
  return {
    lines,
    low: lowest,
    high: highest,
    hidden: bySize.slice(MAX_LINES).map(({ name }) => name),
    hasEnough: lines.some(({ values }) => values.filter((value) => value !== null).length >= 2),
  };
}

/** The table behind a chart: newest first, only buckets with a value. */
export function chartRows(series: Series): readonly {
  readonly timeUs: number;
  readonly cells: readonly {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly count: number | undefined;
  }[];
  readonly marks: readonly string[];
}[] {
  return series.timeUs
    .map((timeUs, at) => ({
      timeUs,
      cells: series.lines.map(({ values, low, high, counts }) => ({
        value: values[at] ?? null,
        low: low?.[at] ?? null,
        high: high?.[at] ?? null,
        count: counts?.[at],
      })),
      marks: series.marks.filter((mark) => mark.timeUs === timeUs).map(({ line, text }) => `${line}: ${text}`),
    }))
    .filter(({ cells, marks }) => marks.length > 0 || cells.some(({ value }) => value !== null))
    .reverse();
}
