import type { Form } from "./form.ts";
import type { EndedHost } from "./host/start-host.ts";
import type { ServerStats } from "./server/protocol.ts";
import type { Stage } from "./stage.ts";

/** One line of the table: what is done to the host and the backend, and what must come of it. */
export interface Scenario {
  /** The row of the bar that it belongs to; several scenarios may share one. */
  readonly row: number;
  readonly name: string;
  readonly bar: Bar;
  /** Nothing else may run meanwhile: the row measures time or memory. */
  readonly alone?: true;
  run(stage: Stage): Promise<Run>;
}

/** What must hold. Times get the slack of the form. That nothing is lost uncounted, and that nothing rejects, holds for every row. */
export interface Bar {
  /** Copies at most. @defaultValue 0 */
  readonly duplicates?: number;
  /** The end of the host's work to the end of its process. */
  readonly heldMillis?: number;
  /** From the end of the fault until all older spans arrived. */
  readonly caughtUpMillis?: number;
  /** The longest time that the host's event loop stood still, above that of the same host without SDK. */
  readonly loopMaxMillis?: number;
  /** Drops by reason, exactly, or `counted`: any, as long as the count is exact. @defaultValue none */
  readonly dropped?: Readonly<Record<string, number>> | "counted";
  /** Spans that were open at a crash and must arrive marked. */
  readonly interrupted?: number;
  /** What else must hold: a sentence for each miss. */
  check?(run: Run, form: Form): readonly string[];
}

export interface Run {
  readonly hosts: readonly EndedHost[];
  /** The backend's counts when the first hosts had ended, before any next start. */
  readonly atExit: ServerStats;
  readonly stats: ServerStats;
  /** The longest time that the loop of a host without SDK stood still meanwhile. */
  readonly baseLoopMillis?: number;
  /** Files in the spool after all, without dead letters. */
  readonly filesLeft: readonly string[];
  /** Measured beside the bar; printed. */
  readonly notes?: readonly string[];
}
