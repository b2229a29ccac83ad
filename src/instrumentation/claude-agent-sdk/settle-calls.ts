import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { USAGE_ESTIMATED } from "../../semconv/agentscribe-attributes.ts";
import type { ModelCall } from "./model-call.ts";
import { inputOf, type ModelTotals, messageCounts, messageUsage, minus, share, split } from "./usage-totals.ts";

export interface Settlement {
  readonly about: Pick<LlmOptions, "provider" | "serverAddress" | "serverPort" | "attributes">;
  readonly parent: ScopeHandle;
  /** Totals of the run by model; absent when they are not known. */
  readonly totals: ReadonlyMap<string, ModelTotals> | undefined;
  /** Totals of the main conversation alone: for runs whose other totals have the past of a resumed session in them. */
  readonly mainTotals?: ModelTotals;
  /** Why the last answer of the main conversation ended. */
  readonly stopReason?: string;
}

/**
 * Ends the calls of a run whose messages told their output only as of some moment, by the totals of the result: what the totals have beyond the
 * calls that are known in full is shared out among the others by what each wrote, which is exact where there is one. Where there are more, or no
 * totals, their output is marked as estimated. What no message belongs to is the input of the calls that no message told of (last answers of
 * sub-agents), and where there are none (titles, summaries) it is recorded as one call of each model.
 */
export function settleCalls(client: RecordClient, calls: readonly ModelCall[], settlement: Settlement): void {
  const outputs = new Map<ModelCall, number>();
  nameModels(calls, settlement.totals);
  for (const [model, total] of settlement.totals ?? []) {
    const own = calls.filter((call) => isOf(call, model));
    const rest = shareOut(own, total, outputs);
    if (rest !== undefined) recordUnseen(client, model, rest, settlement);
  }
  const { mainTotals } = settlement;
  if (settlement.totals === undefined && mainTotals !== undefined) {
    shareOut(
      calls.filter(({ isMain }) => isMain),
      mainTotals,
      outputs,
    );
  }
  const open = calls.filter(({ isWhole }) => !isWhole);
  const last = open.findLast(({ isMain }) => isMain);
  for (const call of open) {
    const outputTokens = outputs.get(call);
    if (outputTokens === undefined && !call.isUntold) call.call.set(ESTIMATED);
    const stopReason = call.callsTool ? "tool_use" : call === last ? settlement.stopReason : "end_turn";
    call.finish({
      ...(stopReason !== undefined && { stopReason }),
      ...(outputTokens !== undefined && { outputTokens }),
    });
  }
}

const ESTIMATED = { [USAGE_ESTIMATED]: "outputTokens" };
const ALL_ESTIMATED = { [USAGE_ESTIMATED]: "inputTokens,outputTokens" };

/** A call that no message told of, in a conversation without any other, is of the one model whose totals have more than the messages. */
function nameModels(calls: readonly ModelCall[], totals: ReadonlyMap<string, ModelTotals> | undefined): void {
  const unnamed = calls.filter(({ isUntold, model }) => isUntold && model === undefined);
  if (unnamed.length === 0) return;
  const [model, ...others] = [...(totals ?? [])].flatMap(([name, total]) => {
    const told = calls.filter((call) => isOf(call, name)).map(({ usage }) => messageCounts(usage));
    return inputOf(minus(total, ...told)) > 0 ? [name] : [];
  });
  if (others.length === 0) for (const call of unnamed) call.model = model;
}

/** Gives each call without final usage its part of the output, and those that no message told of their part of the input. @returns what belongs to no call */
function shareOut(
  calls: readonly ModelCall[],
  total: ModelTotals,
  outputs: Map<ModelCall, number>,
): ModelTotals | undefined {
  const open = calls.filter(({ isWhole }) => !isWhole);
  const untold = open.filter(({ isUntold }) => isUntold);
  const known = calls.map(({ isWhole, usage }) => {
    const counts = messageCounts(usage);
    return isWhole ? counts : { ...counts, outputTokens: 0 };
  });
  const rest = minus(total, ...known);
  const isAllTold = inputOf(rest) === 0;
  const parts = share(
    rest.outputTokens,
    open.map(({ outputLength }) => outputLength),
  );
  for (const [index, call] of open.entries()) {
    outputs.set(call, parts[index] ?? 0);
    if (open.length > 1 || !isAllTold) call.call.set(call.isUntold ? ALL_ESTIMATED : ESTIMATED);
  }
  for (const [index, part] of split(rest, untold.length).entries()) {
    const call = untold[index];
    if (call !== undefined) call.usage = messageUsage(part);
  }
  if (isAllTold || untold.length > 0) return undefined;
  return { ...rest, outputTokens: open.length > 0 ? 0 : rest.outputTokens };
}

/** Totals name models with or without their date. */
function isOf({ model }: ModelCall, name: string): boolean {
  return (
    model === name || model?.startsWith(`${name}-`) === true || (model !== undefined && name.startsWith(`${model}-`))
  );
}

function recordUnseen(client: RecordClient, model: string, left: ModelTotals, { about, parent }: Settlement): void {
  const { outputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens, webSearches } = left;
  client.recordLlm({
    ...about,
    model,
    parent,
    purpose: "internal",
    durationMs: 0,
    usage: {
      inputTokens: inputOf(left),
      outputTokens,
      cacheReadTokens,
      cacheWriteTokens,
      cacheWrite5mTokens: cacheWriteTokens - cacheWrite1hTokens,
      cacheWrite1hTokens,
      ...(webSearches > 0 && { webSearches }),
    },
  });
}
