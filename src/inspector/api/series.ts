/** A measure over time for a chart. */
export interface Series {
  readonly measure: string;
  readonly unit: string;
  /** Start of each bucket. */
  readonly timeUs: readonly number[];
  readonly stepUs: number;
  readonly lines: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    /** The 95 % interval of each value; absent where the measure has none, `null` where there is too little data. */
    readonly low?: readonly (number | null)[] | undefined;
    readonly high?: readonly (number | null)[] | undefined;
    readonly counts?: readonly number[] | undefined;
  }[];
  /** Buckets that leave the baseline, with why. */
  readonly marks: readonly { readonly timeUs: number; readonly line: string; readonly text: string }[];
}
