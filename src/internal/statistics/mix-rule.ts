import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

export interface MixRule {
  /** The population stability index from which a shift is large. @defaultValue 0.2 */
  readonly index?: number;
  /** Standard deviations of chance that it must be as well: 3.09 is p < 0.001. @defaultValue 3.09 */
  readonly deviations?: number;
  /** Cases that the window, and those before it, need. @defaultValue 200 */
  readonly leastCases?: number;
}

/** Fewer cases than this are expected in no cell: smaller ones are merged. */
const LEAST_EXPECTED = 5;

export interface MixShift {
  /** Population stability index: 0 for the same shares, 0.1 is a moderate, 0.2 a large shift. */
  readonly index: number;
  /** How many standard deviations the chi-square statistic lies above what chance gives. */
  readonly score: number;
}

/**
 * Whether the shares of choices are others than before: a shift that is large (population stability index), and more than chance (chi-square). The first
 * alone would be chance where there are few cases, the second alone finds shifts in many cases that mean nothing.
 *
 * @param now - cases of each choice, in the same order as `before`
 */
export function judgeMix(now: readonly number[], before: readonly number[], rule: MixRule = {}): Verdict {
  const { index = 0.2, deviations = 3.09, leastCases = 200 } = rule;
  if (sumOf(now) < leastCases || sumOf(before) < leastCases) return NOT_ENOUGH;
  const shift = mixShift(now, before);
  return {
    verdict: shift.index > index && shift.score > deviations ? "changed" : "usual",
    baseline: 0,
    score: shift.score,
  };
}

/** How far the shares of two samples are apart. Cells with fewer than 5 expected cases are merged. */
export function mixShift(now: readonly number[], before: readonly number[]): MixShift {
  const cells = mergedCells(now, before);
  const [total, totalBefore] = [sumOf(now), sumOf(before)];
  if (cells.length < 2) return { index: 0, score: 0 };
  let index = 0;
  let chiSquare = 0;
  for (const [cases, casesBefore] of cells) {
    // Half a case more in each keeps an empty cell from being infinitely far away.
    const share = (cases + 0.5) / (total + cells.length / 2);
    const shareBefore = (casesBefore + 0.5) / (totalBefore + cells.length / 2);
    index += (share - shareBefore) * Math.log(share / shareBefore);
    const pooled = (cases + casesBefore) / (total + totalBefore);
    chiSquare += (cases - pooled * total) ** 2 / (pooled * total);
    chiSquare += (casesBefore - pooled * totalBefore) ** 2 / (pooled * totalBefore);
  }
  return { index, score: chiSquareScore(chiSquare, cells.length - 1) };
}

/** A chi-square statistic as standard deviations of a normal distribution (Wilson and Hilferty). */
export function chiSquareScore(statistic: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
}

type Cell = readonly [now: number, before: number];

function mergedCells(now: readonly number[], before: readonly number[]): readonly Cell[] {
  const [total, totalBefore] = [sumOf(now), sumOf(before)];
  const smaller = Math.min(total, totalBefore);
  const expected = ([cases, casesBefore]: Cell): number => ((cases + casesBefore) / (total + totalBefore)) * smaller;
  const length = Math.max(now.length, before.length);
  const cells = Array.from({ length }, (_, at): Cell => [now[at] ?? 0, before[at] ?? 0]);
  const sorted = cells.filter(([a, b]) => a + b > 0).sort((one, other) => expected(one) - expected(other));
  const merged: Cell[] = [];
  let rest: Cell = [0, 0];
  for (const cell of sorted) {
    rest = [rest[0] + cell[0], rest[1] + cell[1]];
    if (expected(rest) < LEAST_EXPECTED) continue;
    merged.push(rest);
    rest = [0, 0];
  }
  const last = merged.pop();
  if (last !== undefined) merged.push([last[0] + rest[0], last[1] + rest[1]]);
  return merged;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
