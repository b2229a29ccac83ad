import { failureAmong } from "../failed-generation.ts";
import { attempt, cased, casedWord, defined, field, has, isList, isRecord, list, text, word } from "../fields.ts";
import { uncountedByMistral } from "../mistral/uncounted.ts";
import { textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, reasonsOf, type ToolCallName, usageOf } from "../reading.ts";
import { toChatMessage } from "./chat-messages.ts";
import { readChatUsage } from "./chat-usage.ts";
import { providerOfChatBody, reportedCostUsd, upstreamProviderOf } from "./dialect.ts";

/** Whether a body is an answer of the chat or completions API: choices that hold a message or text. */
export function isChatBody(body: unknown): boolean {
  const choices = field(body, "choices");
  if (!isList(choices)) return false;
  const first = field(choices, "0");
  if (first === undefined) return word(body, "object") !== undefined || has(body, "usage");
  return isRecord(field(first, "message")) || typeof field(first, "text") === "string";
}

/** Reads a whole answer, with what it failed with; in a stream a chunk tells that. */
export function readChatAnswer(body: unknown, hint?: ReadHint): ProviderReading {
  const reading = readChatBody(body, hint);
  const failure = failureAmong(list(field(body, "choices")), body);
  return failure === undefined ? reading : { ...reading, failure };
}

/** Reads an answer of the chat API of OpenAI, Azure, and all who speak their format, or of the older completions API. */
export function readChatBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const choices = list(field(body, "choices"));
  const plain = choices.length > 0 && !isRecord(field(choices[0], "message"));
  const reported = field(body, "usage") ?? field(field(body, "x_groq"), "usage");
  const provider = hint.provider ?? providerOfChatBody(body, reported);
  const { usage, warnings } = usageOf(readChatUsage(reported, provider));
  const operation = plain ? "text_completion" : "chat";
  return defined<ProviderReading>({
    format: plain ? "openai.completions" : "openai.chat",
    provider,
    operation: hint.operation ?? operation,
    responseId: word(body, "id"),
    responseModel: word(body, "model"),
    finishReasons: reasonsOf(
      choices.map((choice) => casedWord(choice, "finish_reason") ?? word(choice, "stop_reason")),
    ),
    usage,
    uncounted: provider === "mistral_ai" ? uncountedByMistral(reported) : undefined,
    serviceTier: casedWord(body, "service_tier") ?? casedWord(reported, "service_tier"),
    systemFingerprint: casedWord(body, "system_fingerprint"),
    apiType: plain ? undefined : "chat_completions",
    reportedCostUsd: reportedCostUsd(reported),
    upstreamProvider: upstreamProviderOf(body, provider),
    refusal: choices.some((choice) => text(field(choice, "message"), "refusal") !== undefined) ? {} : undefined,
    warnings,
    toolCalls: toolCallsOf(choices),
    outputMessages: () => attempt(() => choices.map((choice, index) => toChoiceMessage(choice, index)), []),
  });
}

function toChoiceMessage(choice: unknown, index: number) {
  const message = field(choice, "message");
  if (isRecord(message)) return toChatMessage(message, index);
  const written = text(choice, "text");
  return { role: "assistant", parts: written === undefined ? [] : [textPart(written)] };
}

function toolCallsOf(choices: readonly unknown[]): readonly ToolCallName[] | undefined {
  const calls: ToolCallName[] = [];
  for (const choice of choices) {
    const message = field(choice, "message");
    for (const call of list(cased(message, "tool_calls"))) {
      const name = word(field(call, "function") ?? field(call, "custom") ?? call, "name");
      if (name !== undefined) calls.push(defined<ToolCallName>({ id: word(call, "id"), name }));
    }
    const legacy = word(cased(message, "function_call"), "name");
    if (legacy !== undefined) calls.push({ name: legacy });
  }
  return calls.length > 0 ? calls : undefined;
}
