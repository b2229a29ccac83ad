import { formatCount, formatDuration, formatUsd } from "../../internal/format.ts";
import { type OutlineNode, outlineOf, type PlaceOf } from "./outline.ts";
import { printable, printValue } from "./printable.ts";
import type { TestSpan } from "./span.ts";

const MAX_LINES = 200;

/** What was recorded, for people: an outline with what each piece of work was given, used, cost and came to. */
export function printTree(roots: readonly TestSpan[], placeOf: PlaceOf): string {
  const lines = linesOf(outlineOf(roots, placeOf), "");
  const more = lines.length - MAX_LINES;
  return [...lines.slice(0, MAX_LINES), ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n");
}

function linesOf(nodes: readonly OutlineNode[], indent: string): readonly string[] {
  return nodes.flatMap(({ label, span, children }) => [
    `${indent}${[label, ...(span === undefined ? [] : detailsOf(span))].join(" · ")}`,
    ...linesOf(children, `${indent}  `),
  ]);
}

function detailsOf(span: TestSpan): readonly string[] {
  const { arguments: given, result, usage, cost, error, output, durationMillis } = span;
  const said = output
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])))
    .join(" ");
  return [
    ...(given === undefined ? [] : [printValue(given, 120)]),
    ...(result === undefined ? [] : [`→ ${printValue(result, 80)}`]),
    ...(said === "" ? [] : [printValue(said, 80)]),
    ...(usage === undefined
      ? []
      : [`in ${formatCount(usage.inputTokens ?? 0)}, out ${formatCount(usage.outputTokens ?? 0)} tokens`]),
    ...(cost === undefined
      ? []
      : [cost.usd === undefined ? `no price (${printable(cost.reason ?? "")})` : formatUsd(cost.usd)]),
    ...(error?.message === undefined ? [] : [printValue(error.message, 120)]),
    ...(span.counted || span.kind !== "llm" ? [] : ["not counted"]),
    ...(durationMillis === 0 ? [] : [formatDuration(durationMillis)]),
  ];
}
