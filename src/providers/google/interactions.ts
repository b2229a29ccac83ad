import type { MessagePart } from "../../semconv/messages.ts";
import { add, attempt, count, defined, field, isList, list, text, word } from "../fields.ts";
import {
  blobPart,
  otherPart,
  reasoningPart,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toArguments,
  toolCallPart,
  urlPart,
} from "../parts.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";
import { billedSearches, cachedModalities, modalities } from "./usage.ts";

/** Whether a body is an interaction of the Gemini API. */
export function isInteractionBody(body: unknown): boolean {
  return word(body, "object") === "interaction";
}

/** Reads an interaction, finished or not. */
export function readInteractionBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const steps = list(field(body, "steps") ?? field(body, "outputs"));
  const calls = steps.filter((step) => word(step, "type") === "function_call").map(toToolCall);
  const reason = finishReason(word(body, "status"));
  const model = word(body, "model");
  return defined<ProviderReading>({
    format: "google.interactions",
    provider: hint.provider ?? "gcp.gemini",
    operation: hint.operation ?? "generate_content",
    responseId: word(body, "id"),
    responseModel: model,
    finishReasons: reason === undefined ? undefined : [reason],
    ...usageOf({ ...readInteractionUsage(field(body, "usage")), webSearches: webSearches(steps, model) }),
    serviceTier: word(body, "service_tier"),
    status: word(body, "status"),
    toolCalls: calls.length > 0 ? calls : undefined,
    outputMessages: () =>
      attempt(() => {
        const parts = steps.flatMap(stepParts);
        return parts.length > 0 ? [{ role: "assistant", parts }] : [];
      }, []),
  });
}

function readInteractionUsage(usage: unknown): ReportedUsage {
  const input = [
    ...list(field(usage, "input_tokens_by_modality")),
    ...list(field(usage, "tool_use_tokens_by_modality")),
  ];
  const output = list(field(usage, "output_tokens_by_modality"));
  return {
    inputTokens: add(count(usage, "total_input_tokens"), count(usage, "total_tool_use_tokens")),
    outputTokens: add(count(usage, "total_output_tokens"), count(usage, "total_thought_tokens")),
    cacheReadTokens: count(usage, "total_cached_tokens"),
    reasoningTokens: count(usage, "total_thought_tokens"),
    ...modalities(input, output, "tokens"),
    ...cachedModalities(list(field(usage, "cached_tokens_by_modality")), "tokens"),
  };
}

/** The API has a status and no reason. */
function finishReason(status: string | undefined): string | undefined {
  switch (status) {
    case "completed":
      return "stop";
    case "requires_action":
      return "tool_call";
    case "incomplete":
      return "length";
    case "failed":
    case "cancelled":
      return "error";
    default:
      return undefined;
  }
}

function webSearches(steps: readonly unknown[], model: string | undefined): number | undefined {
  const searches = steps.filter((step) => word(step, "type") === "google_search_call");
  return billedSearches(
    searches.flatMap((step) => list(field(field(step, "arguments"), "queries"))),
    model,
  );
}

function toToolCall(step: unknown): ToolCallName {
  return defined<ToolCallName>({ id: word(step, "id"), name: word(step, "name") ?? "" });
}

function stepParts(step: unknown): readonly MessagePart[] {
  const type = word(step, "type") ?? "";
  switch (type) {
    case "model_output":
      return list(field(step, "content")).map(contentPart);
    case "user_input":
      return [];
    case "thought":
      return [...list(field(step, "summary"))].map((piece) => reasoningPart(text(piece, "text") ?? ""));
    case "function_call":
      return [toolCallPart(word(step, "id"), word(step, "name"), field(step, "arguments"))];
    default:
      return [toolStep(step, type)];
  }
}

function toolStep(step: unknown, type: string): MessagePart {
  if (type.endsWith("_call")) {
    const tool = type.slice(0, -"_call".length);
    return serverToolCallPart(word(step, "id"), tool, tool, {
      arguments: toArguments(field(step, "arguments")) ?? null,
    });
  }
  if (!type.endsWith("_result")) return contentPart(step);
  const tool = type.slice(0, -"_result".length);
  return serverToolResponsePart(word(step, "call_id"), tool, { result: field(step, "result") ?? null });
}

function contentPart(content: unknown): MessagePart {
  const type = word(content, "type");
  if (type === "text") return textPart(text(content, "text") ?? "");
  if (type !== "image" && type !== "audio" && type !== "video" && type !== "document") return otherPart(type);
  const mimeType = word(content, "mime_type");
  const part = isList(field(content, "data"))
    ? undefined
    : (blobPart(field(content, "data"), mimeType, type) ?? urlPart(field(content, "uri"), type, mimeType));
  return part ?? otherPart(type);
}
