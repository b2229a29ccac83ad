import type { JsonValue } from "../../api.ts";
import { unflattened } from "./flattened.ts";
import { inputAndOutput } from "./input-and-output.ts";
import { isList } from "./json.ts";
import type { MessageSource, RecordedSpan } from "./source.ts";

/**
 * OpenLLMetry before 2026 (`gen_ai.prompt.0.content`) and OpenInference (`llm.input_messages.0.message.content`): each field of each message is an
 * attribute.
 */
export const fromFlattened: MessageSource = (span) => {
  const { attributes } = span;
  const input = listOf(attributes, "llm.input_messages") ?? listOf(attributes, "gen_ai.prompt");
  const output = listOf(attributes, "llm.output_messages") ?? listOf(attributes, "gen_ai.completion");
  return inputAndOutput({ ...span, isTool: false }, input, output);
};

/** Other names below a prefix are no messages, such as `gen_ai.prompt.name`. */
function listOf(attributes: RecordedSpan["attributes"], prefix: string): JsonValue | undefined {
  const value = unflattened(attributes, prefix);
  return isList(value) ? value : undefined;
}
