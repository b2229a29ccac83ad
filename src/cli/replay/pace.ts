import type { Step } from "../../inspector/index.ts";

/** No pause is longer, however long the agent or a person took. */
const MAX_PAUSE_MILLIS = 3_000;
const MIN_PAUSE_MILLIS = 50;

/** How long to show a step before the next, at so many times the session's own pace. */
export function pauseAfter(steps: readonly Step[], index: number, speed: number): number {
  const now = steps[index];
  const next = steps[index + 1];
  if (now === undefined || next === undefined) return 0;
  const millis = (next.startUs - now.startUs) / 1_000 / speed;
  return Math.min(MAX_PAUSE_MILLIS, Math.max(MIN_PAUSE_MILLIS, millis));
}
