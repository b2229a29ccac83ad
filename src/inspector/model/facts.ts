/**
 * What kind of work a span stands for, whoever recorded it. `other` is everything that is no work of an agent, such as an HTTP request
 * or a query of a database.
 */
export const SPAN_KINDS = [
  "other",
  "session",
  "workflow",
  "task",
  "agent",
  "plan",
  "inference",
  "embeddings",
  "retrieval",
  "memory",
  "tool",
  "command",
  "wait",
  "step",
  "mcp",
] as const;

export type SpanKind = (typeof SPAN_KINDS)[number];

/** The kinds of spans that are calls of tools, each call once: a command is a tool that runs a process. */
export const TOOL_KINDS: readonly SpanKind[] = ["tool", "command"];

/** The kinds of spans that hold work and fail when it fails: they would count an error twice. */
export const HOLDER_KINDS: readonly SpanKind[] = ["other", "session", "workflow", "task", "agent", "plan", "step"];

const TOOLS: ReadonlySet<string> = new Set(TOOL_KINDS);

export function isToolCall(kind: string): boolean {
  return TOOLS.has(kind);
}

/** Where a row comes from: a span, or, where an agent sends no spans of its model calls, an event or a metric that tells of them. */
export const SOURCES = ["span", "event", "metric"] as const;

export type Source = (typeof SOURCES)[number];

/** What is known of one piece of work, in the one model that all agents are compared in. Absent means not known, never 0. */
export interface Facts {
  readonly kind: SpanKind;
  /** Only inference with `counted` true is summed: another row may stand for the same request. */
  readonly counted: boolean;
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  readonly provider?: string | undefined;
  /** The model that answered; the one asked for when the answer names none, or a version of it. */
  readonly model?: string | undefined;
  readonly requestModel?: string | undefined;
  /** The version of `model` that answered; absent where `model` is the name of what answered. */
  readonly modelVersion?: string | undefined;
  readonly tool?: string | undefined;
  readonly purpose?: string | undefined;
  readonly user?: string | undefined;
  readonly tenant?: string | undefined;
  readonly taskId?: string | undefined;
  readonly taskType?: string | undefined;
  readonly outcome?: string | undefined;
  readonly endReason?: string | undefined;
  readonly errorType?: string | undefined;
  readonly finishReason?: string | undefined;
  /** Tokens as the GenAI conventions define them: input includes cache, output includes reasoning. */
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  /** US dollars as the sender states them. */
  readonly costUsd?: number | undefined;
  /** Why there is no cost, or not all of it, in the sender's words. */
  readonly costReason?: string | undefined;
  /** Microseconds until the first chunk of the answer. */
  readonly firstChunkUs?: number | undefined;
  readonly retries?: number | undefined;
}

/** Work that an event or a metric tells of. It gets a row like a span, with ids made from its content, so that a resend is the same row. */
export interface DerivedWork extends Facts {
  readonly source: "event" | "metric";
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly failed: boolean;
}

/** The event that says what became of a task after it was done. */
export const LATE_OUTCOME = "agentscribe.task.late_outcome";

/** Events whose outcome is that of their task or session. That of any other is of something in it, such as a login, a command or a rating. */
export const OUTCOME_EVENTS: ReadonlySet<string> = new Set([
  "agentscribe.task.outcome",
  LATE_OUTCOME,
  "agentscribe.session.end",
]);

/** Events that may tell of work long after it was done: that, and ratings by people and programs. */
export const LATER_EVENTS: ReadonlySet<string> = new Set([LATE_OUTCOME, "gen_ai.evaluation.result"]);

/** What is known of an event. */
export interface EventFacts {
  /** The name under which all agents' events of this meaning are listed: `agentscribe.decision`; the sender's own where there is no common one. */
  readonly name: string;
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  readonly user?: string | undefined;
  readonly taskId?: string | undefined;
  readonly taskType?: string | undefined;
  readonly model?: string | undefined;
  readonly tool?: string | undefined;
  /** Of a decision: what was decided on, and for what. */
  readonly decisionType?: string | undefined;
  readonly decisionChoice?: string | undefined;
  readonly confidence?: number | undefined;
  readonly outcome?: string | undefined;
  /** A number that the event carries, such as revisions, a score or lines. */
  readonly value?: number | undefined;
  readonly errorType?: string | undefined;
  /** One line for a list; no content. */
  readonly summary?: string | undefined;
}
