import type { AttributeList, ConversationMessage, JsonValue, Withheld } from "../../api.ts";
import { fromAiSdk } from "./from-ai-sdk.ts";
import { fromClaudeCode } from "./from-claude-code.ts";
import { fromEventList, fromEvents } from "./from-events.ts";
import { fromFlattened } from "./from-flattened.ts";
import { fromGenAi } from "./from-gen-ai.ts";
import { fromNamed } from "./from-named.ts";
import type { Found, MessageSource, RecordedEvent, RecordedSpan } from "./source.ts";
import { withheldOf } from "./withheld.ts";

/** What was said in a model call, or given to a tool and answered by it. */
export interface Messages {
  /** The instructions, where they are apart from the messages. */
  readonly system: string | null;
  readonly input: readonly ConversationMessage[];
  readonly output: readonly ConversationMessage[];
  readonly toolArguments: JsonValue;
  readonly toolResult: JsonValue;
  readonly withheld: readonly Withheld[];
}

/** What messages are read from: a `SpanDetail`, or attributes alone. */
export interface Recorded {
  readonly attributes: AttributeList;
  /** Its own events, and log records of it: some conventions hold the messages there. */
  readonly events?: readonly RecordedEvent[];
  /** The span's kind: of a model call without messages it is said that they were not recorded. */
  readonly kind?: string;
}

/** The first that holds something decides, for each kind of content. */
const SOURCES: readonly MessageSource[] = [
  fromGenAi,
  fromEvents,
  fromFlattened,
  fromAiSdk,
  fromEventList,
  fromClaudeCode,
  fromNamed,
];

/** Messages, arguments and results of a span, whichever convention it was recorded by. */
export function readMessages(recorded: Recorded): Messages {
  const span: RecordedSpan = {
    attributes: new Map(recorded.attributes),
    events: recorded.events ?? [],
    isTool: recorded.kind === "tool" || recorded.kind === "mcp",
  };
  let found: Found = {};
  for (const source of SOURCES) found = filled(found, source(span));
  return {
    system: found.system ?? null,
    input: found.input ?? [],
    output: found.output ?? [],
    toolArguments: found.toolArguments ?? null,
    toolResult: found.toolResult ?? null,
    withheld: withheldOf(span, found, recorded.kind),
  };
}

function filled(found: Found, more: Found): Found {
  return {
    system: found.system ?? more.system,
    input: nonEmpty(found.input) ?? more.input,
    output: nonEmpty(found.output) ?? more.output,
    toolArguments: found.toolArguments ?? more.toolArguments,
    toolResult: found.toolResult ?? more.toolResult,
  };
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}
