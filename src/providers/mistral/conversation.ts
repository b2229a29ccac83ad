import type { Message, MessagePart } from "../../semconv/messages.ts";
import { attempt, cased, casedWord, defined, field, firstOf, isList, isRecord, list, word } from "../fields.ts";
import { contentParts } from "../openai/chat-messages.ts";
import { readChatUsage } from "../openai/chat-usage.ts";
import { serverToolCallPart, toolCallPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type ToolCallName, usageOf } from "../reading.ts";
import { uncountedByMistral } from "./uncounted.ts";

/** Whether a body is an answer of Mistral's conversations: a list of what the agent did and said. */
export function isConversationBody(body: unknown): boolean {
  return word(body, "object") === "conversation.response" && isList(field(body, "outputs"));
}

/** Reads an answer of Mistral's conversations. What its connectors read is among the tokens of the prompt. */
export function readConversationBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const outputs = list(field(body, "outputs"));
  const last = outputs.findLast((output) => word(output, "type") === "message.output") ?? firstOf(outputs);
  const calls = outputs.filter((output) => word(output, "type") === "function.call").map(toToolCall);
  const reason = casedWord(body, "finish_reason") ?? (calls.length > 0 ? "tool_calls" : "stop");
  return defined<ProviderReading>({
    format: "mistral.conversation",
    provider: hint.provider ?? "mistral_ai",
    operation: hint.operation ?? "chat",
    responseId: word(last, "id"),
    responseModel: word(last, "model"),
    finishReasons: [reason],
    conversationId: casedWord(body, "conversation_id"),
    ...usageOf(readChatUsage(field(body, "usage"), "mistral_ai")),
    uncounted: uncountedByMistral(field(body, "usage")),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () => attempt(() => toMessages(outputs), []),
  });
}

function toMessages(outputs: readonly unknown[]): readonly Message[] {
  return [{ role: "assistant", parts: outputs.flatMap((output) => toParts(output)) }];
}

function toParts(output: unknown): readonly MessagePart[] {
  const name = word(output, "name") ?? "";
  switch (word(output, "type")) {
    case "message.output":
      return contentParts(field(output, "content"));
    case "function.call":
      return [toolCallPart(casedWord(output, "tool_call_id"), name, field(output, "arguments"))];
    case "tool.execution":
      return [serverToolCallPart(word(output, "id"), name, name, { arguments: field(output, "arguments") ?? null })];
    default:
      return isRecord(output) ? [{ type: word(output, "type") ?? "unknown" }] : [];
  }
}

function toToolCall(output: unknown): ToolCallName {
  return defined<ToolCallName>({
    id: casedWord(output, "tool_call_id"),
    name: String(cased(output, "name") ?? ""),
  });
}
