import * as own from "../../../semconv/agentscribe-attributes.ts";
import type { Withheld } from "../../api.ts";
import type { Found, RecordedSpan } from "./source.ts";

interface Kept {
  readonly what: string;
  readonly isThere: boolean;
  /** Where this package says the size of what it did not record. */
  readonly size: string;
}

/**
 * What was not recorded. This package says how long it was; of others only that a model call without messages, or a tool without arguments and result, is
 * recorded without its content.
 */
export function withheldOf(span: RecordedSpan, found: Found, kind: string | undefined): readonly Withheld[] {
  const isModelCall = kind === "inference";
  const isTool = kind === "tool";
  const kept: readonly Kept[] = [
    { what: "system", isThere: found.system !== undefined, size: own.SYSTEM_SIZE },
    { what: "prompts", isThere: hasAny(found.input), size: own.INPUT_SIZE },
    { what: "responses", isThere: hasAny(found.output), size: own.OUTPUT_SIZE },
    { what: "toolArguments", isThere: found.toolArguments !== undefined, size: own.TOOL_ARGUMENTS_SIZE },
    { what: "toolResults", isThere: found.toolResult !== undefined, size: own.TOOL_RESULT_SIZE },
  ];
  const measured = kept.flatMap(({ what, isThere, size }) => {
    const characters = span.attributes.get(size);
    return !isThere && typeof characters === "number" && characters > 0 ? [{ what, characters }] : [];
  });
  if (measured.length > 0 || kept.some(({ size }) => span.attributes.has(size))) return measured;
  const expected = isModelCall ? ["prompts", "responses"] : isTool ? ["toolArguments", "toolResults"] : [];
  const lacking = kept.filter(({ what, isThere }) => !isThere && expected.includes(what));
  return lacking.length === expected.length ? lacking.map(({ what }) => ({ what, characters: null })) : [];
}

function hasAny(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}
