import type { Verdict } from "../statistics/verdict.ts";

/** What is said of one series in one window of time. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly value?: number | undefined;
  /** Cases in the window. */
  readonly count: number;
  readonly windowMillis: number;
  /** What there is too little of where there is not enough data; absent where more of the same would not help. */
  readonly lacks?: Lack | undefined;
}

export interface Lack {
  readonly have: number;
  readonly need: number;
  /** `calls`, `hours before`, `sessions`. */
  readonly of: string;
}

/** The first of what there is too little of. */
export function lackOf(...needs: readonly (readonly [have: number, need: number, of: string])[]): Lack | undefined {
  const found = needs.find(([have, need]) => have < need);
  return found === undefined ? undefined : { have: found[0], need: found[1], of: found[2] };
}
