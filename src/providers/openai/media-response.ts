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
import { uncountedByMistral } from "../mistral/uncounted.ts";
import { blobPart, textPart, urlPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, usageOf } from "../reading.ts";
import { readChatUsage } from "./chat-usage.ts";
import { reportedCostUsd } from "./dialect.ts";

/** Whether a body is generated images, a moderation, a transcription or decisions. */
export function isMediaBody(body: unknown): boolean {
  return kindOf(body) !== undefined;
}

/** Reads generated images, a moderation, a transcription or decisions. The conventions name no operation for them. */
export function readMediaBody(body: unknown, hint: ReadHint = {}): ProviderReading | undefined {
  const kind = kindOf(body);
  if (kind === undefined) return undefined;
  return defined<ProviderReading>({
    format: `openai.${kind}`,
    provider: hint.provider,
    operation: hint.operation,
    responseId: word(body, "id"),
    responseModel: word(body, "model"),
    ...usageOf(readMediaUsage(field(body, "usage"), kind)),
    uncounted: uncountedByMistral(field(body, "usage")),
    reportedCostUsd: reportedCostUsd(field(body, "usage")),
    outputMessages: () => attempt(() => messagesOf(kind, body), []),
  });
}

type Kind = "images" | "moderations" | "transcription" | "decisions";

function kindOf(body: unknown): Kind | undefined {
  const image = firstOf(field(body, "data"));
  if (count(body, "created") !== undefined && (has(image, "b64_json") || has(image, "b64Json") || has(image, "url")))
    return "images";
  const result = firstOf(field(body, "results"));
  if (isRecord(field(result, "categories")) && word(body, "model") !== undefined) return "moderations";
  const usage = field(body, "usage");
  if (isList(field(body, "answers")) && count(usage, "input_tokens") !== undefined) return "decisions";
  if (typeof field(body, "text") !== "string" || has(body, "generation_id")) return undefined;
  const transcribed =
    word(body, "task") !== undefined ||
    isList(field(body, "segments")) ||
    count(usage, "prompt_audio_seconds") !== undefined ||
    count(usage, "seconds") !== undefined ||
    (isRecord(usage) && ["tokens", "duration"].includes(word(usage, "type") ?? ""));
  return transcribed ? "transcription" : undefined;
}

/** Usage of what is not text: tokens in and out, by kind. What is made of images is image, where it is not split. */
export function readMediaUsage(usage: unknown, kind: string): ReportedUsage {
  if (cased(usage, "prompt_tokens") !== undefined) return readChatUsage(usage, undefined);
  const input = cased(usage, "input_tokens_details") ?? cased(usage, "input_token_details");
  const output = cased(usage, "output_tokens_details") ?? cased(usage, "output_token_details");
  const made = cased(usage, "output_tokens");
  return {
    inputTokens: cased(usage, "input_tokens"),
    outputTokens: made,
    cacheReadTokens: cased(input, "cached_tokens"),
    cacheWriteTokens: cased(input, "cache_write_tokens"),
    reasoningTokens: cased(output, "reasoning_tokens"),
    textInputTokens: cased(input, "text_tokens"),
    audioInputTokens: cased(input, "audio_tokens"),
    imageInputTokens: cased(input, "image_tokens"),
    textOutputTokens: cased(output, "text_tokens"),
    imageOutputTokens: kind === "images" && !isRecord(output) ? made : cased(output, "image_tokens"),
  };
}

function messagesOf(kind: Kind, body: unknown) {
  if (kind === "moderations" || kind === "decisions") return [];
  if (kind === "transcription") return [{ role: "assistant", parts: [textPart(text(body, "text") ?? "")] }];
  const parts = list(field(body, "data"))
    .map(
      (image) =>
        blobPart(cased(image, "b64_json"), casedWord(image, "media_type"), "image") ??
        urlPart(field(image, "url"), "image"),
    )
    .filter((part) => part !== undefined);
  return [{ role: "assistant", parts }];
}
