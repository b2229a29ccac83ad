import type { Message } from "../semconv/messages.ts";
import { type Advice, checkUsage, type ImageGeneration, type Usage, type UsageField } from "../semconv/usage.ts";

/** What the caller knows about a call, for shapes that several providers share. */
export interface ReadHint {
  /** Provider by its convention name (`openai`, `x_ai`, `aws.bedrock` ...). */
  readonly provider?: string;
  /** Operation by its convention name (`chat`, `embeddings` ...). */
  readonly operation?: string;
  /** The tools of the request, as it was sent. */
  readonly tools?: unknown;
}

/** A tool that the model asks the application to run. */
export interface ToolCallName {
  readonly id?: string;
  readonly name: string;
}

/** What one response of a model says, the same for every provider. A property that the provider did not send is absent. */
export interface ProviderReading {
  /** The shape that was recognised, such as `openai.chat`. */
  readonly format: string;
  /** Convention name of the provider, when the hint or the body itself tells it. */
  readonly provider?: string;
  /** Convention name of the operation. */
  readonly operation?: string;
  readonly responseId?: string;
  readonly responseModel?: string;
  /** One reason for each choice, in their order and in the provider's own words; absent while any choice has none. */
  readonly finishReasons?: readonly string[];
  readonly usage?: Usage;
  readonly imageGeneration?: ImageGeneration;
  readonly advice?: Advice;
  /** Something was billed that the usage does not count: the reason that makes the cost partial. */
  readonly uncounted?: string;
  /** The usage is that of several requests, none of which is known alone. */
  readonly isSum?: true;
  /** The tier that served the request, as the provider names it. */
  readonly serviceTier?: string;
  /** Who served the model, when the provider only passes requests on: in its own words. */
  readonly upstreamProvider?: string;
  /** Where the request was served, as the provider names it. */
  readonly region?: string;
  /** Milliseconds that the provider says it worked on the answer. */
  readonly serverLatencyMillis?: number;
  readonly systemFingerprint?: string;
  /** Value of `openai.api.type`. */
  readonly apiType?: "chat_completions" | "responses";
  /** Value of `gen_ai.response.status`. */
  readonly status?: string;
  /** US dollars, as the provider itself states them. */
  readonly reportedCostUsd?: number;
  /** The provider's id of the conversation that the answer belongs to. */
  readonly conversationId?: string;
  readonly embeddingDimension?: number;
  /** Present when the model or the provider's filter refused to answer. */
  readonly refusal?: { readonly category?: string };
  /** What the provider says the answer failed with, in an answer that its client hands on. Content: it may quote prompts. */
  readonly failure?: unknown;
  /** Names of what was odd: never content. */
  readonly warnings?: readonly string[];
  readonly toolCalls?: readonly ToolCallName[];
  /** The provider replaced older turns by a summary. */
  readonly conversationCompacted?: true;
  /** The stream ended in order, but without what ends an answer: its usage is not final. */
  readonly brokeOff?: true;
  /** The event that ends an answer came and told of a failure: its usage is final all the same. */
  readonly failedWhole?: true;
  /** What the model wrote, one message for each choice; converted on each call. */
  outputMessages(): readonly Message[];
}

/**
 * How a stream ended. `error` and `cancelled` cut the choices that have no reason yet, and so does `complete` when the event that ends an answer never
 * came.
 */
export type StreamEnd = "complete" | "error" | "cancelled";

/** What a chunk tells at once. */
export interface ChunkFacts {
  /** It is the first one that carries output. */
  readonly firstOutput?: true;
  /** What the provider says the answer failed with, in a chunk that its client hands on. */
  readonly failure?: unknown;
}

/** What a chunk tells at once, if anything. */
export function chunkFacts(isFirstOutput: boolean, failure: unknown): ChunkFacts | undefined {
  if (failure === undefined) return isFirstOutput ? { firstOutput: true } : undefined;
  return isFirstOutput ? { firstOutput: true, failure } : { failure };
}

/** Folds the chunks of one streamed response. Nothing it does throws. */
export interface StreamReader {
  /** Takes the next chunk. */
  chunk(chunk: unknown): ChunkFacts | undefined;
  /**
   * Takes the chunk that most of a stream consists of, a further piece of text, by a shorter way than {@link chunk}; false when it is another
   * one, which was not taken then.
   */
  plainChunk?(chunk: unknown): boolean;
  /** What was received so far; `undefined` while no chunk was recognised. */
  reading(end?: StreamEnd): ProviderReading | undefined;
}

/** Counts as a provider reports them: anything that is no count is left out, and named in the warnings. */
export type ReportedUsage = { readonly [K in UsageField]?: unknown };

/** Checked usage and the warnings about it; no usage when the provider reported none. */
export function usageOf(reported: ReportedUsage): { usage?: Usage; warnings?: readonly string[] } {
  const { usage, mended } = checkUsage(reported);
  const kept = Object.keys(usage).length > 0 ? { usage } : {};
  return mended.length > 0 ? { ...kept, warnings: mended.map((name) => `usage_mended:${name}`) } : kept;
}

/** The reasons of all choices, or nothing while one of them is missing. */
export function reasonsOf(reasons: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = reasons.filter((reason) => reason !== undefined);
  return known.length > 0 && known.length === reasons.length ? known : undefined;
}

/** The same reading with one more warning. */
export function withWarning(reading: ProviderReading, warning: string): ProviderReading {
  return { ...reading, warnings: [...(reading.warnings ?? []), warning] };
}

/** The reading of a stream that ended in order, but without what ends an answer. */
export function brokenOff(reading: ProviderReading, reasons: readonly string[] = ["error"]): ProviderReading {
  return { ...reading, finishReasons: reading.finishReasons ?? reasons, brokeOff: true };
}
