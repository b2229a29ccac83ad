import type { Message, MessagePart } from "../../semconv/messages.ts";
import { defined, field, isList, isRecord, list, text, word } from "../fields.ts";
import {
  blobPart,
  filePart,
  modalityOf,
  otherPart,
  reasoningPart,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toArguments,
  toolCallPart,
  toolResponsePart,
  urlPart,
} from "../parts.ts";

/** Block types that only this API has, by which its messages are told from those of the chat API. */
const OWN_BLOCKS: ReadonlySet<string> = new Set([
  "tool_use",
  "tool_result",
  "server_tool_use",
  "thinking",
  "redacted_thinking",
  "image",
  "document",
  "search_result",
  "compaction",
  "container_upload",
  "mcp_tool_use",
]);

/** Whether a message is one of the Messages API: it has a block that no other API has. */
export function isAnthropicMessage(message: unknown): boolean {
  return list(field(message, "content")).some((block) => {
    const type = word(block, "type");
    if (type === undefined) return false;
    if (type === "image" || type === "document") return isRecord(field(block, "source"));
    if (type === "thinking") return typeof field(block, "thinking") === "string";
    return OWN_BLOCKS.has(type) || type.endsWith("_tool_result");
  });
}

/** A message of the Messages API. One that only brings tool results has the role `tool`. */
export function toAnthropicMessage(message: unknown): Message {
  const parts = blockParts(field(message, "content"));
  const role = word(message, "role") ?? "assistant";
  const results = parts.length > 0 && parts.every((part) => part.type === "tool_call_response");
  return { role: role === "user" && results ? "tool" : role, parts };
}

/** The parts of a content: text, or a list of blocks. */
export function blockParts(content: unknown): readonly MessagePart[] {
  if (typeof content === "string") return content === "" ? [] : [textPart(content)];
  return list(content).map(toPart);
}

function toPart(block: unknown): MessagePart {
  if (typeof block === "string") return textPart(block);
  const type = word(block, "type");
  switch (type) {
    case "text":
      return textPart(text(block, "text") ?? "");
    case "thinking":
      return reasoningPart(text(block, "thinking") ?? "");
    case "redacted_thinking":
      return reasoningPart("");
    case "tool_use":
      return toolCallPart(word(block, "id"), word(block, "name"), field(block, "input"));
    case "tool_result":
      return toolResponsePart(word(block, "tool_use_id"), toolResult(field(block, "content")));
    case "server_tool_use":
    case "mcp_tool_use":
      return serverToolCallPart(word(block, "id"), word(block, "name") ?? type, serverToolType(block, type), {
        arguments: toArguments(field(block, "input")) ?? null,
      });
    case "image":
    case "document":
      return mediaPart(block, type) ?? otherPart(type);
    case "search_result":
      return textPart(writtenText(field(block, "content")));
    case "container_upload":
      return filePart(word(block, "file_id") ?? "", "document");
    case "compaction":
      return defined<MessagePart>({ type: "compaction", content: text(block, "content") });
    default:
      return type?.endsWith("_tool_result") ? serverResult(block, type) : otherPart(type);
  }
}

function serverToolType(block: unknown, type: string): string {
  return type === "mcp_tool_use" ? "mcp" : (word(block, "name") ?? type);
}

function serverResult(block: unknown, type: string): MessagePart {
  const tool = type.slice(0, -"_tool_result".length);
  return serverToolResponsePart(word(block, "tool_use_id"), tool, { result: field(block, "content") ?? null });
}

function toolResult(content: unknown): unknown {
  return isList(content) ? blockParts(content) : content;
}

/** The text of blocks that a model may quote one by one. */
function writtenText(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .flatMap((block) => text(block, "text") ?? [])
    .join("\n");
}

function mediaPart(block: unknown, type: "image" | "document"): MessagePart | undefined {
  const source = field(block, "source");
  const mimeType = word(source, "media_type");
  const modality = mimeType === undefined ? type : modalityOf(mimeType);
  switch (word(source, "type")) {
    case "base64":
      return blobPart(field(source, "data"), mimeType, modality);
    case "text":
      return textPart(text(source, "data") ?? "");
    case "content":
      return textPart(writtenText(field(source, "content")));
    case "url":
      return urlPart(field(source, "url"), modality, mimeType);
    case "file":
      return filePart(word(source, "file_id") ?? "", modality, mimeType);
    default:
      return undefined;
  }
}
