import { add, attempt, count, defined, field, isList, isRecord, list, path, word } from "../fields.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";
import { writtenFor } from "./cache-details.ts";
import { toBedrockMessage } from "./messages.ts";

/** Whether a body is an answer of the Converse API, or of Amazon's own models, which answer in the same shape. */
export function isConverseBody(body: unknown): boolean {
  return isList(path(body, "output", "message", "content"));
}

/** Reads an answer of the Converse API. */
export function readConverseBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const message = path(body, "output", "message");
  const reason = word(body, "stopReason");
  const blocks = list(field(message, "content"));
  const calls = blocks.map((block) => field(block, "toolUse")).filter(isClientCall);
  return defined<ProviderReading>({
    format: "bedrock.converse",
    provider: hint.provider ?? "aws.bedrock",
    operation: hint.operation ?? "chat",
    responseModel: word(path(body, "trace", "promptRouter"), "invokedModelId"),
    finishReasons: reason === undefined ? undefined : [reason],
    ...usageOf(readConverseUsage(field(body, "usage"))),
    serviceTier: tierOf(body),
    serverLatencyMillis: count(field(body, "metrics"), "latencyMs"),
    refusal: reason === "guardrail_intervened" || reason === "content_filtered" ? { category: reason } : undefined,
    toolCalls: calls.length > 0 ? calls.map(toToolCall) : undefined,
    outputMessages: () => attempt(() => [toBedrockMessage(message)], []),
  });
}

/** Answers of lower latency have a price of their own, as a tier has. */
function tierOf(body: unknown): string | undefined {
  const tier = word(field(body, "serviceTier"), "type");
  const isOptimized = word(field(body, "performanceConfig"), "latency") === "optimized";
  return isOptimized && (tier === undefined || tier === "default") ? "latency_optimized" : tier;
}

/** `inputTokens` leaves cached tokens out. InvokeModel ends their names with `Count`. */
function readConverseUsage(usage: unknown): ReportedUsage {
  const cacheRead = count(usage, "cacheReadInputTokens") ?? count(usage, "cacheReadInputTokenCount");
  const cacheWrite = count(usage, "cacheWriteInputTokens") ?? count(usage, "cacheWriteInputTokenCount");
  return {
    inputTokens: add(count(usage, "inputTokens"), cacheRead, cacheWrite),
    outputTokens: count(usage, "outputTokens"),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite5mTokens: writtenFor("5m", usage),
    cacheWrite1hTokens: writtenFor("1h", usage),
  };
}

function isClientCall(call: unknown): boolean {
  return isRecord(call) && word(call, "name") !== undefined && word(call, "type") !== "server_tool_use";
}

function toToolCall(call: unknown): ToolCallName {
  return defined<ToolCallName>({ id: word(call, "toolUseId"), name: word(call, "name") ?? "" });
}
