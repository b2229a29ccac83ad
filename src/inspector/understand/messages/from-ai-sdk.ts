import type { ConversationPart } from "../../api.ts";
import { first, isList, isObject, textOf, unpacked } from "./json.ts";
import { toMessages } from "./message.ts";
import { readable, toPart } from "./part.ts";
import type { MessageSource, RecordedSpan } from "./source.ts";

/** The AI SDK, versions 3 to 6: `ai.prompt.messages`, and of the answer each kind of part in an attribute of its own. */
export const fromAiSdk: MessageSource = ({ attributes }) => {
  const prompt = unpacked(attributes.get("ai.prompt"));
  const system = isObject(prompt) ? first(prompt, "system") : undefined;
  const parts = answerParts(attributes);
  return {
    system: system === undefined ? undefined : readable(system),
    input: toMessages(attributes.get("ai.prompt.messages") ?? prompt, "user"),
    output: parts.length === 0 ? [] : [{ role: "assistant", name: null, parts }],
    toolArguments: unpacked(attributes.get("ai.toolCall.args")),
    toolResult: unpacked(attributes.get("ai.toolCall.result")),
  };
};

function answerParts(attributes: RecordedSpan["attributes"]): readonly ConversationPart[] {
  const said = (name: string): string =>
    textOf(attributes.get(`ai.response.${name}`) ?? attributes.get(`ai.result.${name}`));
  const calls = unpacked(said("toolCalls"));
  return [
    ...[said("reasoning")].filter((text) => text !== "").map((text) => ({ type: "reasoning", text }) as const),
    ...[said("text"), said("object")].filter((text) => text !== "").map((text) => ({ type: "text", text }) as const),
    ...(isList(calls) ? calls : []).map((call) => toPart(isObject(call) ? { ...call, type: "tool_call" } : call)),
  ];
}
