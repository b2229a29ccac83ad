import type { ConversationMessage, JsonValue, SpanDetail } from "../api.ts";
import { type Messages, readMessages } from "../understand/messages/read-messages.ts";
import { attributesOf, numberOf, textOf, unpacked } from "./attribute.ts";

/** What a span holds of what was said, and what it does not. */
export interface RecordedContent extends Messages {
  /** Messages of the input that the sender left out because an earlier call has them. */
  readonly omitted: number;
  /** Names of the tools that the model was offered. */
  readonly offered: readonly string[];
  /** The id by which the model asked for the tool. */
  readonly callId: string | null;
}

/** Instructions that stand among the messages are taken out of them. */
export function readContent(span: SpanDetail): RecordedContent {
  const attributes = attributesOf(span.attributes);
  const messages = readMessages(span);
  const instructions = messages.input.filter(isInstruction).flatMap(textParts);
  const system = [...(messages.system === null ? [] : [messages.system]), ...instructions].join("\n");
  return {
    ...messages,
    system: system === "" ? null : system,
    input: messages.input.filter((message) => !isInstruction(message)),
    omitted: Math.max(0, numberOf(attributes, "agentscribe.input.omitted_messages") ?? 0),
    offered: toolNames(unpacked(attributes.get("gen_ai.tool.definitions"))),
    callId: textOf(attributes, "gen_ai.tool.call.id") ?? textOf(attributes, "ai.toolCall.id") ?? null,
  };
}

function isInstruction({ role }: ConversationMessage): boolean {
  return role === "system" || role === "developer";
}

function textParts({ parts }: ConversationMessage): readonly string[] {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
}

function toolNames(definitions: JsonValue): readonly string[] {
  if (!Array.isArray(definitions)) return [];
  return definitions.flatMap((tool: JsonValue) => {
    const name = typeof tool === "object" && tool !== null && "name" in tool ? tool.name : undefined;
    return typeof name === "string" && name !== "" ? [name] : [];
  });
}
