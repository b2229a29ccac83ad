import type { JsonValue } from "../../api.ts";
import { first, isObject, unpacked } from "./json.ts";
import { toMessages } from "./message.ts";
import type { Found, RecordedSpan } from "./source.ts";

/** What went into a span and came out of it: messages, but of a tool its arguments and its result. */
export function inputAndOutput(
  { isTool }: RecordedSpan,
  input: JsonValue | undefined,
  output: JsonValue | undefined,
): Found {
  const [into, out] = [unpacked(input), unpacked(output)];
  // Gemini CLI writes the whole request of the tool, and what is shown of it.
  const args = isTool && isObject(into) && "callId" in into ? first(into, "args") : undefined;
  if (isTool)
    return {
      ...(into !== undefined && { toolArguments: args ?? into }),
      ...(out !== undefined && { toolResult: out }),
    };
  return {
    ...(into !== undefined && { input: toMessages(into, "user") }),
    ...(out !== undefined && { output: toMessages(out, "assistant") }),
  };
}
