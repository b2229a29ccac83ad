import type { JsonValue } from "./json.ts";
import type { SessionRow } from "./sessions.ts";

/** A part of a message, whichever convention it was recorded by. */
export type ConversationPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  | { readonly type: "tool_call"; readonly id: string | null; readonly name: string; readonly arguments: JsonValue }
  | { readonly type: "tool_result"; readonly id: string | null; readonly result: JsonValue }
  | { readonly type: "media"; readonly modality: string; readonly mimeType: string | null; readonly note: string }
  | { readonly type: "other"; readonly label: string; readonly value: JsonValue };

/** A message of a model call, when its content was captured. */
export interface ConversationMessage {
  readonly role: string;
  readonly name: string | null;
  readonly parts: readonly ConversationPart[];
}

/** What was not recorded, with its size in characters where the sender says it: `{ what: "prompts", characters: 180 }`. */
export interface Withheld {
  readonly what: string;
  readonly characters: number | null;
}

/** Totals up to and including a step. */
export interface RunningTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  readonly errors: number;
  /** Tokens of the newest model call's input: how full the context is. */
  readonly contextTokens: number;
}

/** One step of a session as it happened: a model call with what is new in it, a tool, a decision, an agent's start, a wait, an outcome. */
export interface Step {
  readonly index: number;
  readonly type:
    | "inference"
    | "tool"
    | "agent"
    | "task"
    | "decision"
    | "outcome"
    | "wait"
    | "retrieval"
    | "command"
    | "event"
    | "other";
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** Depth in the tree of agents, for indentation. */
  readonly depth: number;
  readonly name: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly startUs: number;
  readonly durationUs: number;
  readonly failed: boolean;
  readonly errorType: string | null;
  /** Instructions, where they are new or changed. */
  readonly system: string | null;
  /** Of a model call: the messages that were not in the call before. */
  readonly input: readonly ConversationMessage[];
  /** Messages of the input that were in the call before. */
  readonly repeatedMessages: number;
  readonly output: readonly ConversationMessage[];
  readonly arguments: JsonValue;
  readonly result: JsonValue;
  readonly withheld: readonly Withheld[];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly costReason: string | null;
  readonly finishReason: string | null;
  readonly decision: {
    readonly type: string;
    readonly choice: string;
    readonly options: readonly string[];
    readonly confidence: number | null;
  } | null;
  readonly outcome: string | null;
  readonly summary: string | null;
  readonly running: RunningTotals;
}

/** A session step by step. */
export interface Conversation {
  readonly session: SessionRow;
  readonly steps: readonly Step[];
  /** Spans and events at the end that are no steps here because there are too many; 0 when the session is whole. */
  readonly truncated: number;
  /** What the session can be run again with; null when its traffic was not recorded. */
  readonly recording: {
    /** The file that the traffic was recorded in. */
    readonly cassette: string;
    /** For a shell. */
    readonly command: string;
  } | null;
}
