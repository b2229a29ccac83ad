import * as genAi from "../../../semconv/gen-ai-attributes.ts";
import { unpacked } from "./json.ts";
import { toMessages } from "./message.ts";
import { readable } from "./part.ts";
import type { MessageSource } from "./source.ts";

/** The GenAI conventions since 1.37: messages as attributes, structured or as JSON text. */
export const fromGenAi: MessageSource = ({ attributes }) => {
  const system = unpacked(attributes.get(genAi.GEN_AI_SYSTEM_INSTRUCTIONS));
  return {
    system: system === undefined ? undefined : readable(system),
    input: toMessages(attributes.get(genAi.GEN_AI_INPUT_MESSAGES), "user"),
    output: toMessages(attributes.get(genAi.GEN_AI_OUTPUT_MESSAGES), "assistant"),
    toolArguments: unpacked(attributes.get(genAi.GEN_AI_TOOL_CALL_ARGUMENTS)),
    toolResult: unpacked(attributes.get(genAi.GEN_AI_TOOL_CALL_RESULT)),
  };
};
