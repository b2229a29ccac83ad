import type { Finding } from "./finding.ts";

/** What `telemetry.verify()` looks at, and for how long. */
export interface VerifyOptions {
  /** How long it may take at most. @defaultValue 5,000 */
  readonly timeoutMillis?: number | undefined;
  /** Sends nothing: looks at what can be seen from here. @defaultValue false */
  readonly offline?: boolean | undefined;
}

/** One signal on its way to one destination. */
export interface VerifiedDestination {
  readonly name: string;
  readonly signal: "traces" | "events" | "metrics";
  /** Without its query, where keys stand with some backends; absent for an exporter of the application. */
  readonly url?: string;
  /** Whether the test record was taken; absent when none was sent. */
  readonly delivered?: boolean;
  /** From the start of the request to the end of the answer, the connection included. */
  readonly roundTripMillis?: number;
  /** The status of the answer. */
  readonly status?: number;
  /** How far the clock of the backend is ahead of this one, as far as its answer says; to the second. */
  readonly clockOffsetMillis?: number;
}

/** What `telemetry.verify()` found. */
export interface Verification {
  /** False when something was found that is an error. */
  readonly ok: boolean;
  /** The set-up in one line, as `describe()` gives it. */
  readonly summary: string;
  readonly mode: "own" | "host" | "off";
  readonly destinations: readonly VerifiedDestination[];
  /** The worst first. */
  readonly findings: readonly Finding[];
}
