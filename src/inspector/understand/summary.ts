import type { Reading } from "./reading.ts";

const MAX_LENGTH = 120;

/** One line of an event for a list: what was decided, on which tool or model, how it turned out. No content. */
export function summaryOf(reading: Reading): string | undefined {
  const choice = reading.text("decisionChoice");
  const type = reading.text("decisionType");
  const parts = [
    reading.text("tool") ?? reading.text("step"),
    choice === undefined || type === undefined ? choice : `${type}: ${choice}`,
    reading.text("model") ?? reading.text("requestModel"),
    reading.text("outcome") ?? reading.text("endReason"),
    reading.text("errorType"),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" · ").slice(0, MAX_LENGTH);
}
