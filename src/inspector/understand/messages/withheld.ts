import * as own from "../../../semconv/agentscribe-attributes.ts";
import type { Withheld } from "../../api.ts";
import type { Found, RecordedSpan } from "./source.ts";

interface Content {
  readonly what: string;
  readonly isThere: boolean;
  /** Where senders say the size of what they did not record. */
  readonly sizes: readonly string[];
  /** The kind of span that has such content. */
  readonly of: "inference" | "tool" | undefined;
}

/**
 * What was not recorded. This package and some agents say how long it was; of others it is said that a model call without any message, or a tool without
 * arguments and result, was recorded without its content.
 */
export function withheldOf(span: RecordedSpan, found: Found, kind: string | undefined): readonly Withheld[] {
  const contents: readonly Content[] = [
    { what: "system", isThere: found.system !== undefined, sizes: [own.SYSTEM_SIZE], of: undefined },
    { what: "prompts", isThere: hasAny(found.input), sizes: [own.INPUT_SIZE], of: "inference" },
    { what: "responses", isThere: hasAny(found.output), sizes: [own.OUTPUT_SIZE], of: "inference" },
    {
      what: "toolArguments",
      isThere: found.toolArguments !== undefined,
      sizes: [own.TOOL_ARGUMENTS_SIZE, "tool_input_size_bytes"],
      of: "tool",
    },
    {
      what: "toolResults",
      isThere: found.toolResult !== undefined,
      sizes: [own.TOOL_RESULT_SIZE, "tool_result_size_bytes"],
      of: "tool",
    },
  ];
  const missing = contents.filter(({ isThere }) => !isThere);
  const measured = missing.flatMap(({ what, sizes }) => {
    const characters = sizes.map((name) => Number(span.attributes.get(name))).find((size) => size > 0);
    return characters === undefined ? [] : [{ what, characters }];
  });
  const expected = contents.filter(({ of }) => of !== undefined && of === kind);
  const saysSizes = contents.some(({ sizes }) => sizes.some((name) => span.attributes.has(name)));
  if (saysSizes || expected.length === 0 || expected.some(({ isThere }) => isThere)) return measured;
  return expected.map(({ what }) => ({ what, characters: null }));
}

function hasAny(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}
