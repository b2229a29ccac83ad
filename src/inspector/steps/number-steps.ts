import type { RunningTotals, Step } from "../api.ts";
import type { Draft } from "./draft.ts";

/** Puts steps in the order of time and adds their numbers and what they sum up to. */
export function numberSteps(drafts: readonly Draft[]): readonly Step[] {
  const inOrder = [...drafts].sort((a, b) => a.startUs - b.startUs || a.rank - b.rank);
  let running: RunningTotals = {
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    errors: 0,
    contextTokens: 0,
  };
  return inOrder.map(({ counted, rank: _rank, callId: _callId, ...draft }, index) => {
    running = afterStep(running, draft, counted);
    return { ...draft, index, running };
  });
}

type Summed = Omit<Draft, "counted" | "rank" | "callId">;

function afterStep(before: RunningTotals, step: Summed, counted: boolean): RunningTotals {
  const errors = before.errors + (step.failed && IS_WORK.has(step.type) ? 1 : 0);
  if (!counted) return errors === before.errors ? before : { ...before, errors };
  return {
    inputTokens: before.inputTokens + (step.inputTokens ?? 0),
    outputTokens: before.outputTokens + (step.outputTokens ?? 0),
    costUsd: before.costUsd + (step.costUsd ?? 0),
    unpricedCalls: before.unpricedCalls + (step.costUsd === null ? 1 : 0),
    errors,
    contextTokens: step.inputTokens ?? before.contextTokens,
  };
}

/** What fails by itself: an agent or a task fails because something inside of it did. */
const IS_WORK: ReadonlySet<Step["type"]> = new Set(["inference", "tool", "retrieval", "command", "other"]);
