import type { Message, MessagePart } from "../../semconv/messages.ts";
import { defined, field, has, isRecord, list, text, word } from "../fields.ts";
import {
  blobPart,
  otherPart,
  reasoningPart,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toolCallPart,
  toolResponsePart,
  urlPart,
} from "../parts.ts";

/** Whether a message is one of the Converse API: its blocks have a property for their kind and no type. */
export function isBedrockMessage(message: unknown): boolean {
  const blocks = list(field(message, "content"));
  return blocks.length > 0 && blocks.every((block) => isRecord(block) && word(block, "type") === undefined);
}

/** A message of the Converse API. One that only brings tool results has the role `tool`. */
export function toBedrockMessage(message: unknown): Message {
  const parts = list(field(message, "content")).map(toPart);
  const role = word(message, "role") ?? "assistant";
  const results = parts.length > 0 && parts.every((part) => part.type === "tool_call_response");
  return { role: role === "user" && results ? "tool" : role, parts };
}

function toPart(block: unknown): MessagePart {
  const written = field(block, "text");
  if (typeof written === "string") return textPart(written);
  const call = field(block, "toolUse");
  if (isRecord(call)) {
    const id = word(call, "toolUseId");
    const name = word(call, "name");
    if (word(call, "type") !== "server_tool_use") return toolCallPart(id, name, field(call, "input"));
    return serverToolCallPart(id, name ?? "", name ?? "tool", { arguments: field(call, "input") ?? null });
  }
  const cited = field(block, "citationsContent");
  if (isRecord(cited)) return textPart(citedText(cited));
  const searched = field(block, "searchResult");
  if (isRecord(searched)) return textPart(citedText(searched));
  const result = field(block, "toolResult");
  if (isRecord(result)) return toResult(result);
  const reasoning = field(block, "reasoningContent");
  if (isRecord(reasoning)) return reasoningPart(text(field(reasoning, "reasoningText") ?? reasoning, "text") ?? "");
  for (const kind of ["image", "video", "audio", "document"] as const) {
    const media = field(block, kind);
    if (isRecord(media)) return mediaPart(media, kind) ?? otherPart(kind);
  }
  if (has(block, "guardContent")) return textPart(text(field(field(block, "guardContent"), "text"), "text") ?? "");
  return otherPart(isRecord(block) ? Object.keys(block)[0] : undefined);
}

/** Text with its sources comes in pieces; the sources are left out. */
function citedText(cited: unknown): string {
  return list(field(cited, "content"))
    .map((piece) => text(piece, "text") ?? "")
    .join("");
}

function toResult(result: unknown): MessagePart {
  const id = word(result, "toolUseId");
  const content = list(field(result, "content")).map((one) => field(one, "json") ?? toPart(one));
  const type = word(result, "type");
  if (type === undefined || type === "tool_result") return toolResponsePart(id, content);
  return serverToolResponsePart(id, type, { result: content });
}

function mediaPart(media: unknown, kind: "image" | "video" | "audio" | "document"): MessagePart | undefined {
  const source = field(media, "source");
  const format = word(media, "format");
  const mimeType = format === undefined || kind === "document" ? undefined : `${kind}/${format}`;
  const written = text(source, "text");
  if (written !== undefined) return textPart(written);
  const location = text(field(source, "s3Location"), "uri");
  if (location !== undefined) return urlPart(location, kind, mimeType);
  const name = word(media, "name");
  const blob = blobPart(field(source, "bytes"), mimeType, kind);
  return blob === undefined ? undefined : defined<MessagePart>({ ...blob, name });
}
