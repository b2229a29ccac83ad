import { ownKeys } from "../../internal/own-keys.ts";
import type { Message, MessagePart, Modality } from "../../semconv/messages.ts";
import { field, has, isBytes, isRecord, list, text, word } from "../fields.ts";
import {
  blobPart,
  filePart,
  modalityOf,
  otherPart,
  reasoningPart,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toolCallPart,
  toolResponsePart,
  urlPart,
} from "../parts.ts";

const OWN_PARTS: ReadonlySet<string> = new Set([
  "tool-call",
  "tool-result",
  "tool-error",
  "tool-approval-request",
  "tool-approval-response",
  "reasoning",
  "reasoning-file",
]);

/** Whether a message is a model message of the AI SDK, or a prompt message of its providers. */
export function isAiSdkMessage(message: unknown): boolean {
  return list(field(message, "content")).some((part) => {
    const type = word(part, "type");
    if (type === undefined) return false;
    if (type === "image") return !isRecord(field(part, "source")) && field(part, "image") !== undefined;
    if (type === "file") return word(part, "mediaType") !== undefined || word(part, "mimeType") !== undefined;
    return OWN_PARTS.has(type);
  });
}

/** A message of the AI SDK. */
export function toAiSdkMessage(message: unknown): Message {
  return { role: word(message, "role") ?? "assistant", parts: toAiSdkParts(field(message, "content")) };
}

/** The conventions' parts of the AI SDK's content parts. */
export function toAiSdkParts(content: unknown): readonly MessagePart[] {
  return list(content).map(toPart);
}

function toPart(part: unknown): MessagePart {
  const type = word(part, "type");
  const id = word(part, "toolCallId");
  switch (type) {
    case "text":
      return textPart(text(part, "text") ?? "");
    case "reasoning":
      // Blocks of LangChain have it under their own name.
      return reasoningPart(text(part, "text") ?? text(part, "reasoning") ?? "");
    case "tool-call": {
      const args = field(part, "input") ?? field(part, "args");
      const name = word(part, "toolName") ?? "";
      if (field(part, "providerExecuted") !== true) return toolCallPart(id, name, args);
      return serverToolCallPart(id, name, name === "" ? "tool" : name, { arguments: args ?? null });
    }
    case "tool-result":
    case "tool-error": {
      const result = resultOf(part);
      if (field(part, "providerExecuted") !== true) return toolResponsePart(id, result);
      return serverToolResponsePart(id, word(part, "toolName") ?? "tool", { result: result ?? null });
    }
    case "image":
      return mediaPart(field(part, "image"), "image", mediaTypeOf(part)) ?? otherPart(type);
    case "file":
    case "reasoning-file":
      return filePartOf(part) ?? otherPart(type);
    default:
      return otherPart(type);
  }
}

/** An output is tagged: `{ type: "text" | "json" | "content" | "error-text" ..., value }`. */
function resultOf(part: unknown): unknown {
  const output = field(part, "output") ?? field(part, "result") ?? field(part, "error");
  return word(output, "type") !== undefined && isRecord(output) && field(output, "value") !== undefined
    ? field(output, "value")
    : output;
}

function filePartOf(part: unknown): MessagePart | undefined {
  const file = field(part, "file");
  const data = field(part, "data") ?? field(part, "url") ?? field(file, "base64Data") ?? field(file, "base64");
  const mimeType = mediaTypeOf(part) ?? mediaTypeOf(file);
  if (word(data, "type") === "text") return textPart(text(data, "text") ?? "");
  const tagged = field(data, "data") ?? field(data, "url");
  return mediaPart(tagged ?? data, modalityOf(mimeType), mimeType);
}

function mediaTypeOf(part: unknown): string | undefined {
  return word(part, "mediaType") ?? word(part, "mimeType");
}

/** Text is a URL when it starts like one, else base64. */
function mediaPart(data: unknown, modality: Modality, mimeType: string | undefined): MessagePart | undefined {
  if (isBytes(data)) return blobPart(data, mimeType, modality);
  if (typeof data === "string") {
    return /^(https?|data|s3|gs):/.test(data.slice(0, 8))
      ? urlPart(data, modality, mimeType)
      : blobPart(data, mimeType, modality);
  }
  const id = fileId(data);
  return id === undefined ? urlPart(data, modality, mimeType) : filePart(id, modality, mimeType);
}

/** Of a file that the provider keeps: `{ openai: "file-1" }`, alone or as the `reference` of data of that type. */
function fileId(data: unknown): string | undefined {
  const byProvider = field(data, "reference") ?? data;
  const [provider] = isRecord(byProvider) && !has(byProvider, "type") ? ownKeys(byProvider, 1).keys : [];
  return provider === undefined ? undefined : word(byProvider, provider);
}
