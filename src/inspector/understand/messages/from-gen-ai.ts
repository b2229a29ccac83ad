import * as genAi from "../../../semconv/gen-ai-attributes.ts";
import { inputAndOutput } from "./input-and-output.ts";
import { unpacked } from "./json.ts";
import { readable } from "./part.ts";
import type { Found, MessageSource, RecordedSpan } from "./source.ts";

/** The GenAI conventions since 1.37: messages as attributes of the span, or of its event with the details of the call. */
export const fromGenAi: MessageSource = (span) => {
  const details = span.events.find(({ name }) => name === "gen_ai.client.inference.operation.details");
  const own = read(span, span.attributes);
  return details === undefined ? own : { ...read(span, new Map(details.attributes)), ...own };
};

function read(span: RecordedSpan, attributes: RecordedSpan["attributes"]): Found {
  const system = unpacked(attributes.get(genAi.GEN_AI_SYSTEM_INSTRUCTIONS));
  const found: Found = {
    ...inputAndOutput(span, attributes.get(genAi.GEN_AI_INPUT_MESSAGES), attributes.get(genAi.GEN_AI_OUTPUT_MESSAGES)),
    ...(system !== undefined && { system: readable(system) }),
  };
  const toolArguments = unpacked(attributes.get(genAi.GEN_AI_TOOL_CALL_ARGUMENTS)) ?? found.toolArguments;
  const toolResult = unpacked(attributes.get(genAi.GEN_AI_TOOL_CALL_RESULT)) ?? found.toolResult;
  return {
    ...found,
    ...(toolArguments !== undefined && { toolArguments }),
    ...(toolResult !== undefined && { toolResult }),
  };
}
