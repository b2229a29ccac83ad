import type { Judgement } from "./judgement.ts";
import { describeDifference, expectedText, matchNodes, type TraceShape, toExpected } from "./trace-shape.ts";
import type { View } from "./view-of.ts";

/** What is recorded as one tree is compared whole; a shape of one node may also be given for what has several roots, in their order. */
export function judgeTrace(view: View, shape: TraceShape | readonly TraceShape[]): Judgement {
  const expected = toExpected(shape);
  const outline = view.outline();
  const holds = matchNodes(expected, outline);
  return {
    holds,
    expected: `this trace\n${expectedText(expected)}`,
    found: holds
      ? "it is like that"
      : `it is another one (- is missing, + was not expected)\n${describeDifference(expected, outline)}`,
  };
}
