import { isList } from "../internal/own-keys.ts";
import type { Message, MessagePart } from "../semconv/messages.ts";
import { label, read } from "./given-value.ts";
import { present } from "./present.ts";

/** Which content of tools messages may hold. */
export interface OpenToolParts {
  readonly arguments: boolean;
  readonly results: boolean;
}

/**
 * A message without what its gates withhold of tools: calls keep type, id and name, results type and id. The conventions want a response in
 * each result, so that `null` stands for it. What else a message of the role `tool` holds is a result too.
 */
export function withoutToolContent(message: Message, open: OpenToolParts): Message {
  const parts: unknown = read(message, "parts");
  if (!isList(parts)) return message;
  const isTool = message.role === "tool" || message.role === "function";
  const kept = parts.slice(0, MAX_PARTS).map((part) => reduced(part, isTool, open));
  if (kept.every((part, index) => part === parts[index])) return message;
  const named = present({ name: label(read(message, "name")), finish_reason: label(read(message, "finish_reason")) });
  return { role: message.role, parts: kept, ...named };
}

/** More than are written. */
const MAX_PARTS = 1_001;

function reduced(part: unknown, isTool: boolean, open: OpenToolParts): MessagePart {
  const type = read(part, "type");
  const id = label(read(part, "id"));
  const name = label(read(part, "name")) ?? "";
  switch (type) {
    case "tool_call":
      return open.arguments ? (part as MessagePart) : toPart({ type, id, name });
    case "server_tool_call":
      return open.arguments ? (part as MessagePart) : toPart({ type, id, name, [type]: typeOf(part, type) });
    case "tool_call_response":
      return open.results ? (part as MessagePart) : { ...toPart({ type, id }), response: null };
    case "server_tool_call_response":
      return open.results ? (part as MessagePart) : toPart({ type, id, [type]: typeOf(part, type) });
    default:
      return isTool && !open.results ? { type: "tool_call_response", response: null } : (part as MessagePart);
  }
}

/** Which tool of the provider it was, without what it was told or gave. */
function typeOf(part: unknown, key: string): { readonly type: string } {
  return { type: label(read(read(part, key), "type")) ?? "" };
}

function toPart(part: Parameters<typeof present>[0]): MessagePart {
  return present(part) as MessagePart;
}
