import type { Decision } from "./decision.ts";
import { errorTypeOf } from "./facts-of.ts";
import { TEXT } from "./field.ts";
import type { Reading } from "./reading.ts";

const MAX_LENGTH = 120;

/** One line of an event for a list: what was decided, on which tool or model, how it turned out. No content. */
export function summaryOf(reading: Reading, decision: Decision | undefined): string | undefined {
  const parts = [
    reading.text(TEXT.tool) ?? reading.text(TEXT.step),
    decision?.type === undefined ? decision?.choice : `${decision.type}: ${decision.choice}`,
    reading.text(TEXT.model) ?? reading.text(TEXT.requestModel),
    reading.text(TEXT.outcome) ?? reading.text(TEXT.endReason),
    errorTypeOf(reading),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" · ").slice(0, MAX_LENGTH);
}
