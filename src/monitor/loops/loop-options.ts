/** When an agent is taken to repeat itself, and what happens then. */
export interface LoopOptions {
  /** So many calls of one tool with the same arguments, one after another. Calls whose arguments nobody told are like no other. @defaultValue 3 */
  readonly identicalCalls?: number | undefined;
  /** A cycle of two to four different calls, so many times over. @defaultValue 3 */
  readonly cycles?: number | undefined;
  /** So many answers of an agent's model with the same text of at least 40 characters, one after another. @defaultValue 3 */
  readonly repeatedOutputs?: number | undefined;
  /** So many calls one after another of which each was made before by the same agent, with the same arguments. @defaultValue 10 */
  readonly staleCalls?: number | undefined;
  /** `stop` refuses the run's next model call with {@link LoopDetected} and aborts its `signal`; `warn` only says so. @defaultValue `"warn"` */
  readonly onLoop?: "warn" | "stop" | undefined;
}

/** How an agent repeats itself. */
export type LoopKind = "identical_calls" | "alternating_calls" | "repeated_output" | "no_progress";

/** A loop that was found. It is told of when it begins, and again each time it is twice as long. */
export interface Loop {
  readonly kind: LoopKind;
  /** How often the call, cycle or answer came; for `no_progress`, how many calls brought nothing new. */
  readonly count: number;
}
