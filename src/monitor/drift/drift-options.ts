import type { Alert } from "../alerts/alert.ts";

/** Monitors that compare what is recorded with what is usual; each is off unless it is named, and `true` gives it its defaults. */
export interface DriftOptions {
  /** Model calls and tools that fail more often in an hour than in the 24 hours before. */
  readonly errorRate?: boolean | ErrorRateOptions | undefined;
  /** Model calls that cost more each in an hour than in the 24 hours before, by model. */
  readonly costDrift?: boolean | CostDriftOptions | undefined;
  /** Types of decisions, and choices of a type, that were not seen before. */
  readonly newDecisions?: boolean | NewDecisionOptions | undefined;
  /** Decisions of a type that turn out otherwise than in the week before. */
  readonly decisionMix?: boolean | DecisionMixOptions | undefined;
  /** Sessions that give less output for their input than in the week before. */
  readonly tokenEfficiency?: boolean | TokenEfficiencyOptions | undefined;
  /** Model calls and tools that are slower in an hour than in the 24 hours before. */
  readonly latency?: boolean | LatencyOptions | undefined;
  /** Is told when something leaves the usual, and when it is back, once each. What it throws is contained. */
  readonly onAlert?: ((alert: Alert) => void) | undefined;
}

/** When errors are more frequent than usual. */
export interface ErrorRateOptions {
  /** Robust standard deviations above the median that are too many. @defaultValue 3.5, more with many series */
  readonly deviations?: number | undefined;
  /** Error rates below this are never too high. @defaultValue 0.02 */
  readonly floor?: number | undefined;
  /** Calls that an hour needs. @defaultValue 30 */
  readonly leastCalls?: number | undefined;
}

/** When model calls cost more than usual. */
export interface CostDriftOptions {
  /** How many times the usual is too much. @defaultValue 1.2 */
  readonly ratio?: number | undefined;
  /** Standard errors above the usual that are too many. @defaultValue 2.5, more with many series */
  readonly deviations?: number | undefined;
  /** Calls with a price that an hour needs. @defaultValue 30 */
  readonly leastCalls?: number | undefined;
}

/** When a choice is made that was never seen before. */
export interface NewDecisionOptions {
  /** How long a service, and a type of decision, has to be known before something new of it is told. @defaultValue 24 hours */
  readonly muteMillis?: number | undefined;
}

/** When decisions are spread over their choices in another way than usual. */
export interface DecisionMixOptions {
  /** The population stability index from which a shift is told. @defaultValue 0.2 */
  readonly index?: number | undefined;
  /** Decisions that are needed now, and in the week before. @defaultValue 200 */
  readonly leastDecisions?: number | undefined;
}

/** When sessions give less output for their input than usual. */
export interface TokenEfficiencyOptions {
  /** Standard errors that too many sessions below the usual tenth percentile are. @defaultValue 3.5 */
  readonly deviations?: number | undefined;
  /** Sessions that are needed now; four times as many in the week before. @defaultValue 50 */
  readonly leastSessions?: number | undefined;
}

/** When work takes longer than usual. */
export interface LatencyOptions {
  /** The percentile that is compared. @defaultValue 95 */
  readonly percentile?: number | undefined;
  /** How many times the usual is too much. @defaultValue 1.3 */
  readonly ratio?: number | undefined;
  /** Calls that an hour needs. @defaultValue 100 */
  readonly leastCalls?: number | undefined;
}
