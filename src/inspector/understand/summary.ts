import type { Decision } from "./decision.ts";
import { errorTypeOf } from "./facts-of.ts";
import type { Reading } from "./reading.ts";

const MAX_LENGTH = 120;

/** One line of an event for a list: what was decided, on which tool or model, how it turned out. No content. */
export function summaryOf(reading: Reading, decision: Decision | undefined): string | undefined {
  const parts = [
    reading.text("tool") ?? reading.text("step"),
    decision?.type === undefined ? decision?.choice : `${decision.type}: ${decision.choice}`,
    reading.text("model") ?? reading.text("requestModel"),
    reading.text("outcome") ?? reading.text("endReason"),
    errorTypeOf(reading),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" · ").slice(0, MAX_LENGTH);
}
