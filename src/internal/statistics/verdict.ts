/** What a rule says of a window against those before it. */
export interface Verdict {
  readonly verdict: "usual" | "above" | "not enough data";
  /** What is usual; absent where nothing can be said. */
  readonly baseline?: number;
  /** How many standard deviations the window lies above it. */
  readonly score?: number;
}

export const NOT_ENOUGH: Verdict = { verdict: "not enough data" };
