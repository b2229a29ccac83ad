/** What a rule says of a window against those before it. */
export interface Verdict {
  /** `above` and `below` the usual, `changed` in its make-up, `new` altogether. */
  readonly verdict: "usual" | "above" | "below" | "changed" | "new" | "not enough data";
  /** What is usual; absent where nothing can be said. */
  readonly baseline?: number;
  /** How many standard deviations the window lies above it; below it for `below`. */
  readonly score?: number;
}

export const NOT_ENOUGH: Verdict = { verdict: "not enough data" };
