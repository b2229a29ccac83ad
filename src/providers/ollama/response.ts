import { attempt, cased, casedWord, defined, field, isRecord, list, text, word } from "../fields.ts";
import { toChatMessage } from "../openai/chat-messages.ts";
import { reasoningPart, textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type ToolCallName, usageOf } from "../reading.ts";

/** Whether a body is an answer of Ollama, or one chunk of a streamed one. */
export function isOllamaBody(body: unknown): boolean {
  if (typeof field(body, "done") !== "boolean") return false;
  return isRecord(field(body, "message")) || typeof field(body, "response") === "string";
}

/** Reads an answer of Ollama's chat or generate. */
export function readOllamaBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const message = field(body, "message");
  const reason = casedWord(body, "done_reason");
  const calls = list(cased(message, "tool_calls")).flatMap(toToolCall);
  return defined<ProviderReading>({
    format: isRecord(message) ? "ollama.chat" : "ollama.generate",
    provider: hint.provider ?? "ollama",
    operation: hint.operation ?? (isRecord(message) ? "chat" : "text_completion"),
    responseModel: word(body, "model"),
    finishReasons: reason === undefined ? undefined : [reason],
    ...usageOf({ inputTokens: cased(body, "prompt_eval_count"), outputTokens: cased(body, "eval_count") }),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () => attempt(() => [isRecord(message) ? toChatMessage(message, 0) : generated(body)], []),
  });
}

function generated(body: unknown) {
  const [thinking, written] = [text(body, "thinking"), text(body, "response")];
  return {
    role: "assistant",
    parts: [
      ...(thinking === undefined ? [] : [reasoningPart(thinking)]),
      ...(written === undefined ? [] : [textPart(written)]),
    ],
  };
}

function toToolCall(call: unknown): readonly ToolCallName[] {
  const name = word(field(call, "function"), "name");
  return name === undefined ? [] : [defined<ToolCallName>({ id: word(call, "id"), name })];
}
