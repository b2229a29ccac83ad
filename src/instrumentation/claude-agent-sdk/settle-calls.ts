import type { RecordClient } from "../../record/client.ts";
import type { ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmOptions } from "../../record/scopes/llm.ts";
import { USAGE_ESTIMATED } from "../../semconv/agentscribe-attributes.ts";
import type { ModelCall } from "./model-call.ts";
import { type ModelTotals, messageCounts, minus, share } from "./usage-totals.ts";

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
 * totals, their output is marked as estimated. What no message belongs to (titles, summaries) is recorded as one call of each model.
 */
export function settleCalls(client: RecordClient, calls: readonly ModelCall[], settlement: Settlement): void {
  const outputs = new Map<ModelCall, number>();
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
    if (outputTokens === undefined) call.call.set(ESTIMATED);
    const stopReason = call.callsTool ? "tool_use" : call === last ? settlement.stopReason : "end_turn";
    call.finish({
      ...(stopReason !== undefined && { stopReason }),
      ...(outputTokens !== undefined && { outputTokens }),
    });
  }
}

const ESTIMATED = { [USAGE_ESTIMATED]: "outputTokens" };

/** Gives each call without final usage its part of the output. @returns what belongs to no call */
function shareOut(
  calls: readonly ModelCall[],
  total: ModelTotals,
  outputs: Map<ModelCall, number>,
): ModelTotals | undefined {
  const open = calls.filter(({ isWhole }) => !isWhole);
  const known = calls.map(({ isWhole, usage }) => {
    const counts = messageCounts(usage);
    return isWhole ? counts : { ...counts, outputTokens: 0 };
  });
  const rest = minus(total, ...known);
  const isAllSeen = rest.inputTokens + rest.cacheReadTokens + rest.cacheWriteTokens === 0;
  const parts = share(
    rest.outputTokens,
    open.map(({ outputLength }) => outputLength),
  );
  for (const [index, call] of open.entries()) {
    outputs.set(call, parts[index] ?? 0);
    if (open.length > 1 || !isAllSeen) call.call.set(ESTIMATED);
  }
  return isAllSeen ? undefined : { ...rest, outputTokens: open.length > 0 ? 0 : rest.outputTokens };
}

/** Totals name models with or without their date. */
function isOf({ model }: ModelCall, name: string): boolean {
  return (
    model === name || model?.startsWith(`${name}-`) === true || (model !== undefined && name.startsWith(`${model}-`))
  );
}

function recordUnseen(client: RecordClient, model: string, left: ModelTotals, { about, parent }: Settlement): void {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, webSearches } = left;
  client.recordLlm({
    ...about,
    model,
    parent,
    purpose: "internal",
    durationMs: 0,
    usage: {
      inputTokens: inputTokens + cacheReadTokens + cacheWriteTokens,
      outputTokens,
      cacheReadTokens,
      cacheWriteTokens,
      ...(webSearches > 0 && { webSearches }),
    },
  });
}
