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
  return inOrder.map((draft, index) => {
    const { counted: _counted, isWork: _isWork, rank: _rank, callId: _callId, ...step } = draft;
    running = afterStep(running, draft);
    return { ...step, index, running };
  });
}

function afterStep(before: RunningTotals, step: Draft): RunningTotals {
  const errors = before.errors + (step.failed && step.isWork ? 1 : 0);
  if (!step.counted) return errors === before.errors ? before : { ...before, errors };
  return {
    inputTokens: before.inputTokens + (step.inputTokens ?? 0),
    outputTokens: before.outputTokens + (step.outputTokens ?? 0),
    costUsd: before.costUsd + (step.costUsd ?? 0),
    unpricedCalls: before.unpricedCalls + (step.costUsd === null ? 1 : 0),
    errors,
    contextTokens: step.inputTokens ?? before.contextTokens,
  };
}
