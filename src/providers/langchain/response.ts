import { attempt, count, defined, field, firstOf, isRecord, list, word } from "../fields.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";
import { fieldsOf, isLangChainMessage, toLangChainMessage } from "./messages.ts";

/** Whether a body is an answer of a chat model of LangChain: a message with usage, or the result around it. */
export function isLangChainBody(body: unknown): boolean {
  const message = messageOf(body);
  const own = fieldsOf(message);
  if (isRecord(field(own, "usage_metadata"))) return true;
  return isLangChainMessage(message) && isRecord(field(own, "response_metadata"));
}

/** Reads an answer of LangChain, whose usage is the same for all providers and includes cached tokens. */
export function readLangChainBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const message = messageOf(body);
  const own = fieldsOf(message);
  const metadata = field(own, "response_metadata");
  const reason = firstText(metadata, ["finish_reason", "stop_reason", "finishReason", "stopReason", "done_reason"]);
  const calls = list(field(own, "tool_calls")).flatMap(toToolCall);
  return defined<ProviderReading>({
    format: "langchain.message",
    provider: hint.provider,
    operation: hint.operation ?? "chat",
    responseId: firstText(metadata, ["id"]) ?? word(own, "id"),
    responseModel: firstText(metadata, ["model_name", "model", "modelVersion"]),
    finishReasons: reason === undefined ? undefined : [reason],
    ...usageOf(readLangChainUsage(field(own, "usage_metadata"), field(metadata, "usage"))),
    serviceTier: word(metadata, "service_tier"),
    systemFingerprint: word(metadata, "system_fingerprint"),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () => attempt(() => [{ ...toLangChainMessage(message), role: "assistant" }], []),
  });
}

/** The lifetimes of cache writes are only in the provider's own usage. */
function readLangChainUsage(usage: unknown, raw: unknown): ReportedUsage {
  const [input, output] = [field(usage, "input_token_details"), field(usage, "output_token_details")];
  const creation = field(raw, "cache_creation");
  return {
    inputTokens: field(usage, "input_tokens"),
    outputTokens: field(usage, "output_tokens"),
    cacheReadTokens: count(input, "cache_read"),
    cacheWriteTokens: count(input, "cache_creation"),
    cacheWrite5mTokens: count(creation, "ephemeral_5m_input_tokens"),
    cacheWrite1hTokens: count(creation, "ephemeral_1h_input_tokens"),
    reasoningTokens: count(output, "reasoning"),
    audioInputTokens: count(input, "audio"),
    audioOutputTokens: count(output, "audio"),
    webSearches: count(field(raw, "server_tool_use"), "web_search_requests"),
  };
}

/** An `LLMResult` and a `ChatResult` hold generations, each with its message. */
function messageOf(body: unknown): unknown {
  const generations = list(field(body, "generations"));
  const first = firstOf(generations[0]) ?? generations[0];
  const message = field(first, "message");
  return isRecord(message) ? message : body;
}

function firstText(value: unknown, keys: readonly string[]): string | undefined {
  return keys.map((key) => word(value, key)).find((found) => found !== undefined);
}

function toToolCall(call: unknown): readonly ToolCallName[] {
  const name = word(call, "name");
  return name === undefined ? [] : [defined<ToolCallName>({ id: word(call, "id"), name })];
}
