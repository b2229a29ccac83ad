import type { ConversationMessage, EventRow, JsonValue, SpanDetail } from "../api.ts";
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

/**
 * Instructions that stand among the messages are taken out of them.
 *
 * @param events - log records of the span that hold messages
 */
export function readContent(span: SpanDetail, events: readonly EventRow[] = []): RecordedContent {
  // The event that holds everything about a call has the attributes of its span.
  const details = events.filter(({ name }) => name === DETAILS).flatMap((event) => event.attributes);
  const all = [...details, ...span.attributes];
  const attributes = attributesOf(all);
  const messages = readMessages({ kind: span.kind, attributes: all, events: [...span.events, ...events] });
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

const DETAILS = "gen_ai.client.inference.operation.details";

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
