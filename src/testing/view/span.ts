import type { ConversationMessage } from "../../inspector/api/steps.ts";
import type { SpanKind } from "../../inspector/model/facts.ts";

/** A value of an attribute, as plain data. */
export type TestValue = string | number | boolean | null | readonly TestValue[] | { readonly [key: string]: TestValue };

/** Attributes as plain data. */
export type TestAttributes = Readonly<Record<string, TestValue>>;

/** What a span stands for: the scope's name, `mcp` for the protocol's own spans, `other` for what is no work of an agent. */
export type TestSpanKind = Exclude<SpanKind, "inference"> | "llm";

/** Tokens as the conventions count them: input includes cache, output includes reasoning. Absent means not known. */
export interface TestUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
}

/** An event, as a backend would get it. */
export interface TestEvent {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly timeMillis: number;
  readonly attributes: TestAttributes;
  readonly body: TestValue;
  /** Whether it was sent as a log record, as `record()` does, or on its span. */
  readonly source: "log" | "span";
  readonly traceId?: string;
  readonly spanId?: string;
}

/** A link to another span. */
export interface TestLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: TestAttributes;
}

/** A span as a backend would get it, with what it means read out of its attributes. */
export interface TestSpan {
  readonly kind: TestSpanKind;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Absent for the root of a trace. */
  readonly parentSpanId?: string;
  /** Whether the parent belongs to another process. */
  readonly parentIsRemote: boolean;
  /** Milliseconds since 1970. */
  readonly startTimeMillis: number;
  readonly durationMillis: number;
  readonly agent?: string;
  readonly provider?: string;
  /** The model that answered; the one asked for when the answer names none. */
  readonly model?: string;
  readonly purpose?: string;
  readonly tool?: string;
  readonly callId?: string;
  /** Of a tool, when captured. */
  readonly arguments?: TestValue;
  readonly result?: TestValue;
  /** Of a model call, when captured. */
  readonly system?: string;
  readonly input: readonly ConversationMessage[];
  readonly output: readonly ConversationMessage[];
  readonly finishReason?: string;
  readonly usage?: TestUsage;
  /** Of a model call: US dollars, and whether that is all: `ok`, `partial`, `unpriced` or `incomplete`, and why. */
  readonly cost?: { readonly usd?: number; readonly status?: string; readonly reason?: string };
  /** False for a second span of a request that another span stands for. */
  readonly counted: boolean;
  readonly outcome?: string;
  readonly error?: { readonly type: string; readonly message?: string };
  readonly attributes: TestAttributes;
  /** Its own events and the log records that belong to it, in the order of time. */
  readonly events: readonly TestEvent[];
  readonly links: readonly TestLink[];
  readonly resource: TestAttributes;
  readonly scope: { readonly name: string; readonly version: string };
  /** In the order they started. */
  readonly children: readonly TestSpan[];
}

/** The spans that have one trace id. */
export interface TestTrace {
  readonly traceId: string;
  /** Usually one; more when the parent of a span was not recorded. */
  readonly roots: readonly TestSpan[];
  /** All of the trace, in the order they started. */
  readonly spans: readonly TestSpan[];
}
