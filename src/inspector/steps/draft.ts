import type { Step } from "../api.ts";

/** A step without its place in the session. */
export interface Draft extends Omit<Step, "index" | "running"> {
  /** Whether its tokens and its cost are summed. */
  readonly counted: boolean;
  /** Whether a failure of it is one of its own: what holds work only passes it on. */
  readonly isWork: boolean;
  /** Of steps that begin in the same microsecond the smaller comes first. */
  readonly rank: number;
  /** The id by which the model asked for a tool. */
  readonly callId: string | null;
}

/** A step that says nothing: what a kind of step does not have. */
export const EMPTY_STEP: Omit<Step, "index" | "type" | "name" | "startUs" | "running"> = {
  traceId: null,
  spanId: null,
  depth: 0,
  agent: null,
  model: null,
  durationUs: 0,
  failed: false,
  errorType: null,
  system: null,
  input: [],
  repeatedMessages: 0,
  output: [],
  arguments: null,
  result: null,
  withheld: [],
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  costUsd: null,
  costReason: null,
  finishReason: null,
  decision: null,
  outcome: null,
  summary: null,
};

/** A draft of a step that says nothing. */
export const NOTHING: Omit<Draft, "type" | "name" | "startUs"> = {
  ...EMPTY_STEP,
  counted: false,
  isWork: false,
  rank: 0,
  callId: null,
};
