import type { Message, MessagePart } from "../../semconv/messages.ts";
import { defined, field, has, isList, isRecord, list, text, word } from "../fields.ts";
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

/** Whether a message is a content of Gemini. */
export function isGoogleContent(message: unknown): boolean {
  return isList(field(message, "parts")) && !has(message, "content") && word(message, "type") === undefined;
}

/** A content of Gemini: the model is the assistant, and one that only brings results of functions has the role `tool`. */
export function toGoogleMessage(content: unknown): Message {
  const parts = toGoogleParts(field(content, "parts"));
  const given = word(content, "role") ?? "user";
  const results = parts.length > 0 && parts.every((part) => part.type === "tool_call_response");
  const role = given === "model" ? "assistant" : given;
  return { role: results || role === "function" ? "tool" : role, parts };
}

/** The parts of a content; a part may be plain text. */
export function toGoogleParts(parts: unknown): readonly MessagePart[] {
  if (parts === undefined || parts === null) return [];
  return (isList(parts) ? list(parts) : [parts]).map(toPart);
}

/** Properties that mark a part, each with what it becomes. */
const KINDS: Readonly<Record<string, (value: unknown) => MessagePart | undefined>> = {
  functionCall: (call) => toolCallPart(word(call, "id"), word(call, "name"), field(call, "args")),
  functionResponse: (result) => toolResponsePart(word(result, "id") ?? word(result, "name"), field(result, "response")),
  toolCall: (call) => {
    const tool = serverTool(call);
    return serverToolCallPart(word(call, "id"), tool, tool, { arguments: field(call, "args") ?? null });
  },
  toolResponse: (result) =>
    serverToolResponsePart(word(result, "id"), serverTool(result), { result: field(result, "response") ?? null }),
  inlineData: (data) => blobPart(field(data, "data"), word(data, "mimeType")),
  fileData: (data) => urlPart(field(data, "fileUri"), undefined, word(data, "mimeType")),
  executableCode: (code) =>
    serverToolCallPart(
      word(code, "id"),
      "code_execution",
      "code_execution",
      defined<object>({ language: word(code, "language"), code: text(code, "code") }),
    ),
  codeExecutionResult: (result) =>
    serverToolResponsePart(
      word(result, "id"),
      "code_execution",
      defined<object>({ outcome: word(result, "outcome"), output: text(result, "output") }),
    ),
};

/** A tool that Gemini runs itself, such as `GOOGLE_SEARCH_WEB`. */
function serverTool(call: unknown): string {
  return word(call, "toolType")?.toLowerCase() ?? "tool";
}

function toPart(part: unknown): MessagePart {
  if (typeof part === "string") return textPart(part);
  for (const [kind, convert] of Object.entries(KINDS)) {
    const value = field(part, kind);
    if (isRecord(value)) return convert(value) ?? otherPart(kind);
  }
  const written = field(part, "text");
  if (typeof written !== "string") return otherPart(kindOf(part));
  return field(part, "thought") === true ? reasoningPart(written) : textPart(written);
}

/** A part has one property that holds what it is, beside plain values about it. */
function kindOf(part: unknown): string | undefined {
  return isRecord(part) ? Object.keys(part).find((key) => isRecord(field(part, key))) : undefined;
}
