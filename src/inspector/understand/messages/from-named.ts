import { inputAndOutput } from "./input-and-output.ts";
import type { MessageSource } from "./source.ts";

/** Pairs of attributes that hold what went in and what came out, as text or JSON of any shape. The first pair of which one is there is read. */
const PAIRS: readonly (readonly [input: string, output: string])[] = [
  ["langfuse.observation.input", "langfuse.observation.output"],
  ["lmnr.span.input", "lmnr.span.output"],
  ["braintrust.input_json", "braintrust.output_json"],
  ["braintrust.input", "braintrust.output"],
  // LangSmith, and OpenLLMetry for what is no chat.
  ["gen_ai.prompt", "gen_ai.completion"],
  ["traceloop.entity.input", "traceloop.entity.output"],
  // OpenInference, for what is no chat.
  ["input.value", "output.value"],
  // Pydantic AI: tools, then runs of an agent.
  ["tool_arguments", "tool_response"],
  ["pydantic_ai.all_messages", "final_result"],
  // What events tell, as rows of their own: Codex CLI's tools, Claude Code's, Gemini CLI's tools and answers.
  ["user_prompt", "response"],
  ["arguments", "output"],
  ["tool_input", "tool_output"],
  ["tool_parameters", "tool_output"],
  ["function_args", "tool_output"],
  ["request_text", "response_text"],
];

/** Conventions that have one attribute for all that went in, and one for all that came out. */
export const fromNamed: MessageSource = (span) => {
  const pair = PAIRS.find(([input, output]) => span.attributes.has(input) || span.attributes.has(output));
  if (pair === undefined) return {};
  const [input, output] = pair
    .map((name) => span.attributes.get(name))
    .map((value) => (value === REDACTED ? undefined : value));
  return inputAndOutput(span, input, output);
};

/** What Claude Code writes in place of content. */
const REDACTED = "<REDACTED>";
