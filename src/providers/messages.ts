import type { Message, MessagePart, ToolDefinition } from "../semconv/messages.ts";
import { isAiSdkMessage, toAiSdkMessage } from "./ai-sdk/messages.ts";
import { isAnthropicMessage, toAnthropicMessage } from "./anthropic/messages.ts";
import { isBedrockMessage, toBedrockMessage } from "./bedrock/messages.ts";
import { attempt, field, has, isList, isRecord, list, text, word } from "./fields.ts";
import { isGoogleContent, toGoogleMessage, toGoogleParts } from "./google/messages.ts";
import { isLangChainMessage, toLangChainMessage } from "./langchain/messages.ts";
import { contentParts, toChatMessage } from "./openai/chat-messages.ts";
import { isResponsesItem, toItemMessage } from "./openai/responses-items.ts";
import type { ReadHint } from "./reading.ts";
import { toolDefinitions } from "./tools.ts";

/**
 * The messages of a request in the shape of the conventions: text, one message or a list of them, of any provider.
 *
 * Never throws; an entry that is no message is left out.
 */
export function toMessages(input: unknown, hint?: ReadHint): readonly Message[] {
  return attempt(() => {
    const entries = isList(input) ? list(input) : [input];
    return entries.map((entry) => toMessage(entry, hint)).filter((message) => message !== undefined);
  }, []);
}

/**
 * One message or input item of any provider in the shape of the conventions. The same object always gives an equal message, so the
 * result can be kept by the identity of the object while it is not changed.
 *
 * @returns `undefined` when it is neither text nor an object that looks like a message. Never throws.
 */
export function toMessage(one: unknown, _hint?: ReadHint): Message | undefined {
  return attempt(() => {
    if (typeof one === "string") return { role: "user", parts: [{ type: "text", content: one }] };
    if (!isRecord(one)) return undefined;
    return FORMATS.find((format) => format.matches(one))?.convert(one);
  }, undefined);
}

interface MessageFormat {
  readonly matches: (message: unknown) => boolean;
  readonly convert: (message: unknown) => Message;
}

/** Tried in this order: a shape with a mark of its own comes before one that others share. */
const FORMATS: readonly MessageFormat[] = [
  { matches: isConventionMessage, convert: (message) => message as Message },
  { matches: isLangChainMessage, convert: toLangChainMessage },
  { matches: isResponsesItem, convert: toItemMessage },
  { matches: isGoogleContent, convert: toGoogleMessage },
  { matches: isAiSdkMessage, convert: toAiSdkMessage },
  { matches: isAnthropicMessage, convert: toAnthropicMessage },
  { matches: isBedrockMessage, convert: toBedrockMessage },
  { matches: hasItemParts, convert: toItemMessage },
  { matches: isCohereTurn, convert: toCohereTurn },
  { matches: isChatMessage, convert: toChatMessage },
  { matches: isLonePart, convert: toLonePart },
];

const CONVENTION_PARTS: Readonly<Record<string, string>> = {
  text: "content",
  reasoning: "content",
  blob: "content",
  uri: "uri",
  file: "file_id",
  tool_call: "name",
  tool_call_response: "response",
  server_tool_call: "server_tool_call",
  server_tool_call_response: "server_tool_call_response",
};

/** Messages that are in the shape of the conventions already stay as they are, with parts of types that the conventions do not name. */
function isConventionMessage(message: unknown): boolean {
  const parts = list(field(message, "parts"));
  if (parts.length === 0 || word(message, "role") === undefined) return false;
  return parts.every((part) => {
    const type = word(part, "type");
    if (type === undefined) return false;
    return !Object.hasOwn(CONVENTION_PARTS, type) || has(part, CONVENTION_PARTS[type] ?? "");
  });
}

/** Parts that messages of the Responses API alone have: `input_audio` is one of the chat API too. */
const ITEM_PARTS: ReadonlySet<string> = new Set(["input_text", "input_image", "input_file", "output_text"]);

function hasItemParts(message: unknown): boolean {
  return list(field(message, "content")).some((part) => ITEM_PARTS.has(word(part, "type") ?? ""));
}

function isChatMessage(message: unknown): boolean {
  return word(message, "role") !== undefined;
}

/** A turn of Cohere's first chat API: `{ role: "CHATBOT", message }`. */
function isCohereTurn(message: unknown): boolean {
  return (
    typeof field(message, "message") === "string" && word(message, "role") !== undefined && !has(message, "content")
  );
}

const COHERE_ROLES: Readonly<Record<string, string>> = {
  CHATBOT: "assistant",
  USER: "user",
  SYSTEM: "system",
  TOOL: "tool",
};

function toCohereTurn(message: unknown): Message {
  const role = word(message, "role") ?? "user";
  return { role: COHERE_ROLES[role.toUpperCase()] ?? role, parts: contentParts(field(message, "message")) };
}

/** Gemini takes a part, or a list of them, where a content belongs. */
function isLonePart(part: unknown): boolean {
  return typeof field(part, "text") === "string" || has(part, "inlineData") || has(part, "fileData");
}

function toLonePart(part: unknown): Message {
  return { role: "user", parts: toGoogleParts(part) };
}

/** One instruction, as `gen_ai.system_instructions` lists them. */
export interface SystemInstruction {
  readonly type: "text";
  readonly content: string;
}

/**
 * Instructions that are sent apart from the messages, as text parts: text, a list of blocks, or a content of Gemini. What is no text is
 * left out. Never throws.
 */
export function toSystemInstructions(system: unknown): readonly SystemInstruction[] {
  return attempt(() => {
    const blocks = isList(system) ? list(system) : [field(system, "parts") ?? field(system, "content") ?? system];
    return blocks.flatMap((block) => instructionTexts(block)).map((content) => ({ type: "text", content }) as const);
  }, []);
}

function instructionTexts(block: unknown): readonly string[] {
  if (typeof block === "string") return block === "" ? [] : [block];
  if (isList(block)) return list(block).flatMap((one) => (isList(one) ? [] : instructionTexts(one)));
  // A part that was converted before keeps its text under `content`.
  const written = text(block, "text") ?? (word(block, "type") === "text" ? text(block, "content") : undefined);
  if (written !== undefined) return [written];
  const parts: readonly MessagePart[] = isRecord(block) ? (toMessage(block)?.parts ?? []) : [];
  return parts.flatMap((part) => (part.type === "text" ? [text(part, "content") ?? ""] : []));
}

/** The tools that a request offers, of any provider. Never throws; an entry without a name gets its type as name. */
export function toToolDefinitions(tools: unknown): readonly ToolDefinition[] {
  return attempt(() => toolDefinitions(tools), []);
}
