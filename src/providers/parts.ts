import { MAX_READ_CHARS } from "../internal/text-head.ts";
import type { MessagePart, Modality } from "../semconv/messages.ts";
import { defined, isBytes, parseJson, text } from "./fields.ts";

/** Longest start of a `data:` URL in which its media type is looked for. */
const MAX_DATA_URL_HEAD = 256;

export function textPart(content: string): MessagePart {
  return { type: "text", content };
}

export function reasoningPart(content: string): MessagePart {
  return { type: "reasoning", content };
}

/** A part of a kind that the conventions do not name: only what kind it is. */
export function otherPart(type: string | undefined): MessagePart {
  return { type: type ?? "unknown" };
}

/** A call of a tool. Arguments given as JSON text become the object; text that is no JSON stays as it is. */
export function toolCallPart(id: string | undefined, name: string | undefined, args: unknown): MessagePart {
  return defined<MessagePart>({ type: "tool_call", id, name: name ?? "", arguments: toArguments(args) });
}

/** Arguments as an object when they are JSON text; anything else as it is, and nothing for `null`. */
export function toArguments(args: unknown): unknown {
  return (typeof args === "string" ? (parseJson(args) ?? args) : args) ?? undefined;
}

/** What a tool gave back. */
export function toolResponsePart(id: string | undefined, response: unknown): MessagePart {
  return defined<MessagePart>({ type: "tool_call_response", id, response: response ?? null });
}

/** A call of a tool that the provider runs itself. */
export function serverToolCallPart(id: string | undefined, name: string, type: string, details: object): MessagePart {
  return defined<MessagePart>({ type: "server_tool_call", id, name, server_tool_call: { ...details, type } });
}

/** What a tool of the provider gave back. */
export function serverToolResponsePart(id: string | undefined, type: string, details: object): MessagePart {
  return defined<MessagePart>({
    type: "server_tool_call_response",
    id,
    server_tool_call_response: { ...details, type },
  });
}

/** Bytes, as base64 text or as they are. */
export function blobPart(content: unknown, mimeType: string | undefined, modality?: Modality): MessagePart | undefined {
  if (typeof content !== "string" && !isBytes(content)) return undefined;
  return defined<MessagePart>({
    type: "blob",
    modality: modality ?? modalityOf(mimeType),
    mime_type: mimeType,
    content,
  });
}

/** A file that the provider already has. */
export function filePart(fileId: string, modality: Modality, mimeType?: string): MessagePart {
  return defined<MessagePart>({ type: "file", modality, mime_type: mimeType, file_id: fileId });
}

/** Media behind a URL; a `data:` URL becomes the bytes it holds. */
export function urlPart(url: unknown, modality?: Modality, mimeType?: string): MessagePart | undefined {
  const address = typeof url === "string" ? url : text(url, "href");
  if (address === undefined || address === "") return undefined;
  // No address is as long as this: media too large to be looked at.
  if (address.length > MAX_READ_CHARS) return blobPart(address, mimeType, modality);
  if (!address.startsWith("data:")) {
    return defined<MessagePart>({
      type: "uri",
      modality: modality ?? modalityOf(mimeType),
      mime_type: mimeType,
      uri: address,
    });
  }
  const comma = address.slice(0, MAX_DATA_URL_HEAD).indexOf(",");
  if (comma < 0) return blobPart("", mimeType, modality);
  const mediaType = address.slice("data:".length, comma).split(";", 1)[0];
  return blobPart(address.slice(comma + 1), mediaType === "" ? mimeType : mediaType, modality);
}

/** The modality that a media type belongs to. */
export function modalityOf(mimeType: string | undefined): Modality {
  const main = mimeType?.slice(0, 6).split("/", 1)[0];
  return main === "image" || main === "audio" || main === "video" ? main : "document";
}
