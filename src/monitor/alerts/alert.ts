import type { Verdict } from "../../internal/statistics/verdict.ts";

/** What a monitor looks at. */
export type MonitorKind =
  | "error_rate"
  | "cost_drift"
  | "new_decision"
  | "decision_mix"
  | "token_efficiency"
  | "latency";

/** What a series is about: a model (`provider/model`), a tool, a type of decision or one choice of it, or the whole service. */
export type SubjectType = "model" | "tool" | "decision" | "service";

/** Something left its usual range, or is back in it. */
export interface Alert {
  readonly state: "began" | "ended";
  readonly kind: MonitorKind;
  readonly subjectType: SubjectType;
  /** `openai/gpt-5-mini`, `search`, `route`, `route: escalate`; the service's sessions are `sessions`. */
  readonly subject: string;
  /** What was measured, in the unit of the monitor: see docs/monitors.md. */
  readonly value?: number;
  /** What is usual. */
  readonly baseline?: number;
  /** How many standard deviations apart they are. */
  readonly score?: number;
  /** How long the window is that was judged. */
  readonly windowMillis: number;
  /** Calls, decisions or sessions in it. */
  readonly count: number;
  /** When it began, milliseconds since 1970. */
  readonly sinceMillis: number;
  /** When it was seen to be over. */
  readonly endedMillis?: number;
}

/** What one series is like now. */
export interface SeriesState {
  readonly kind: MonitorKind;
  readonly subjectType: SubjectType;
  readonly subject: string;
  readonly verdict: Verdict["verdict"];
  readonly value?: number;
  readonly baseline?: number;
  readonly score?: number;
  readonly count: number;
  readonly windowMillis: number;
  /** When it was judged last, milliseconds since 1970. */
  readonly judgedMillis: number;
  /** Since when it is out of its usual range and an alert stands. */
  readonly alertSinceMillis?: number;
}

/** What monitors know. */
export interface MonitorReport {
  readonly series: readonly SeriesState[];
  /** Series that were forgotten, as there were too many; the ones without news for the longest time go first. */
  readonly forgottenSeries: number;
  /** Alerts that were not told, as there were too many in an hour. */
  readonly untoldAlerts: number;
}
