/** Sent to a page that listens, once for each commit, at most a few times a second. */
export interface LiveUpdate {
  readonly revision: number;
  readonly sessions: readonly string[];
  readonly spans: number;
  readonly events: number;
}
