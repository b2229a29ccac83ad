import type { QuestionAnswer } from "../../api.ts";
import { labelOf } from "./breakdown.ts";

interface Quantile {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface LatencyRow {
  readonly label: string;
  readonly calls: number;
  readonly now: Quantile;
  readonly baseline: Quantile;
  readonly verdict: string;
  /** From microseconds to a width of 100, the same for all rows. */
  readonly scale: number;
}

/** The answer of `latency` as p95 now and before, on one scale. */
export function latencyRows({ columns, rows }: QuestionAnswer): readonly LatencyRow[] {
  const read = rows.map((row) => {
    const number = (name: string): number | null => {
      const cell = row[columns.indexOf(name)];
      return typeof cell === "number" ? cell : null;
    };
    return {
      label: labelOf(row[0]),
      calls: number("calls") ?? 0,
      now: { value: number("p95_us"), low: number("p95_low_us"), high: number("p95_high_us") },
      baseline: {
        value: number("baseline_p95_us"),
        low: number("baseline_p95_low_us"),
        high: number("baseline_p95_high_us"),
      },
      verdict: String(row[columns.indexOf("verdict")] ?? "not enough data"),
    };
  });
  const ends = read.flatMap(({ now, baseline }) => [now.value, now.high, baseline.value, baseline.high]);
  const scale = 98 / Math.max(1, ...ends.map((end) => end ?? 0));
  return read.map((row) => ({ ...row, scale }));
}
