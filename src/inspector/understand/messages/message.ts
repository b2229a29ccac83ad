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

/** Messages in the shape of any provider, framework or convention: a list of them, one, or text, also as JSON. */
export function toMessages(given: JsonValue | undefined, defaultRole: string): readonly ConversationMessage[] {
  const value = unpacked(given);
  if (value === undefined || value === null || value === "") return [];
  if (isList(value)) return value.flatMap((item) => toMessages(item, defaultRole));
  if (!isObject(value)) return [{ role: defaultRole, name: null, parts: [toPart(value)] }];
  return [toMessage(value, defaultRole)];
}

function toMessage(given: JsonObject, defaultRole: string): ConversationMessage {
  const wrapped = first(given, "message", "kwargs");
  const value = isObject(wrapped) ? { ...given, ...wrapped } : given;
  const type = word(value, "type") ?? "";
  const itemRole = ITEMS.get(type);
  if (itemRole !== undefined && !("role" in value)) return { role: itemRole, name: null, parts: [toPart(value)] };
  const said = word(value, "role", "author") ?? (ROLES.has(type) ? type : className(value)) ?? defaultRole;
  const role = ROLES.get(said) ?? said;
  return { role, name: word(value, "name"), parts: partsOf(value, role) };
}

/** LangChain's serialised messages say their class: `["langchain_core", "messages", "HumanMessage"]`. */
function className(value: JsonObject): string | null {
  const id = first(value, "id");
  const last = isList(id) ? id.at(-1) : undefined;
  return typeof last === "string" && ROLES.has(last) ? last : null;
}

function partsOf(message: JsonObject, role: string): readonly ConversationPart[] {
  const reasoning = first(message, "reasoning_content", "reasoning");
  const content = unpacked(first(message, "parts", "contents", "content", "text", "data"));
  const result = role === "tool" ? resultOf(message, content) : undefined;
  if (result !== undefined) return [result];
  const calls = callsOf(message);
  const parts = isList(content) ? content : content === undefined ? [] : [content];
  return [
    ...(typeof reasoning === "string" && reasoning !== "" ? [{ type: "reasoning", text: reasoning } as const] : []),
    ...parts.filter((part) => part !== "" && part !== null).map(toPart),
    ...calls,
  ];
}

/** What a tool answered, where the whole message is that. */
function resultOf(message: JsonObject, content: JsonValue | undefined): ConversationPart | undefined {
  const hasTypedParts =
    isList(content) &&
    content.some(
      (part) => isObject(part) && /result|response|output/i.test(JSON.stringify(part.type ?? Object.keys(part))),
    );
  if (hasTypedParts) return undefined;
  const id = word(message, "tool_call_id", "toolCallId", "id");
  return { type: "tool_result", id, result: content ?? null };
}

function callsOf(message: JsonObject): readonly ConversationPart[] {
  const kwargs = first(message, "additional_kwargs");
  const held =
    first(message, "tool_calls", "toolCalls") ?? (isObject(kwargs) ? first(kwargs, "tool_calls") : undefined);
  const single = first(message, "function_call");
  const list = isList(held) ? held : single === undefined ? [] : [single];
  return list.map((call) => toPart(isObject(call) ? { ...call, type: "tool_call" } : call));
}
