import type { ConversationMessage, JsonValue } from "../../api.ts";
import { isObject, unpacked } from "./json.ts";
import { toMessages } from "./message.ts";
import type { MessageSource, RecordedEvent } from "./source.ts";

const MESSAGE = /^gen_ai\.(system|user|assistant|tool)\.message$/;
const CHOICE = "gen_ai.choice";

/**
 * The GenAI conventions from 1.27 to 1.36: an event for each message, with the message as its body, as attributes, or as JSON in `gen_ai.event.content`;
 * before that, events `gen_ai.content.prompt` and `gen_ai.content.completion` with all messages in one attribute.
 */
export const fromEvents: MessageSource = ({ events }) => {
  const input: ConversationMessage[] = [];
  const output: ConversationMessage[] = [];
  for (const event of events) {
    const role = MESSAGE.exec(event.name)?.[1];
    const attributes = new Map(event.attributes);
    if (role !== undefined) input.push(...toMessages(contentOf(event), role));
    else if (event.name === CHOICE) output.push(...toMessages(contentOf(event), "assistant"));
    else if (event.name === "gen_ai.content.prompt") input.push(...toMessages(attributes.get("gen_ai.prompt"), "user"));
    else if (event.name === "gen_ai.content.completion")
      output.push(...toMessages(attributes.get("gen_ai.completion"), "assistant"));
  }
  return { input, output };
};

function contentOf({ attributes, body }: RecordedEvent): JsonValue {
  const fields = Object.fromEntries(attributes);
  const said = unpacked(body ?? undefined) ?? unpacked(fields["gen_ai.event.content"]);
  return isObject(said) ? { ...fields, ...said } : (said ?? fields);
}

/** Pydantic AI before 2026: the same events as JSON in an attribute. */
export const fromEventList: MessageSource = ({ attributes }) => {
  const list = unpacked(attributes.get("events") ?? attributes.get("all_messages_events"));
  if (!Array.isArray(list)) return {};
  const events = list.filter(isObject).map((body) => ({ name: String(body["event.name"]), attributes: [], body }));
  return fromEvents({ attributes, events, isTool: false });
};
