import type { Step } from "../../api.ts";

/** A model call on the bar of context growth. */
export interface ContextMark {
  readonly step: number;
  readonly tokens: number;
  /** Of the largest context of the session, 0 to 1. */
  readonly share: number;
  /** Whether the context became smaller: it was cut or summed up, or another agent speaks. */
  readonly shrank: boolean;
}

/** Where the context grows: one mark for each model call that states its input. */
export function contextGrowth(steps: readonly Step[]): readonly ContextMark[] {
  const calls = steps.filter((step) => step.type === "inference" && step.inputTokens !== null);
  const largest = largestContext(steps);
  return calls.map((step, at) => {
    const tokens = step.running.contextTokens;
    return {
      step: step.index,
      tokens,
      share: tokens / largest,
      shrank: tokens < (calls[at - 1]?.running.contextTokens ?? 0),
    };
  });
}

/** Tokens of the largest context of a session; at least 1. */
export function largestContext(steps: readonly Step[]): number {
  return steps.reduce((largest, { running }) => Math.max(largest, running.contextTokens), 1);
}
