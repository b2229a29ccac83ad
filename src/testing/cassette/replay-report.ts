/** What a process that replays says at its end. */
export interface ReplayReport {
  /** Which entries of the cassette it played, by their place among them. */
  readonly played: readonly number[];
  readonly mismatches: readonly string[];
  /** The cassette answered for tools. */
  readonly tools: boolean;
}
