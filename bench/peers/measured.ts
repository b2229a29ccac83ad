/** What a contender is told: where the sink is, and whether the conversation is captured. */
export interface Settings {
  readonly url: string;
  readonly port: number;
  readonly content: boolean;
  /** Whether only what is new in a conversation is captured; for those that can. */
  readonly delta: boolean;
}

/** What a contender measured of itself, added to the bare work, for one turn. */
export interface Measured {
  /** CPU of the host's thread. */
  readonly mainMicros: number;
  /** CPU of the whole process, with garbage collection and workers. */
  readonly processMicros: number;
  /** Time inside the caller's own await. */
  readonly hotMicros: number;
  /** The longest that one turn of the event loop kept the thread, in its own CPU time: what else the machine does is not in it. */
  readonly longestTurnMillis: number;
  /** Delay of the event loop as a timer sees it. */
  readonly delayMaxMillis: number;
  readonly delayP99Millis: number;
  readonly peakMegabytes: number;
  readonly createdSpans: number;
  /** Records of any kind that the contender says it lost. */
  readonly droppedRecords: number;
}

export function readSettings(): Settings {
  const { BENCH_SINK = "", BENCH_SCENARIO = "" } = process.env;
  return {
    url: BENCH_SINK,
    port: Number(new URL(BENCH_SINK).port),
    content: BENCH_SCENARIO !== "metadata",
    delta: BENCH_SCENARIO === "delta",
  };
}
