import type { ConversationPart, JsonValue } from "../../api.ts";
import { first, isList, isObject, type JsonObject, textOf, unpacked, word } from "./json.ts";

type ReadPart = (part: JsonObject, type: string) => ConversationPart;

const text: ReadPart = (part) => ({ type: "text", text: textOf(first(part, "content", "text")) });

const reasoning: ReadPart = (part) => ({
  type: "reasoning",
  text: readable(first(part, "content", "text", "thinking", "reasoning", "summary")),
});

const toolCall: ReadPart = (part) => {
  const inner = first(part, "function", "functionCall", "server_tool_call");
  const called = isObject(inner) ? { ...inner, ...part } : part;
  return {
    type: "tool_call",
    id: word(called, "id", "call_id", "toolCallId", "tool_call_id"),
    name: word(called, "name", "toolName", "tool_name") ?? "",
    arguments: unpacked(first(called, "arguments", "args", "input", "parameters")) ?? null,
  };
};

const toolResult: ReadPart = (part) => {
  const inner = first(part, "functionResponse", "server_tool_call_response");
  const answered = isObject(inner) ? { ...inner, ...part } : part;
  return {
    type: "tool_result",
    id: word(answered, "id", "call_id", "toolCallId", "tool_call_id", "tool_use_id"),
    result: unpacked(first(answered, "response", "result", "output", "content", "server_tool_call_response")) ?? null,
  };
};

const media: ReadPart = (part, type) => {
  const inner = first(
    part,
    "source",
    "image_url",
    "inlineData",
    "inline_data",
    "fileData",
    "file_data",
    "file",
    "input_audio",
  );
  const outer = isObject(inner) ? { ...part, ...inner } : part;
  const image = first(outer, "image");
  const held = isObject(image) ? { ...outer, ...image } : outer;
  const mimeType = word(held, "mime_type", "mimeType", "mediaType", "media_type", "format");
  const where = word(held, "uri", "url", "fileUri", "file_uri", "file_id", "filename", "image_url");
  const data = first(held, "data", "content", "image", "file_data");
  return {
    type: "media",
    modality: word(held, "modality") ?? modalityOf(type, mimeType),
    mimeType,
    note: where?.slice(0, MAX_NOTE) ?? (typeof data === "string" ? `${data.length} characters of data` : ""),
  };
};

const MAX_NOTE = 300;

function modalityOf(type: string, mimeType: string | null): string {
  return /image|audio|video/.exec(`${mimeType ?? ""} ${type}`)?.[0] ?? "file";
}

/**
 * The types of parts, whoever named them: the GenAI conventions (`tool_call_response`), OpenAI (`input_text`, `function_call`), Anthropic (`tool_use`,
 * `thinking`), the AI SDK (`tool-call`), LangChain.
 */
const READERS: ReadonlyMap<string, ReadPart> = new Map([
  ...["text", "input_text", "output_text", "summary_text"].map((type) => [type, text] as const),
  ...["reasoning", "thinking", "reasoning_text"].map((type) => [type, reasoning] as const),
  ...[
    "tool_call",
    "tool-call",
    "tool_use",
    "function",
    "function_call",
    "custom_tool_call",
    "server_tool_use",
    "server_tool_call",
    "mcp_tool_use",
  ].map((type) => [type, toolCall] as const),
  ...[
    "tool_call_response",
    "tool-result",
    "tool_result",
    "function_call_output",
    "custom_tool_call_output",
    "server_tool_call_response",
    "mcp_tool_result",
  ].map((type) => [type, toolResult] as const),
  ...[
    "blob",
    "file",
    "uri",
    "image",
    "image_url",
    "input_image",
    "input_audio",
    "input_file",
    "audio",
    "video",
    "document",
    "media",
  ].map((type) => [type, media] as const),
]);

/** One part of a message in the shape of any provider, framework or convention; those of OpenInference are in a further object. */
export function toPart(given: JsonValue): ConversationPart {
  const wrapped = isObject(given) ? first(given, "message_content", "tool_call") : undefined;
  const value = isObject(wrapped) ? wrapped : given;
  if (!isObject(value)) return { type: "text", text: textOf(value) };
  const type = word(value, "type") ?? geminiType(value);
  const read = READERS.get(type);
  return read === undefined ? { type: "other", label: type === "" ? "part" : type, value } : read(value, type);
}

/** Gemini's parts have no type: the property that is there says it. */
function geminiType(part: JsonObject): string {
  if ("functionCall" in part || "function" in part) return "tool_call";
  if ("functionResponse" in part) return "tool_call_response";
  if ("inlineData" in part || "fileData" in part) return "media";
  if ("text" in part) return part.thought === true ? "thinking" : "text";
  if ("content" in part && typeof part.content === "string") return "text";
  return "";
}

/** The text of what may be text, a list of parts with text, or anything else. */
export function readable(value: JsonValue | undefined): string {
  if (isList(value))
    return value.map((part) => (isObject(part) ? readable(first(part, "text", "content")) : textOf(part))).join("\n");
  if (isObject(value)) return readable(first(value, "text", "content") ?? JSON.stringify(value));
  return textOf(value);
}
