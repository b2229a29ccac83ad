import { LEAST_FOR_BAND, proportionInterval } from "../../../internal/statistics/intervals.ts";
import type { QuestionAnswer } from "../../api.ts";
import type { Calculation } from "./measures.ts";

/** A value of a line with its interval, and what rules judge it by. */
export interface Bucket {
  readonly atUs: number;
  readonly line: string;
  /** How many rows, or values, it was made of. */
  readonly count: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly hits: number;
  readonly sum: number;
  readonly squares: number;
}

/** One row of a series' answer. */
export function bucketOf(
  calculation: Calculation,
  columns: readonly string[],
  row: QuestionAnswer["rows"][number],
): Bucket {
  const cell = (name: string) => row[columns.indexOf(name)] ?? null;
  const number = (name: string): number => Number(cell(name) ?? 0);
  const stated = (name: string): number | null => (cell(name) === null ? null : number(name));
  const base = {
    atUs: number("at_us"),
    line: String(cell("line")),
    count: number("size"),
    hits: number("hits"),
    sum: number("sum"),
    squares: number("squares"),
  };
  switch (calculation.kind) {
    case "rate":
    case "success": {
      const interval = proportionInterval(base.hits, base.count);
      const value = base.count === 0 ? null : base.hits / base.count;
      return { ...base, value, low: interval?.low ?? null, high: interval?.high ?? null };
    }
    case "mean":
      return { ...base, ...meanOf(base.count, base.sum, base.squares) };
    default:
      return { ...base, value: stated("value"), low: stated("low"), high: stated("high") };
  }
}

function meanOf(count: number, sum: number, squares: number): Pick<Bucket, "value" | "low" | "high"> {
  if (count === 0) return { value: null, low: null, high: null };
  const value = sum / count;
  if (count < LEAST_FOR_BAND) return { value, low: null, high: null };
  const error = Math.sqrt(Math.max(0, squares - sum * value) / (count - 1) / count);
  return { value, low: value - 1.96 * error, high: value + 1.96 * error };
}
