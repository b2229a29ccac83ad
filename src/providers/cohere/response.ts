import { failureAmong } from "../failed-generation.ts";
import {
  attempt,
  cased,
  casedWord,
  count,
  defined,
  field,
  firstOf,
  has,
  isList,
  isRecord,
  list,
  text,
  word,
} from "../fields.ts";
import { toChatMessage } from "../openai/chat-messages.ts";
import { textPart, toolCallPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, reasonsOf, type ToolCallName, usageOf } from "../reading.ts";
import { readCohereUsage } from "./usage.ts";

/** Whether a body is a chat or generate answer of Cohere, of either version. */
export function isCohereBody(body: unknown): boolean {
  if (isList(field(body, "generations")) && typeof field(firstOf(field(body, "generations")), "text") === "string") {
    return true;
  }
  if (isSummary(body)) return true;
  const message = field(body, "message");
  if (isRecord(message))
    return has(message, "role") && casedWord(body, "finish_reason") !== undefined && !has(body, "done");
  return casedWord(body, "generation_id") !== undefined && typeof field(body, "text") === "string";
}

function isSummary(body: unknown): boolean {
  return typeof field(body, "summary") === "string" && isRecord(field(body, "meta"));
}

/** Reads a whole answer of Cohere, with what it failed with; in a stream an event tells that. */
export function readCohereAnswer(body: unknown, hint?: ReadHint): ProviderReading {
  const reading = readCohereBody(body, hint);
  const failure = failureAmong([body, ...list(field(body, "generations"))]);
  return failure === undefined ? reading : { ...reading, failure };
}

/** Reads a chat or generate answer of Cohere. */
export function readCohereBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const generations = list(field(body, "generations"));
  const plain = generations.length > 0;
  const message = field(body, "message");
  const reasons = plain
    ? generations.map((one) => casedWord(one, "finish_reason"))
    : [casedWord(body, "finish_reason")];
  const calls = list(cased(isRecord(message) ? message : body, "tool_calls")).flatMap(toToolCall);
  return defined<ProviderReading>({
    format: plain ? "cohere.generate" : isRecord(message) ? "cohere.chat_v2" : "cohere.chat_v1",
    provider: hint.provider ?? "cohere",
    operation: hint.operation ?? (plain ? "text_completion" : "chat"),
    responseId: word(body, "id") ?? casedWord(body, "response_id") ?? casedWord(body, "generation_id"),
    finishReasons: reasonsOf(reasons),
    ...usageOf(readCohereUsage(body)),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () =>
      attempt(() => {
        if (plain) return generations.map((one) => written(text(one, "text"), []));
        const said = text(body, "text") ?? text(body, "summary");
        return [isRecord(message) ? toChatMessage(message, 0) : written(said, firstVersionCalls(body))];
      }, []),
  });
}

function written(content: string | undefined, calls: ReturnType<typeof firstVersionCalls>) {
  return { role: "assistant", parts: [...(content === undefined ? [] : [textPart(content)]), ...calls] };
}

function firstVersionCalls(body: unknown) {
  return list(cased(body, "tool_calls")).map((call) =>
    toolCallPart(undefined, word(call, "name"), field(call, "parameters")),
  );
}

function toToolCall(call: unknown): readonly ToolCallName[] {
  const name = word(field(call, "function"), "name") ?? word(call, "name");
  return name === undefined ? [] : [defined<ToolCallName>({ id: word(call, "id"), name })];
}

/** Whether a body is what a reranker answers: results with a score for each. */
export function isRerankBody(body: unknown): boolean {
  const first = firstOf(field(body, "results"));
  return count(first, "relevance_score") !== undefined;
}

/** Reads the answer of a reranker, which bills searches and no tokens. */
export function readRerankBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const cost = count(field(body, "usage"), "cost");
  return defined<ProviderReading>({
    format: "cohere.rerank",
    provider: hint.provider,
    operation: hint.operation,
    responseId: word(body, "id"),
    responseModel: word(body, "model"),
    reportedCostUsd: cost,
    outputMessages: () => [],
  });
}
