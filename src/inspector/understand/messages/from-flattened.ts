import { unflattened } from "./flattened.ts";
import { inputAndOutput } from "./input-and-output.ts";
import type { MessageSource } from "./source.ts";

/**
 * OpenLLMetry before 2026 (`gen_ai.prompt.0.content`) and OpenInference (`llm.input_messages.0.message.content`): each field of each message is an
 * attribute.
 */
export const fromFlattened: MessageSource = (span) => {
  const { attributes } = span;
  const input = unflattened(attributes, "llm.input_messages") ?? unflattened(attributes, "gen_ai.prompt");
  const output = unflattened(attributes, "llm.output_messages") ?? unflattened(attributes, "gen_ai.completion");
  return inputAndOutput({ ...span, isTool: false }, input, output);
};
