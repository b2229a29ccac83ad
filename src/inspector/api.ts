/**
 * What the inspector's server answers and its page, its commands and its MCP endpoint read. All of it is JSON: ids in hex, times in microseconds since
 * 1970, money in US dollars, `null` for what is not known.
 */

export interface StoreStatus {
  readonly path: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly spans: number;
  readonly events: number;
  readonly points: number;
  readonly sessions: number;
  readonly traces: number;
  readonly duplicates: number;
  /** Spans deleted because of the size cap. */
  readonly deleted: number;
  readonly oldestUs: number | null;
  readonly newestUs: number | null;
  readonly fullText: boolean;
  readonly sources: readonly {
    readonly service: string;
    readonly agentKind: string;
    readonly spans: number;
    readonly events: number;
  }[];
  /** What the user should know, such as an SQLite with a known fault. */
  readonly warnings: readonly string[];
}

/** Sums over the model calls and the tools of something. */
export interface Totals {
  readonly inferenceCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number;
  /** Model calls without a cost: when it is not 0, `costUsd` is not all. */
  readonly unpricedCalls: number;
}

/** A session: one conversation or run of an agent. Where an agent names no session, each of its traces is one. */
export interface SessionRow extends Totals {
  readonly id: string;
  readonly service: string;
  /** Whose telemetry it is: `agentscribe`, `claude-code`, `codex`, `gemini-cli`, `copilot`, `docker-agent`, `openinference`, `ai-sdk` ... */
  readonly agentKind: string;
  readonly agent: string | null;
  readonly user: string | null;
  readonly taskType: string | null;
  readonly outcome: string | null;
  readonly endReason: string | null;
  readonly startUs: number;
  readonly endUs: number;
  /** Whether its own span has ended, or nothing came for a while. */
  readonly isOpen: boolean;
  readonly spans: number;
  readonly traces: number;
  readonly events: number;
  readonly models: readonly string[];
  /** Decisions in their order, joined by ` > `. */
  readonly decisionPath: string;
}

export interface SessionFilter {
  readonly service?: string | undefined;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
  readonly user?: string | undefined;
  readonly tool?: string | undefined;
  readonly outcome?: string | undefined;
  readonly taskType?: string | undefined;
  readonly decision?: string | undefined;
  /** Only sessions with an error (true) or without one (false). */
  readonly failed?: boolean | undefined;
  /** In ids, names, models, tools, and in messages where the store keeps an index of text. */
  readonly text?: string | undefined;
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
  /** @defaultValue "start", newest first */
  readonly sort?: "start" | "cost" | "tokens" | "errors" | "duration" | undefined;
  /** @defaultValue 100, at most 1,000 */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface SessionPage {
  readonly sessions: readonly SessionRow[];
  readonly next: string | null;
}

/**
 * The spans of a session or a trace as columns: a row is an index. Small where it counts, since a session may have 50,000 of them. Sorted by start.
 * Columns of names hold indexes into `strings`, whose first is "", which stands for not known.
 */
export interface SpanTable {
  readonly title: string;
  readonly session: SessionRow | null;
  readonly strings: readonly string[];
  readonly traces: readonly string[];
  /** Microseconds since 1970 that `start` counts from. */
  readonly originUs: number;
  readonly id: readonly string[];
  /** Index into `traces`. */
  readonly trace: readonly number[];
  /** Row of the parent; -1 for a root, -2 for a span whose parent is not here. */
  readonly parent: readonly number[];
  readonly name: readonly number[];
  /** Index into `SPAN_KINDS`. */
  readonly kind: readonly number[];
  readonly service: readonly number[];
  readonly agent: readonly number[];
  readonly model: readonly number[];
  readonly tool: readonly number[];
  readonly errorType: readonly number[];
  readonly start: readonly number[];
  readonly duration: readonly number[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: readonly number[];
  /** Whether the row is a model call that is summed. */
  readonly counted: readonly (0 | 1)[];
  readonly input: readonly (number | null)[];
  readonly output: readonly (number | null)[];
  readonly cacheRead: readonly (number | null)[];
  readonly cacheWrite: readonly (number | null)[];
  readonly reasoning: readonly (number | null)[];
  readonly cost: readonly (number | null)[];
}

/** A value as JSON: a list for a list, an object for a map. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Names with values, in the order in which they were sent. */
export type AttributeList = readonly (readonly [name: string, value: JsonValue])[];

export interface SpanDetail {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly session: string;
  readonly name: string;
  readonly kind: string;
  /** `span`, `event` or `metric`. */
  readonly source: string;
  readonly otlpKind: string;
  readonly service: string;
  readonly agentKind: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly tool: string | null;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: "unset" | "ok" | "error";
  readonly statusMessage: string | null;
  readonly errorType: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly costReason: string | null;
  readonly attributes: AttributeList;
  readonly resource: AttributeList;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly { readonly name: string; readonly timeUs: number; readonly attributes: AttributeList }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: AttributeList }[];
}

export interface EventRow {
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly session: string;
  readonly timeUs: number;
  readonly name: string;
  readonly service: string;
  readonly agent: string | null;
  readonly severity: number;
  readonly decisionType: string | null;
  readonly decisionChoice: string | null;
  readonly confidence: number | null;
  readonly outcome: string | null;
  readonly errorType: string | null;
  readonly summary: string | null;
  readonly attributes: AttributeList;
  readonly body: JsonValue;
}

export interface MetricSeries {
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  readonly service: string;
  readonly attributes: AttributeList;
  /** In order of time; a cumulative series is given as it was sent. */
  readonly points: readonly { readonly timeUs: number; readonly value: number; readonly count: number }[];
}

/** A part of a message, whichever convention it was recorded by. */
export type ConversationPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  | { readonly type: "tool_call"; readonly id: string | null; readonly name: string; readonly arguments: JsonValue }
  | { readonly type: "tool_result"; readonly id: string | null; readonly result: JsonValue }
  | { readonly type: "media"; readonly modality: string; readonly mimeType: string | null; readonly note: string }
  | { readonly type: "other"; readonly label: string; readonly value: JsonValue };

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

export interface Conversation {
  readonly session: SessionRow;
  readonly steps: readonly Step[];
  /** Spans and events at the end that are no steps here because there are too many; 0 when the session is whole. */
  readonly truncated: number;
}

/** Two runs, aligned by the kind and the name of their steps so that one step more does not shift the rest. */
export interface Comparison {
  readonly a: SessionRow;
  readonly b: SessionRow;
  readonly rows: readonly {
    readonly change: "same" | "changed" | "only-a" | "only-b";
    readonly a: Step | null;
    readonly b: Step | null;
    /** What differs: `arguments`, `result`, `input`, `output`, `system`, `model`, `error`, `decision`, `outcome`, `tokens` (by more than a tenth). */
    readonly differs: readonly string[];
  }[];
  /** Tools that one of them called, or was offered, and how often. */
  readonly tools: readonly { readonly name: string; readonly a: number; readonly b: number }[];
  /** A line difference of the instructions. */
  readonly prompts: readonly { readonly change: "same" | "removed" | "added"; readonly text: string }[];
}

/** One of the questions that can be asked of a store. */
export interface QuestionInfo {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly help: string;
    readonly default: string | number | null;
    /** The values it may have, where they are few. */
    readonly choices?: readonly string[];
    /** Whether the question cannot be asked without it. */
    readonly isNeeded?: boolean;
  }[];
}

export interface QuestionAnswer {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A measure over time for a chart. */
export interface Series {
  readonly measure: string;
  readonly unit: string;
  /** Start of each bucket. */
  readonly timeUs: readonly number[];
  readonly stepUs: number;
  readonly lines: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    /** The 95 % interval of each value; absent where the measure has none, `null` where there is too little data. */
    readonly low?: readonly (number | null)[] | undefined;
    readonly high?: readonly (number | null)[] | undefined;
    readonly counts?: readonly number[] | undefined;
  }[];
  /** Buckets that leave the baseline, with why. */
  readonly marks: readonly { readonly timeUs: number; readonly line: string; readonly text: string }[];
}

/** Sent to a page that listens, once for each commit, at most a few times a second. */
export interface LiveUpdate {
  readonly revision: number;
  readonly sessions: readonly string[];
  readonly spans: number;
  readonly events: number;
}
