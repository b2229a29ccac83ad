import { attempt, count, defined, field, firstOf, has, isList, isRecord, list, word } from "../fields.ts";
import { itemParts } from "../openai/responses-items.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";

/** Reads the provider's own body inside. */
export type ReadInner = (body: unknown) => ProviderReading | undefined;

/** Whether a body is the answer of a model of the OpenAI Agents SDK, or the response inside the last event of its stream. */
export function isAgentsBody(body: unknown): boolean {
  const usage = field(body, "usage");
  return isList(field(body, "output")) && isRecord(usage) && has(usage, "inputTokens") && has(usage, "totalTokens");
}

/** Reads what the provider itself answered where the SDK kept it, and the SDK's own form for the rest. */
export function readAgentsBody(body: unknown, hint: ReadHint = {}, readInner?: ReadInner): ProviderReading {
  const raw = field(body, "providerData");
  const inner = isRecord(raw) ? readInner?.(raw) : undefined;
  const items = list(field(body, "output"));
  const calls = items.filter((item) => word(item, "type") === "function_call");
  const own = defined<ProviderReading>({
    format: "openai.agents",
    provider: hint.provider,
    operation: hint.operation ?? "chat",
    responseId: word(body, "responseId") ?? word(body, "id"),
    responseModel: word(raw, "model"),
    finishReasons: [calls.length > 0 ? "tool_call" : "stop"],
    ...usageOf(readAgentsUsage(field(body, "usage"))),
    serviceTier: word(raw, "service_tier"),
    toolCalls: calls.length > 0 ? calls.map(toToolCall) : undefined,
    outputMessages: () => attempt(() => [{ role: "assistant", parts: items.flatMap((item) => itemParts(item)) }], []),
  });
  return inner === undefined ? own : { ...own, ...inner };
}

/** Details are lists with an entry for each request that was made; a model's answer is one request. */
function readAgentsUsage(usage: unknown): ReportedUsage {
  const [input, output] = [detailsOf(usage, "inputTokensDetails"), detailsOf(usage, "outputTokensDetails")];
  return {
    inputTokens: field(usage, "inputTokens"),
    outputTokens: field(usage, "outputTokens"),
    cacheReadTokens: count(input, "cached_tokens") ?? count(input, "cachedTokens"),
    cacheWriteTokens: count(input, "cache_write_tokens"),
    reasoningTokens: count(output, "reasoning_tokens") ?? count(output, "reasoningTokens"),
    audioInputTokens: count(input, "audio_tokens"),
    audioOutputTokens: count(output, "audio_tokens"),
  };
}

function detailsOf(usage: unknown, key: string): unknown {
  const details = field(usage, key);
  return isList(details) ? firstOf(details) : details;
}

function toToolCall(item: unknown): ToolCallName {
  return defined<ToolCallName>({ id: word(item, "callId"), name: word(item, "name") ?? "" });
}
