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
  /** Seconds since 1970. */
  readonly seconds: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Names of lines that are only in the table because the chart would be unreadable. */
  readonly hidden: readonly string[];
  readonly hasEnough: boolean;
}

/** More lines than this are not told apart by colour and dash. */
export const MAX_LINES = 6;

/** What a chart shows of a series: its largest lines. It has enough where a line has two neighbouring values, or all there are. */
export function chartData(series: Series): ChartData {
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const bySize = [...series.lines].sort((a, b) => sum(b.values) - sum(a.values));
  const shown = new Set(bySize.slice(0, MAX_LINES));
  const lines = series.lines
    .filter((line) => shown.has(line))
    .map(({ name, values, low, high }, index) => ({ name, index, values, low, high }));
  return {
    seconds: series.timeUs.map((time) => time / 1e6),
    lines,
    hidden: bySize.slice(MAX_LINES).map(({ name }) => name),
    hasEnough: lines.some(({ values }) => values.filter((value) => value !== null).length >= 2),
  };
}

/** The columns that uPlot draws: times, then of each line its value and, where it has one, the upper and the lower end of its band. */
export function chartColumns({ seconds, lines }: ChartData): {
  readonly columns: readonly (readonly (number | null)[])[];
  /** Of each band the numbers of its columns, upper first. */
  readonly bands: readonly (readonly [high: number, low: number])[];
  /** Of each column after the first: its line, and whether it is an edge of a band. */
  readonly of: readonly { readonly line: ChartLine; readonly isEdge: boolean }[];
} {
  const columns: (readonly (number | null)[])[] = [seconds];
  const bands: (readonly [number, number])[] = [];
  const of: { line: ChartLine; isEdge: boolean }[] = [];
  for (const line of lines) {
    of.push({ line, isEdge: false });
    columns.push(line.values);
    if (line.low === undefined || line.high === undefined) continue;
    bands.push([columns.length, columns.length + 1]);
    columns.push(line.high, line.low);
    of.push({ line, isEdge: true }, { line, isEdge: true });
  }
  return { columns, bands, of };
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
