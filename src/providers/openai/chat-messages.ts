import type { Message, MessagePart } from "../../semconv/messages.ts";
import { cased, casedText, casedWord, defined, field, isBytes, isList, list, text, word } from "../fields.ts";
import {
  blobPart,
  filePart,
  otherPart,
  reasoningPart,
  textPart,
  toolCallPart,
  toolResponsePart,
  urlPart,
} from "../parts.ts";

/** A message of the chat API, as it is sent or as it is answered; also of those who speak the same format, in either case. */
export function toChatMessage(message: unknown, index?: number): Message {
  const role = word(message, "role") ?? (index === undefined ? "user" : "assistant");
  const content = field(message, "content");
  const parts: MessagePart[] = [];
  if (role === "tool" || role === "function") {
    parts.push(toolResponsePart(casedWord(message, "tool_call_id") ?? word(message, "name"), toolResult(content)));
  } else {
    const thought = reasoningText(message);
    if (thought !== undefined) parts.push(reasoningPart(thought));
    parts.push(...contentParts(content));
  }
  const refusal = text(message, "refusal");
  if (refusal !== undefined) parts.push(textPart(refusal));
  parts.push(...spokenParts(field(message, "audio")), ...imageParts(field(message, "images")));
  for (const call of list(cased(message, "tool_calls"))) parts.push(toCallPart(call));
  const legacy = cased(message, "function_call");
  if (word(legacy, "name") !== undefined) {
    parts.push(toolCallPart(undefined, word(legacy, "name"), field(legacy, "arguments")));
  }
  return defined<Message>({ role, parts, name: role === "function" ? undefined : word(message, "name") });
}

/** The parts of a message's content: text, or a list of typed parts. */
export function contentParts(content: unknown): readonly MessagePart[] {
  if (typeof content === "string") return content === "" ? [] : [textPart(content)];
  return list(content).flatMap((part) => toContentPart(part));
}

function toContentPart(part: unknown): readonly MessagePart[] {
  if (typeof part === "string") return [textPart(part)];
  const type = word(part, "type");
  switch (type) {
    case "text":
      return [textPart(text(part, "text") ?? "")];
    case "refusal":
      return [textPart(text(part, "refusal") ?? "")];
    case "thinking":
      return [reasoningPart(thinkingText(field(part, "thinking")))];
    case "image_url":
      return known(urlOf(cased(part, "image_url"), "image"), type);
    case "video_url":
      return known(urlOf(cased(part, "video_url"), "video"), type);
    case "audio_url":
      return known(urlOf(cased(part, "audio_url"), "audio"), type);
    case "document_url":
      return known(urlOf(cased(part, "document_url"), "document"), type);
    case "input_audio":
      return known(inputAudio(cased(part, "input_audio") ?? part), type);
    case "file":
      return known(fileOf(part), type);
    default:
      return [otherPart(type)];
  }
}

function toCallPart(call: unknown): MessagePart {
  const called = field(call, "function") ?? field(call, "custom") ?? call;
  const args = field(called, "arguments") ?? field(called, "input");
  return toolCallPart(word(call, "id"), word(called, "name"), args);
}

/** Cohere's results are documents, each with data of its own. */
function toolResult(content: unknown): unknown {
  if (!isList(content)) return content;
  return list(content).flatMap((part): readonly unknown[] => {
    const document = word(part, "type") === "document" ? field(part, "document") : undefined;
    return document === undefined ? toContentPart(part) : [document];
  });
}

function reasoningText(message: unknown): string | undefined {
  return (
    casedText(message, "reasoning_content") ??
    text(message, "reasoning") ??
    text(message, "thinking") ??
    casedText(message, "tool_plan")
  );
}

function thinkingText(thinking: unknown): string {
  if (typeof thinking === "string") return thinking;
  return list(thinking)
    .map((piece) => text(piece, "text") ?? "")
    .join("");
}

function urlOf(given: unknown, modality: "image" | "video" | "audio" | "document"): MessagePart | undefined {
  return urlPart(typeof given === "string" ? given : field(given, "url"), modality);
}

/** Audio that was given: text, bytes, or both with their format. */
export function inputAudio(audio: unknown): MessagePart | undefined {
  if (typeof audio === "string" || isBytes(audio)) return blobPart(audio, undefined, "audio");
  const format = word(audio, "format");
  return blobPart(field(audio, "data"), format === undefined ? undefined : `audio/${format}`, "audio");
}

function fileOf(part: unknown): MessagePart | undefined {
  const file = field(part, "file") ?? part;
  const id = casedWord(file, "file_id");
  return id === undefined ? urlPart(cased(file, "file_data"), "document") : filePart(id, "document");
}

function spokenParts(audio: unknown): readonly MessagePart[] {
  const transcript = text(audio, "transcript");
  const data = text(audio, "data");
  const parts: MessagePart[] = [];
  if (data !== undefined) parts.push({ type: "blob", modality: "audio", content: data });
  if (transcript !== undefined) parts.push(textPart(transcript));
  const id = word(audio, "id");
  if (id !== undefined && parts.length === 0) parts.push(filePart(id, "audio"));
  return parts;
}

function imageParts(images: unknown): readonly MessagePart[] {
  return list(images).flatMap((image) => {
    if (typeof image === "string" || isBytes(image)) return known(blobPart(image, undefined, "image"), "image");
    return known(urlOf(cased(image, "image_url"), "image"), "image");
  });
}

function known(part: MessagePart | undefined, type: string): readonly MessagePart[] {
  return [part ?? otherPart(type)];
}
