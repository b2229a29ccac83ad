import type { ConversationPart, JsonValue } from "../api.ts";
import { isToolCall } from "../model/facts.ts";
import type { Draft } from "./draft.ts";

/** Gives tools what their own spans do not hold: the arguments as the model asked for them, the result as the model was told it, by the id of the call. */
export function joinToolCalls(drafts: readonly Draft[]): readonly Draft[] {
  const given = new Map<string, JsonValue>();
  const results = new Map<string, JsonValue>();
  for (const { input, output } of drafts) {
    for (const part of [...input, ...output].flatMap(({ parts }): readonly ConversationPart[] => parts)) {
      if (part.type === "tool_call" && part.id !== null) given.set(part.id, part.arguments);
      if (part.type === "tool_result" && part.id !== null) results.set(part.id, part.result);
    }
  }
  return drafts.map((draft) => {
    if (!isToolCall(draft.type) || draft.callId === null) return draft;
    return {
      ...draft,
      arguments: draft.arguments ?? given.get(draft.callId) ?? null,
      result: draft.result ?? results.get(draft.callId) ?? null,
    };
  });
}
