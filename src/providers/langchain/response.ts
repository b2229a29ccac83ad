import type { Message } from "../../semconv/messages.ts";
import { type AnthropicTerms, hasCompaction, readAnthropicTerms, readAnthropicUsage } from "../anthropic/usage.ts";
import { attempt, count, defined, field, firstOf, isList, isRecord, list, text, word } from "../fields.ts";
import { reportedCostUsd } from "../openai/dialect.ts";
import {
  codeInterpreterCalls,
  declaredTools,
  fileSearches,
  imageGeneration,
  previewWebSearches,
  webSearches,
} from "../openai/responses-tools.ts";
import { textPart } from "../parts.ts";
import {
  type ProviderReading,
  type ReadHint,
  type ReportedUsage,
  reasonsOf,
  type ToolCallName,
  usageOf,
} from "../reading.ts";
import { fieldsOf, isLangChainMessage, toLangChainMessage } from "./messages.ts";

/** Whether a body is an answer of a model of LangChain: a message with usage, or the result around it. */
export function isLangChainBody(body: unknown): boolean {
  const message = messageOf(body);
  const own = fieldsOf(message);
  if (isRecord(field(own, "usage_metadata"))) return true;
  if (isLangChainMessage(message)) return isRecord(field(own, "response_metadata"));
  // Those of Cohere have an id each.
  return generationsOf(body).some((one) => typeof field(one, "text") === "string" && word(one, "id") === undefined);
}

/** Reads an answer of LangChain, whose usage is the same for all providers and includes cached tokens. */
export function readLangChainBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const choices = generationsOf(body);
  const message = messageOf(body);
  const own = fieldsOf(message);
  const metadata = field(own, "response_metadata");
  const isText = choices.length > 0 && !isRecord(field(choices[0], "message"));
  const reasons = reasonsOf(choices.length > 0 ? choices.map(reasonOf) : [reasonOf({ message })]);
  const calls = list(field(own, "tool_calls")).flatMap(toToolCall);
  const raw = field(metadata, "usage");
  const items = toolItems(own, metadata);
  const tools = declaredTools(metadata, hint.tools);
  const isCompacted = hasCompaction(raw);
  // LangChain leaves out what a compaction used.
  const tokens = isCompacted
    ? readAnthropicUsage(raw)
    : readLangChainUsage(field(own, "usage_metadata"), raw, field(body, "llmOutput"));
  return defined<ProviderReading>({
    format: isText ? "langchain.text" : "langchain.message",
    provider: hint.provider,
    operation: hint.operation ?? (isText ? "text_completion" : "chat"),
    responseId: firstText(metadata, ["id"]) ?? word(own, "id"),
    responseModel: firstText(metadata, MODEL_KEYS) ?? word(field(own, "additional_kwargs"), "model"),
    finishReasons: reasons,
    ...usageOf(items.length > 0 ? { ...tokens, ...toolsUsed(metadata, items, tools) } : tokens),
    imageGeneration: items.length > 0 ? imageGeneration(metadata, items, tools) : undefined,
    reportedCostUsd: reportedCostUsd(raw),
    ...termsOf(metadata, raw),
    systemFingerprint: word(metadata, "system_fingerprint"),
    toolCalls: calls.length > 0 ? calls : undefined,
    conversationCompacted: isCompacted ? true : undefined,
    outputMessages: () => attempt(() => (choices.length > 0 ? choices.map(toOutput) : [toOutput({ message })]), []),
  });
}

/** What the Responses API of OpenAI says that its own tools did: beside the answer, or among its items. */
function toolItems(own: unknown, metadata: unknown): readonly unknown[] {
  const output = list(field(metadata, "output"));
  return output.length > 0 ? output : list(field(field(own, "additional_kwargs"), "tool_outputs"));
}

function toolsUsed(metadata: unknown, items: readonly unknown[], tools: readonly unknown[]): ReportedUsage {
  const searches = webSearches(metadata, undefined, items);
  return {
    webSearches: searches,
    previewWebSearches: previewWebSearches(searches, tools),
    fileSearches: fileSearches(items),
    codeInterpreterCalls: codeInterpreterCalls(items),
  };
}

/** Anthropic has its tier, its speed, its place and its advisor in its own usage. */
function termsOf(metadata: unknown, raw: unknown): AnthropicTerms {
  const serviceTier = word(metadata, "service_tier");
  return serviceTier === undefined ? readAnthropicTerms(raw) : { serviceTier };
}

const MODEL_KEYS = ["model_name", "model", "modelVersion"] as const;
const REASON_KEYS = ["finish_reason", "stop_reason", "finishReason", "stopReason", "done_reason"] as const;

/** Why one choice ended. The Responses API of OpenAI has a status instead. */
function reasonOf(choice: unknown): string | undefined {
  const own = fieldsOf(field(choice, "message"));
  const metadata = field(own, "response_metadata");
  const reason =
    firstText(field(choice, "generationInfo"), REASON_KEYS) ??
    firstText(metadata, REASON_KEYS) ??
    firstText(field(own, "additional_kwargs"), REASON_KEYS);
  if (reason !== undefined) return reason;
  switch (word(metadata, "status")) {
    case "completed":
      return list(field(own, "tool_calls")).length > 0 ? "tool_call" : "stop";
    case "incomplete":
      return word(field(metadata, "incomplete_details"), "reason") ?? "length";
    case "failed":
    case "cancelled":
      return "error";
    default:
      return undefined;
  }
}

function toOutput(choice: unknown): Message {
  const message = field(choice, "message");
  if (isRecord(message)) return { ...toLangChainMessage(message), role: "assistant" };
  return { role: "assistant", parts: [textPart(text(choice, "text") ?? "")] };
}

/** The lifetimes of cache writes are only in the provider's own usage; models of text have their counts beside the answer. */
function readLangChainUsage(usage: unknown, raw: unknown, output: unknown): ReportedUsage {
  const [input, answer] = [field(usage, "input_token_details"), field(usage, "output_token_details")];
  const creation = field(raw, "cache_creation");
  const counted = field(output, "tokenUsage");
  return {
    inputTokens: field(usage, "input_tokens") ?? count(counted, "promptTokens"),
    outputTokens: field(usage, "output_tokens") ?? count(counted, "completionTokens"),
    cacheReadTokens: count(input, "cache_read"),
    cacheWriteTokens: count(input, "cache_creation"),
    cacheWrite5mTokens: count(creation, "ephemeral_5m_input_tokens"),
    cacheWrite1hTokens: count(creation, "ephemeral_1h_input_tokens"),
    reasoningTokens: count(answer, "reasoning"),
    audioInputTokens: count(input, "audio"),
    audioOutputTokens: count(answer, "audio"),
    webSearches: count(field(raw, "server_tool_use"), "web_search_requests"),
  };
}

/** An `LLMResult` and a `ChatResult` hold generations, each with its message; that of several prompts holds lists of them. */
function generationsOf(body: unknown): readonly unknown[] {
  const generations = list(field(body, "generations"));
  return generations.flatMap((one) => (isList(one) ? list(one) : [one]));
}

function messageOf(body: unknown): unknown {
  const message = field(firstOf(generationsOf(body)), "message");
  return isRecord(message) ? message : body;
}

function firstText(value: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = word(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function toToolCall(call: unknown): readonly ToolCallName[] {
  const name = word(call, "name");
  return name === undefined ? [] : [defined<ToolCallName>({ id: word(call, "id"), name })];
}
