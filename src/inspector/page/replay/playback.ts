import type { Step } from "../../api.ts";

export const SPEEDS = [1, 4, 16] as const;

export type Speed = (typeof SPEEDS)[number];

/** Longest wait between two steps in compressed time, in milliseconds at 1x. */
const LONGEST_GAP = 1_500;

/** Shortest time a step is shown, so that none is skipped unseen. */
const SHORTEST_SHOW = 40;

/**
 * Milliseconds that a step is shown before the next one; `undefined` at the last. Compressed time leaves out most of
 * long waits.
 */
export function showMillis(
  steps: readonly Step[],
  index: number,
  speed: Speed,
  isCompressed: boolean,
): number | undefined {
  const now = steps[index];
  const next = steps[index + 1];
  if (now === undefined || next === undefined) return undefined;
  const gap = Math.max(0, next.startUs - now.startUs) / 1_000;
  return Math.max(SHORTEST_SHOW, (isCompressed ? Math.min(gap, LONGEST_GAP) : gap) / speed);
}

/** Where a key leads from a step: `undefined` for keys that do not move. */
export function stepForKey(key: string, index: number, count: number): number | undefined {
  const last = Math.max(0, count - 1);
  const target = {
    ArrowRight: index + 1,
    ArrowDown: index + 1,
    ArrowLeft: index - 1,
    ArrowUp: index - 1,
    PageDown: index + 10,
    PageUp: index - 10,
    Home: 0,
    End: last,
  }[key];
  return target === undefined ? undefined : Math.min(last, Math.max(0, target));
}

/** One line for a screen reader: where the replay is. */
export function stepLabel(steps: readonly Step[], index: number): string {
  const step = steps[index];
  if (step === undefined) return "no steps";
  return `Step ${index + 1} of ${steps.length}: ${step.type} ${step.name}${step.failed ? ", failed" : ""}`;
}

/** Goes to the next step that failed, around the end. @returns `false` when none did */
export function goToFailed(steps: readonly Step[], from: number, go: (index: number) => void): unknown {
  const isFailed = ({ failed }: Step): boolean => failed;
  const next = steps.findIndex((step, index) => index > from && isFailed(step));
  const found = next === -1 ? steps.findIndex(isFailed) : next;
  return found === -1 ? false : go(found);
}
