/** What work used. Each amount adds to what was used before. */
export interface SpentAmounts {
  readonly inferenceCalls?: number;
  readonly toolCalls?: number;
  readonly turns?: number;
  readonly usage?:
    | { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined }
    | undefined;
  readonly costUsd?: number;
  /** Calls whose cost is not known, or is only an estimate: that is in `costUsd` then. */
  readonly unpricedCalls?: number;
}

/** What a call that is still going on will have used, as far as can be guessed. */
export interface Reservation {
  /** The guess replaces the one before. */
  guess(amounts: { readonly tokens: number; readonly costUsd: number }): void;
  /** What the call really used is counted from here on. */
  release(): void;
}

/** Work that a limit may refuse: a call of a model, which may be a run of its own, embeddings, which never are, or the execution of a tool. */
export type LimitedWork = "call" | "embeddings" | "tool";

/** What a scope is, for whoever decides which limits hold in it. */
export interface LimitedScope {
  readonly kind: string;
  /** No other run is around it. */
  readonly isRun: boolean;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  readonly taskId: string | undefined;
  readonly agent: string | undefined;
  /** Budgets that the application gave this scope. */
  readonly budgets: readonly unknown[];
}

/** The limits that hold in one scope. Nothing here throws. */
export interface ScopeLimits {
  /** Aborted, with the error as their reason, once a limit that stops is reached. Empty where none stops. */
  readonly signals: readonly AbortSignal[];
  /** Whether what a call uses has to be guessed while it goes on. */
  readonly needsGuesses: boolean;
  /** Whether a budget of this name is used up here, and stops. */
  isStoppedBy(budget: string): boolean;
  /**
   * The error that refuses more work of a kind.
   *
   * @param isTurn whether it would be a turn of its session
   * @param place where it was to happen, handed back with what is told of it
   */
  refuse(work: LimitedWork, isTurn: boolean, place: unknown): Error | undefined;
  add(amounts: SpentAmounts, place: unknown): void;
  /** A call begins. */
  reserve(place: unknown): Reservation;
  /** A tool begins, or is over and added with what else it used. */
  runsTool(isRunning: boolean, place: unknown): void;
  /** Stops the innermost agent for a reason that is no limit. */
  trip(error: Error): void;
  /** Somebody waits for people, or no longer does: that is no working time. */
  waits(isWaiting: boolean): void;
  /** The scope is over. */
  ended(): void;
}

/** An agent repeats itself. */
export interface FoundLoop {
  readonly kind: string;
  readonly count: number;
  /** What stops the agent; absent where it is only said. */
  readonly error?: Error;
}

/** Watches agents for repetition. Passed to recording, which gives it what agents do. May throw what a getter of the arguments throws. */
export interface LoopSource {
  /**
   * @param agent what stands for the agent that calls the tool
   * @param args undefined where nobody told them: such a call is like no other
   */
  call(agent: object, tool: string, args: unknown): FoundLoop | undefined;
  output(agent: object, content: unknown): FoundLoop | undefined;
}

/** Decides which limits hold where. Passed to recording, which knows no budget. */
export interface LimitSource {
  /** There is no limit anywhere. */
  readonly isIdle: boolean;
  /** Lets a budget that the application gives a scope limit it, whichever client made it. @returns false for what is no budget of this copy of the package */
  takes(budget: unknown): boolean;
  /** @param around the limits of the scope around; absent outside of all scopes */
  enter(scope: LimitedScope, around: ScopeLimits | undefined, place: unknown): ScopeLimits | undefined;
}
