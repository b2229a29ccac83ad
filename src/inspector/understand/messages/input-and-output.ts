import type { JsonValue } from "../../api.ts";
import { unpacked } from "./json.ts";
import { toMessages } from "./message.ts";
import type { Found, RecordedSpan } from "./source.ts";

/** What went into a span and came out of it: messages, but of a tool its arguments and its result. */
export function inputAndOutput(
  { isTool }: RecordedSpan,
  input: JsonValue | undefined,
  output: JsonValue | undefined,
): Found {
  const [into, out] = [unpacked(input), unpacked(output)];
  if (isTool)
    return { ...(into !== undefined && { toolArguments: into }), ...(out !== undefined && { toolResult: out }) };
  return {
    ...(into !== undefined && { input: toMessages(into, "user") }),
    ...(out !== undefined && { output: toMessages(out, "assistant") }),
  };
}
