import type { Message, MessagePart } from "../../semconv/messages.ts";
import { isAiSdkMessage, toAiSdkParts } from "../ai-sdk/messages.ts";
import { blockParts, isAnthropicMessage } from "../anthropic/messages.ts";
import { defined, field, isRecord, list, text, word } from "../fields.ts";
import { contentParts } from "../openai/chat-messages.ts";
import { reasoningPart, toolCallPart, toolResponsePart } from "../parts.ts";

const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  HumanMessage: "user",
  HumanMessageChunk: "user",
  ai: "assistant",
  AIMessage: "assistant",
  AIMessageChunk: "assistant",
  system: "system",
  SystemMessage: "system",
  tool: "tool",
  ToolMessage: "tool",
  function: "tool",
};

/** Whether a message is one of LangChain: an instance of its classes, or such an instance made into JSON. */
export function isLangChainMessage(message: unknown): boolean {
  return kindOf(message) !== undefined;
}

/** A message of LangChain, whatever provider's blocks it holds. */
export function toLangChainMessage(message: unknown): Message {
  const own = fieldsOf(message);
  const kind = kindOf(message) ?? "ai";
  const role = ROLES[kind] ?? word(own, "role") ?? kind;
  if (role === "tool") {
    return { role, parts: [toolResponsePart(word(own, "tool_call_id"), field(own, "content"))] };
  }
  const calls = list(field(own, "tool_calls"));
  const parts = toParts(own).filter((part) => calls.length === 0 || part.type !== "tool_call");
  const thoughts = parts.some((part) => part.type === "reasoning") ? [] : thoughtsBeside(own);
  return defined<Message>({ role, parts: [...thoughts, ...parts, ...calls.map(toCall)], name: word(own, "name") });
}

/** What a model thought, where its content does not hold it: an item of the Responses API, or the text of those who speak OpenAI's chat. */
function thoughtsBeside(own: unknown): readonly MessagePart[] {
  const beside = field(own, "additional_kwargs");
  const summary = list(field(field(beside, "reasoning"), "summary")).map((piece) => text(piece, "text"));
  return [text(beside, "reasoning_content"), ...summary].flatMap((thought) =>
    thought === undefined || thought === "" ? [] : [reasoningPart(thought)],
  );
}

/** The message itself, or its fields when it was made into JSON. */
export function fieldsOf(message: unknown): unknown {
  return field(message, "lc") === undefined ? message : (field(message, "kwargs") ?? message);
}

function kindOf(message: unknown): string | undefined {
  if (field(message, "lc") === 1) {
    const name = list(field(message, "id")).at(-1);
    return typeof name === "string" && Object.hasOwn(ROLES, name) ? name : undefined;
  }
  if (!isRecord(field(message, "lc_kwargs")) && field(message, "lc_serializable") === undefined) return undefined;
  const type = word(message, "type");
  if (type !== undefined && Object.hasOwn(ROLES, type)) return type;
  const name = word(field(message, "constructor"), "name");
  return name !== undefined && Object.hasOwn(ROLES, name) ? name : undefined;
}

function toParts(own: unknown): readonly MessagePart[] {
  const content = field(own, "content");
  if (isAnthropicMessage(own)) return blockParts(content);
  if (isAiSdkMessage(own)) return toAiSdkParts(content);
  return contentParts(content);
}

function toCall(call: unknown): MessagePart {
  return toolCallPart(word(call, "id"), word(call, "name"), field(call, "args"));
}
