/**
 * The numbers behind the alerts. Those that the monitors inside processes have as well are equal to theirs (`src/internal/statistics`), which a test holds them
 * to; where PromQL cannot do what they do, the way is another, and says so.
 */
export const THRESHOLDS = {
  errorRate: {
    /** Standard deviations above the mean of 24 hours; on a chart 2 are enough to look at. */
    sigmas: 3,
    /** The same in units of chance: of as many calls that fail as often as usual. */
    chance: 3,
    floor: 0.02,
    /** Where hardly anything ever fails, a single failure would be out of all proportion. */
    leastRate: 0.01,
    leastCalls: 30,
  },
  /** There is no sum of squares in a counter, so that no standard error: there have to be many calls instead. */
  cost: { ratio: 1.2, leastCalls: 300 },
  mix: { index: 0.2, leastDecisions: 200 },
  /** Successful tasks for a thousand tokens of input, below the tenth percentile of a week and far below its median. */
  efficiency: { quantile: 0.1, ofMedian: 0.8, leastTasks: 50 },
  latency: { percent: 95, ratio: 1.3, leastCalls: 100 },
} as const;
