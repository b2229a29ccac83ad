/** A model call that is over. */
export interface EndedCall {
  /** When it ended, milliseconds since 1970. */
  readonly atMillis: number;
  /** The model that was asked for: `provider/model`. */
  readonly model: string;
  readonly failed: boolean;
  readonly durationMillis: number;
  /** Absent where it is not known, or only estimated. */
  readonly costUsd: number | undefined;
}

/** An execution of a tool that is over. */
export interface EndedTool {
  readonly atMillis: number;
  readonly tool: string;
  readonly failed: boolean;
  readonly durationMillis: number;
}

export interface TakenDecision {
  readonly atMillis: number;
  readonly type: string;
  readonly choice: string;
}

export interface EndedSession {
  readonly atMillis: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Looks at what happens for something that leaves the usual. Passed to recording, which knows no statistics. Nothing here throws. */
export interface WorkMonitor {
  modelCall(call: EndedCall): void;
  toolCall(tool: EndedTool): void;
  decision(decision: TakenDecision): void;
  sessionEnd(session: EndedSession): void;
}
