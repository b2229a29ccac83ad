/**
 * What alerts are about: those of the monitors that run in an agent's process (docs/monitors.md), and `loop` and `budget`, which agents tell of by events.
 */
export type AlertKind =
  | "error_rate"
  | "cost_drift"
  | "latency"
  | "new_decision"
  | "decision_mix"
  | "token_efficiency"
  | "loop"
  | "budget";

/** `sessions` are those of a service. */
export type AlertSubjectType = "model" | "tool" | "decision" | "sessions" | "agent";

/** `above` and `below` the usual, `changed` in its make-up, `new` altogether, `told` of by an event. */
export type AlertVerdict = "above" | "below" | "changed" | "new" | "told";

/** How values are written: `ratio` from 0 to 1, `USD`, `us`, output tokens for 1,000 input tokens, a population stability index, events. */
export type AlertUnit = "ratio" | "USD" | "us" | "{token}/1000" | "PSI" | "{event}";

/** A series that left its usual range, in whole hours. */
export interface AlertRow {
  /** The same each time that the same history is judged. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly subjectType: AlertSubjectType;
  /** A model, a tool, a type of decision, one choice of it as `type: choice`, a service, an agent. */
  readonly subject: string;
  /** Whose it is, where services are judged apart: decisions, sessions, loops and budgets. */
  readonly service: string | null;
  /** The beginning of the first hour. */
  readonly sinceUs: number;
  /** The end of the last one; `null` while it stands. */
  readonly untilUs: number | null;
  readonly verdict: AlertVerdict;
  /** What was measured in the first hour. */
  readonly value: number | null;
  /** What was usual. */
  readonly baseline: number | null;
  readonly unit: AlertUnit;
  /** How many standard deviations apart they are. */
  readonly score: number | null;
  /** Calls, decisions, sessions or events that it was judged by. */
  readonly count: number;
}

/** What a series is like in the newest whole hour in which it had anything. */
export interface AlertSeriesState {
  readonly kind: AlertKind;
  readonly subjectType: AlertSubjectType;
  readonly subject: string;
  readonly service: string | null;
  /** The beginning of that hour. */
  readonly hourUs: number;
  readonly verdict: AlertVerdict | "usual" | "not enough data";
  readonly value: number | null;
  readonly baseline: number | null;
  readonly unit: AlertUnit;
  readonly count: number;
  /** What there is too little of; `null` where there is enough, or where more of the same would not help. */
  readonly lacks: { readonly have: number; readonly need: number; readonly of: string } | null;
  /** The alert that stands. */
  readonly alert: string | null;
}

/** Stored history as the monitors judge it: each hour against those before it. */
export interface AlertReport {
  /** The hours that were judged: at most 35 days, the last of them whole. */
  readonly fromUs: number;
  readonly toUs: number;
  /** The newest first, 500 at most. */
  readonly alerts: readonly AlertRow[];
  /** Those that are left out. */
  readonly moreAlerts: number;
  readonly states: readonly AlertSeriesState[];
  /** Series beyond 200 of a kind: those are not judged. */
  readonly moreSeries: number;
}

/** Where alerts are posted to, and what became of them. */
export interface WebhookStatus {
  /** The origin only: the rest of it may be what gives the right to post. */
  readonly address: string;
  readonly delivered: number;
  readonly failed: number;
  /** Not posted, as there were too many in an hour. */
  readonly untold: number;
  /** Why the last one failed; `null` where it did not. */
  readonly lastError: string | null;
}

/** What `GET /api/alerts` answers. */
export interface AlertAnswer extends AlertReport {
  /** `null` where none was asked for. */
  readonly webhook: WebhookStatus | null;
}

/** What the receiver of a test delivery answered. */
export interface WebhookTest {
  readonly delivered: boolean;
  /** `null` when there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly error: string | null;
}
