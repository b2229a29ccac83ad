import type { ConversationMessage, ConversationPart, JsonValue } from "../../api.ts";
import { first, isList, isObject, type JsonObject, unpacked, word } from "./json.ts";
import { toPart } from "./part.ts";

/** Roles as others call them. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ["human", "user"],
  ["ai", "assistant"],
  ["model", "assistant"],
  ["function", "tool"],
  ["HumanMessage", "user"],
  ["AIMessage", "assistant"],
  ["AIMessageChunk", "assistant"],
  ["SystemMessage", "system"],
  ["ToolMessage", "tool"],
]);

/** Items of OpenAI's Responses that are a message by themselves, with who wrote them. */
const ITEMS: ReadonlyMap<string, string> = new Map([
  ["function_call", "assistant"],
  ["custom_tool_call", "assistant"],
  ["reasoning", "assistant"],
  ["function_call_output", "tool"],
  ["custom_tool_call_output", "tool"],
]);

/** Where requests, answers and frameworks hold their messages. */
const CONTAINERS = [
  "messages",
  "contents",
  "choices",
  "candidates",
  "generations",
  "inputs",
  "input",
  "outputs",
  "output",
  "prompt",
];

/** What an object has that is a message. */
const SIGNS = [
  "role",
  "author",
  "parts",
  "content",
  "contents",
  "tool_calls",
  "toolCalls",
  "message",
  "kwargs",
  "function_call",
];

const MAX_DEPTH = 8;

/** Messages in the shape of any provider, framework or convention: a list of them, one, what holds them, or text, also as JSON. */
export function toMessages(
  given: JsonValue | undefined,
  role: string,
  depth: number = 0,
): readonly ConversationMessage[] {
  const value = unpacked(given);
  if (value === undefined || value === null || value === "") return [];
  if (isList(value) && depth < MAX_DEPTH) return value.flatMap((item) => toMessages(item, role, depth + 1));
  if (!isObject(value)) return [{ role, name: null, parts: [toPart(value)] }];
  if (isMessage(value)) return [toMessage(value, role)];
  const container = CONTAINERS.find((name) => first(value, name) !== undefined);
  if (container !== undefined && depth < MAX_DEPTH) return toMessages(first(value, container), role, depth + 1);
  return [{ role, name: null, parts: [toPart(value)] }];
}

function isMessage(value: JsonObject): boolean {
  const type = word(value, "type") ?? "";
  return SIGNS.some((sign) => first(value, sign) !== undefined) || ITEMS.has(type) || ROLES.has(type);
}

function toMessage(given: JsonObject, defaultRole: string): ConversationMessage {
  const value = unwrapped(given);
  const type = word(value, "type") ?? "";
  const itemRole = ITEMS.get(type);
  if (itemRole !== undefined && !("role" in value)) return { role: itemRole, name: null, parts: [toPart(value)] };
  const said = word(value, "role", "author") ?? (ROLES.has(type) ? type : className(given)) ?? defaultRole;
  const role = ROLES.get(said) ?? said;
  return { role, name: word(value, "name"), parts: partsOf(value, role) };
}

/** A choice of an answer, a candidate of Gemini's or a serialised message of LangChain's has the message inside. */
function unwrapped(given: JsonObject): JsonObject {
  const inner = unpacked(first(given, "message", "kwargs"));
  const content = first(given, "content");
  if (isObject(content) && first(content, "parts") !== undefined) return { ...given, ...content };
  if (isObject(inner)) return unwrapped({ ...given, ...inner, message: null, kwargs: null, ...nested(inner) });
  return given;
}

function nested(inner: JsonObject): JsonObject {
  const further = first(inner, "kwargs");
  return isObject(further) ? { kwargs: further } : {};
}

/** LangChain's serialised messages say their class: `["langchain_core", "messages", "HumanMessage"]`. */
function className(value: JsonObject): string | null {
  const message = first(value, "message");
  const id = first(isObject(message) ? message : value, "id");
  const last = isList(id) ? id.at(-1) : undefined;
  return typeof last === "string" && ROLES.has(last) ? last : null;
}

function partsOf(message: JsonObject, role: string): readonly ConversationPart[] {
  const reasoning = first(message, "reasoning_content", "reasoning");
  const content = unpacked(first(message, "parts", "contents", "content", "text", "data"));
  const result = role === "tool" ? resultOf(message, content) : undefined;
  if (result !== undefined) return [result];
  const parts = isList(content) ? content : content === undefined ? [] : [content];
  return [
    ...(typeof reasoning === "string" && reasoning !== "" ? [{ type: "reasoning", text: reasoning } as const] : []),
    ...parts.filter((part) => part !== "" && part !== null).map(toPart),
    ...callsOf(message),
  ];
}

const RESULT_TYPES = /^(tool[_-]result|tool_call_response|function_call_output)$/;

/** What a tool answered, where the whole message is that. */
function resultOf(message: JsonObject, content: JsonValue | undefined): ConversationPart | undefined {
  const saysItself =
    isList(content) &&
    content.some(
      (part) => isObject(part) && (RESULT_TYPES.test(word(part, "type") ?? "") || "functionResponse" in part),
    );
  if (saysItself) return undefined;
  return { type: "tool_result", id: word(message, "tool_call_id", "toolCallId", "id"), result: content ?? null };
}

function callsOf(message: JsonObject): readonly ConversationPart[] {
  const kwargs = first(message, "additional_kwargs");
  const held =
    first(message, "tool_calls", "toolCalls") ?? (isObject(kwargs) ? first(kwargs, "tool_calls") : undefined);
  const list = unpacked(held);
  const single = first(message, "function_call");
  const calls = isList(list) ? list : single === undefined ? [] : [single];
  return calls.map((call) =>
    toPart(isObject(call) && first(call, "tool_call") === undefined ? { ...call, type: "tool_call" } : typed(call)),
  );
}

function typed(call: JsonValue): JsonValue {
  const inner = isObject(call) ? first(call, "tool_call") : undefined;
  return isObject(inner) ? { ...inner, type: "tool_call" } : call;
}
