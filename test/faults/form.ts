/** How large a run is. The short form fits into CI: a fifth of the spans and of the times, many rows at once. */
export interface Form {
  readonly name: "short" | "full";
  readonly spans: number;
  readonly seconds: number;
  /** When faults that pass begin and end, in milliseconds since the first span. */
  readonly outage: { readonly from: number; readonly to: number };
  readonly flapMillis: number;
  /** How long a request may take where the backend never answers, in proportion to the outage. */
  readonly deadlineMillis: number;
  /** Rows at the same time. */
  readonly parallel: number;
  /** Added to each bar of a time: in the short form a dozen rows share two cores, and a row waits for the others. */
  readonly slackMillis: number;
  /** How often what was only late is played again, alone. */
  readonly lateRepeats: number;
}

export const FULL: Form = {
  name: "full",
  spans: 10_000,
  seconds: 20,
  outage: { from: 3_000, to: 13_000 },
  flapMillis: 3_000,
  deadlineMillis: 10_000,
  parallel: 3,
  slackMillis: 0,
  lateRepeats: 0,
};

export const SHORT: Form = {
  name: "short",
  spans: 2_000,
  seconds: 4,
  outage: { from: 800, to: 2_800 },
  flapMillis: 1_000,
  deadlineMillis: 2_000,
  parallel: 12,
  slackMillis: 1_000,
  lateRepeats: 2,
};
