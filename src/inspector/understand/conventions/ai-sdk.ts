import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";
import type { SaidTokens } from "../tokens.ts";

/**
 * The AI SDK's own telemetry, versions 3 to 6, and what `@ai-sdk/otel` of version 7 adds to the GenAI conventions. From version 6 on input includes the
 * cache, and `noCacheTokens` says what is left without it.
 *
 * Source: the packages `ai` 5.0.277 and 6.0.326 and `@ai-sdk/otel` of `ai` 7.0.173, November 2026.
 */
export const AI_SDK: Table = {
  "ai.operationId": "aiOperation",
  "ai.telemetry.functionId": "agent",
  "ai.telemetry.metadata.sessionId": "session",
  "ai.telemetry.metadata.userId": "user",
  "ai.model.provider": "provider",
  "ai.response.model": "model",
  "ai.model.id": "requestModel",
  "ai.response.finishReason": "finishReason",
  "ai.response.msToFirstChunk": ["firstChunkUs", 1_000],
  "ai.stream.msToFirstChunk": ["firstChunkUs", 1_000],
  "ai.toolCall.name": "tool",
  "ai.usage.inputTokens": "inputTokens",
  "ai.usage.promptTokens": "inputTokens",
  "ai.usage.tokens": "inputTokens",
  "ai.usage.outputTokens": "outputTokens",
  "ai.usage.completionTokens": "outputTokens",
  "ai.usage.inputTokenDetails.noCacheTokens": "inputTokensWithoutCache",
  "ai.usage.inputTokenDetails.cacheReadTokens": "cacheReadTokens",
  "ai.usage.inputTokenDetails.cacheWriteTokens": "cacheWriteTokens",
  "ai.usage.cachedInputTokens": "cacheReadTokens",
  "ai.usage.outputTokenDetails.reasoningTokens": "reasoningTokens",
  "ai.usage.reasoningTokens": "reasoningTokens",
  "ai.response.providerMetadata": "providerMetadata",
};

/**
 * `ai.operationId`. The span around a run of model calls and tools says the sum of what they used, or what the last one used: only the inner ones are
 * requests.
 */
export const AI_SDK_OPERATIONS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["ai.generateText", "agent"],
  ["ai.streamText", "agent"],
  ["ai.generateObject", "agent"],
  ["ai.streamObject", "agent"],
  ["ai.workflowAgent.stream", "agent"],
  ["ai.generateText.doGenerate", "inference"],
  ["ai.streamText.doStream", "inference"],
  ["ai.generateObject.doGenerate", "inference"],
  ["ai.streamObject.doStream", "inference"],
  ["ai.embed", "step"],
  ["ai.embedMany", "step"],
  ["ai.embed.doEmbed", "embeddings"],
  ["ai.embedMany.doEmbed", "embeddings"],
  ["ai.rerank", "step"],
  ["ai.rerank.doRerank", "retrieval"],
  ["ai.toolCall", "tool"],
]);

type Json = Readonly<Record<string, unknown>>;

/**
 * What version 5 says of the cache on the span of a request: only what Anthropic or Bedrock said itself. Shapes: langfuse/langfuse
 * `OtelIngestionProcessor.ts`, August 2026.
 */
export function aiSdkCache(metadata: Json): Pick<SaidTokens, "cacheRead" | "cacheWrite"> {
  const usage = objectIn(objectIn(metadata, "anthropic") ?? objectIn(metadata, "bedrock"), "usage");
  return {
    cacheRead: countIn(usage, "cache_read_input_tokens") ?? countIn(usage, "cacheReadInputTokens"),
    cacheWrite: countIn(usage, "cache_creation_input_tokens") ?? countIn(usage, "cacheWriteInputTokens"),
  };
}

function objectIn(json: Json | undefined, name: string): Json | undefined {
  const value = json?.[name];
  return typeof value === "object" && value !== null ? (value as Json) : undefined;
}

function countIn(json: Json | undefined, name: string): number | undefined {
  const value = json?.[name];
  return typeof value === "number" && value >= 0 ? value : undefined;
}
