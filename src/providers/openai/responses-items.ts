import type { Message, MessagePart } from "../../semconv/messages.ts";
import { cased, casedWord, defined, field, isList, list, text, word } from "../fields.ts";
import {
  blobPart,
  filePart,
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
import { inputAudio } from "./chat-messages.ts";

/** Whether an entry is an item of the Responses API rather than a message of the chat API. */
export function isResponsesItem(item: unknown): boolean {
  const type = word(item, "type");
  return type !== undefined && type !== "message" && (Object.hasOwn(ROLES, type) || type.endsWith("_call"));
}

/** One input or output item of the Responses API as a message. */
export function toItemMessage(item: unknown): Message {
  const type = word(item, "type") ?? "message";
  const role = word(item, "role") ?? (Object.hasOwn(ROLES, type) ? ROLES[type] : undefined) ?? "assistant";
  return { role, parts: itemParts(item) };
}

/** The parts that one item stands for. */
export function itemParts(item: unknown): readonly MessagePart[] {
  const type = word(item, "type") ?? "message";
  const id = casedWord(item, "call_id") ?? word(item, "id");
  switch (type) {
    case "message":
      return messageParts(field(item, "content"));
    case "reasoning":
      return reasoningParts(item);
    case "function_call":
      return [toolCallPart(id, word(item, "name"), field(item, "arguments"))];
    case "custom_tool_call":
      return [toolCallPart(id, word(item, "name"), field(item, "input"))];
    case "function_call_output":
    case "function_call_result":
    case "custom_tool_call_output":
    case "computer_call_output":
    case "local_shell_call_output":
    case "shell_call_output":
    case "apply_patch_call_output":
      return [toolResponsePart(id, toolOutput(field(item, "output")))];
    case "computer_call":
    case "local_shell_call":
    case "shell_call":
      return [toolCallPart(id, type.slice(0, -"_call".length), field(item, "action"))];
    case "apply_patch_call":
      return [toolCallPart(id, "apply_patch", field(item, "operation"))];
    case "image_generation_call":
      return generatedImage(item);
    case "compaction":
      return [defined<MessagePart>({ type: "compaction", id: word(item, "id") })];
    case "tool_search_call":
      if (isRunByClient(item)) return [toolCallPart(id, "tool_search", field(item, "arguments"))];
      return serverToolParts(item, type, id);
    case "tool_search_output":
      return [toolsFound(item, id)];
    case "program":
      return [serverToolCallPart(id, type, type, defined<object>({ code: text(item, "code") }))];
    case "program_output":
      return [serverToolResponsePart(id, "program", { result: field(item, "result") ?? null })];
    case "mcp_approval_request":
      return [toolCallPart(id, word(item, "name"), field(item, "arguments"))];
    default:
      return type.endsWith("_call") ? serverToolParts(item, type, id) : [otherPart(type)];
  }
}

const ROLES: Readonly<Record<string, string>> = {
  message: "user",
  reasoning: "assistant",
  compaction: "assistant",
  program: "assistant",
  program_output: "assistant",
  item_reference: "assistant",
  mcp_approval_request: "assistant",
  mcp_list_tools: "assistant",
  mcp_approval_response: "user",
  function_call_output: "tool",
  function_call_result: "tool",
  custom_tool_call_output: "tool",
  computer_call_output: "tool",
  local_shell_call_output: "tool",
  shell_call_output: "tool",
  apply_patch_call_output: "tool",
  tool_search_output: "tool",
};

/** Whether the application is to search for tools, and not the provider. */
export function isRunByClient(item: unknown): boolean {
  return word(item, "execution") === "client";
}

/** The names of tools that a search found: what they are for is told of as that of tools is. */
function toolsFound(item: unknown, id: string | undefined): MessagePart {
  const names = list(field(item, "tools")).map((tool) => word(tool, "name") ?? word(tool, "type") ?? "");
  return isRunByClient(item)
    ? toolResponsePart(id, names)
    : serverToolResponsePart(id, "tool_search", { result: names });
}

function messageParts(content: unknown): readonly MessagePart[] {
  if (typeof content === "string") return content === "" ? [] : [textPart(content)];
  return list(content).map((part) => {
    const type = word(part, "type");
    switch (type) {
      case "input_text":
      case "output_text":
      case "text":
      case "summary_text":
        return textPart(text(part, "text") ?? "");
      case "refusal":
        return textPart(text(part, "refusal") ?? "");
      case "reasoning_text":
        return reasoningPart(text(part, "text") ?? "");
      case "input_image":
        return fileOrUrl(part, cased(part, "image_url"), "image") ?? otherPart(type);
      case "input_file":
        return fileOrUrl(part, cased(part, "file_url") ?? cased(part, "file_data"), "document") ?? otherPart(type);
      case "input_audio":
        return inputAudio(cased(part, "input_audio") ?? part) ?? otherPart(type);
      default:
        return otherPart(type);
    }
  });
}

function fileOrUrl(part: unknown, url: unknown, modality: "image" | "document"): MessagePart | undefined {
  const id = casedWord(part, "file_id");
  return id === undefined ? urlPart(url, modality) : filePart(id, modality);
}

function reasoningParts(item: unknown): readonly MessagePart[] {
  const spoken = [...list(field(item, "summary")), ...list(field(item, "content"))];
  return spoken.flatMap((piece) => {
    const thought = text(piece, "text");
    return thought === undefined ? [] : [reasoningPart(thought)];
  });
}

/** A list of parts, or what the tool itself gives: a shell the streams of each of its commands. */
function toolOutput(output: unknown): unknown {
  return isList(output) && list(output).every((part) => word(part, "type") !== undefined)
    ? messageParts(output)
    : output;
}

function generatedImage(item: unknown): readonly MessagePart[] {
  const data = text(item, "result");
  const format = casedWord(item, "output_format");
  const image = data === undefined ? undefined : blobPart(data, `image/${format ?? "png"}`, "image");
  return image === undefined ? [otherPart("image_generation_call")] : [image];
}

function serverToolParts(item: unknown, type: string, id: string | undefined): readonly MessagePart[] {
  const name = word(item, "name") ?? type.slice(0, -"_call".length);
  const details = defined<Record<string, unknown>>({
    action: field(item, "action") ?? undefined,
    arguments: toArguments(field(item, "arguments")),
    queries: field(item, "queries") ?? undefined,
    code: text(item, "code"),
  });
  const given = field(item, "output") ?? field(item, "results") ?? field(item, "outputs");
  const result = given ?? field(item, "error") ?? undefined;
  const call = serverToolCallPart(id, name, type, details);
  return result === undefined ? [call] : [call, serverToolResponsePart(id, type, { result })];
}
