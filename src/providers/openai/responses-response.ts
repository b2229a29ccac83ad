import { attempt, cased, casedWord, defined, field, isList, isRecord, list, word } from "../fields.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";
import { providerOfChatBody, reportedCostUsd, upstreamProviderOf } from "./dialect.ts";
import { isRunByClient, itemParts } from "./responses-items.ts";
import {
  codeInterpreterCalls,
  declaredTools,
  fileSearches,
  imageGeneration,
  previewWebSearches,
  webSearches,
} from "./responses-tools.ts";

/** What `responses.compact` answers instead of a response. */
const COMPACTED = "response.compaction";

/** Whether a body is a response object of the Responses API. */
export function isResponsesBody(body: unknown): boolean {
  const object = word(body, "object");
  if (object === "response" || object === COMPACTED) return true;
  return isList(field(body, "output")) && word(body, "status") !== undefined && word(body, "id") !== undefined;
}

/** Reads a response object of the Responses API, finished or not. */
export function readResponsesBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const reported = field(body, "usage");
  const items = list(field(body, "output"));
  const provider = hint.provider ?? providerOfChatBody(body, reported);
  const tools = declaredTools(body, hint.tools);
  const { usage, warnings } = usageOf(readResponsesUsage(reported, body, items, tools));
  const reason = finishReason(body, items);
  const calls = items.flatMap((item) => toolCallOf(item));
  return defined<ProviderReading>({
    format: "openai.responses",
    provider,
    operation: hint.operation ?? "chat",
    responseId: word(body, "id"),
    responseModel: word(body, "model"),
    finishReasons: reason === undefined ? undefined : [reason],
    usage,
    imageGeneration: imageGeneration(body, items, tools),
    serviceTier: casedWord(body, "service_tier"),
    systemFingerprint: casedWord(field(body, "metadata"), "system_fingerprint"),
    apiType: "responses",
    status: word(body, "status"),
    reportedCostUsd: reportedCostUsd(reported),
    upstreamProvider: upstreamProviderOf(body, provider),
    refusal: items.some(isRefusal) ? {} : undefined,
    failure: failureOf(body),
    warnings,
    toolCalls: calls.length > 0 ? calls : undefined,
    conversationCompacted: items.some((item) => word(item, "type")?.startsWith("compaction")) ? true : undefined,
    outputMessages: () =>
      attempt(() => {
        const parts = items.flatMap((item) => itemParts(item));
        return parts.length > 0 ? [{ role: "assistant", parts }] : [];
      }, []),
  });
}

/** Usage of the Responses API: `input_tokens` includes cached ones, `output_tokens` includes reasoning. */
function readResponsesUsage(
  usage: unknown,
  body: unknown,
  items: readonly unknown[],
  tools: readonly unknown[],
): ReportedUsage {
  const searches = webSearches(body, usage, items);
  const input = cased(usage, "input_tokens_details");
  const output = cased(usage, "output_tokens_details");
  return {
    inputTokens: cased(usage, "input_tokens"),
    outputTokens: cased(usage, "output_tokens"),
    cacheReadTokens: cased(input, "cached_tokens"),
    cacheWriteTokens: cased(input, "cache_write_tokens"),
    reasoningTokens: cased(output, "reasoning_tokens"),
    audioInputTokens: cased(input, "audio_tokens"),
    audioOutputTokens: cased(output, "audio_tokens"),
    textInputTokens: cased(input, "text_tokens"),
    textOutputTokens: cased(output, "text_tokens"),
    imageInputTokens: cased(input, "image_tokens"),
    imageOutputTokens: cased(output, "image_tokens"),
    webSearches: searches,
    previewWebSearches: previewWebSearches(searches, tools),
    fileSearches: fileSearches(items),
    codeInterpreterCalls: codeInterpreterCalls(items),
  };
}

/** The API has a status and no reason: a finished response stopped or calls tools, and an incomplete one says why. */
function finishReason(body: unknown, items: readonly unknown[]): string | undefined {
  switch (word(body, "status")) {
    case "completed":
      return items.some((item) => toolCallOf(item).length > 0) ? "tool_call" : "stop";
    case "incomplete":
      return word(cased(body, "incomplete_details"), "reason") ?? "length";
    case "failed":
    case "cancelled":
      return "error";
    default:
      return undefined;
  }
}

/** What a response failed with: the client hands it on as an answer. One that is incomplete or was cancelled did not fail. */
export function failureOf(response: unknown): unknown {
  if (word(response, "status") !== "failed") return undefined;
  const error = field(response, "error");
  return isRecord(error) ? error : { code: "failed" };
}

const CLIENT_CALLS: Readonly<Record<string, string>> = {
  function_call: "",
  custom_tool_call: "",
  computer_call: "computer",
  local_shell_call: "local_shell",
  shell_call: "shell",
  apply_patch_call: "apply_patch",
  tool_search_call: "tool_search",
};

function toolCallOf(item: unknown): readonly ToolCallName[] {
  const type = word(item, "type");
  if (type === undefined || !Object.hasOwn(CLIENT_CALLS, type)) return [];
  // A shell in a container of the provider is run there.
  if (word(field(item, "environment"), "type")?.startsWith("container")) return [];
  if (type === "tool_search_call" && !isRunByClient(item)) return [];
  const name = word(item, "name") ?? CLIENT_CALLS[type];
  if (name === undefined || name === "") return [];
  return [defined<ToolCallName>({ id: casedWord(item, "call_id") ?? word(item, "id"), name })];
}

function isRefusal(item: unknown): boolean {
  return list(field(item, "content")).some((part) => word(part, "type") === "refusal");
}
