import type { LlmCall, LlmOptions } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { scopeOf } from "../runs.ts";
import { conversationAlone } from "./chains.ts";
import { serverOfModel } from "./provider.ts";
import { langchainRuns } from "./runs.ts";

/** A model's run as the callbacks tell of it. */
export interface ModelStart {
  readonly model: unknown;
  readonly input: unknown;
  readonly parentRunId: unknown;
  readonly extra: unknown;
  readonly metadata: unknown;
  readonly operation: "chat" | "text_completion";
}

interface PendingModel extends ModelStart {
  readonly startTime: number;
}

/** Runs that may yet turn out to be answered from a cache. */
const pending = new Map<string, PendingModel>();
const MAX_PENDING = 1_000;

/**
 * Models by callbacks alone, for LangChain that is not instrumented. What LangChain has in its cache is no model call, and only the end says
 * so: a call is recorded from its first chunk, or else at its end.
 */
export function startModel(runId: string, start: ModelStart): void {
  pending.set(runId, { ...start, startTime: recordingClient()?.now() ?? Date.now() });
  const [oldest] = pending.keys();
  if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
}

/** Cached answers are told as one token without a chunk. */
export function tokenOfModel(runId: string, chunk: unknown): void {
  if (chunk !== undefined) openModel(runId)?.chunk(chunk);
}

export function endModel(runId: string, output: unknown, isCached: boolean): void {
  if (isCached) {
    pending.delete(runId);
    langchainRuns.close(runId, (own) => own.end());
    return;
  }
  openModel(runId)?.response(output);
  langchainRuns.close(runId, (own) => own.end());
}

export function failModel(runId: string, error: unknown): void {
  openModel(runId);
  langchainRuns.close(runId, (own) => own.end({ error }));
}

function openModel(runId: string): LlmCall | undefined {
  const known = langchainRuns.get(runId)?.own;
  if (known !== undefined) return known as LlmCall;
  const start = pending.get(runId);
  const client = recordingClient();
  if (start === undefined || client === undefined) return undefined;
  pending.delete(runId);
  const call = client.startLlm(optionsOf(start));
  langchainRuns.open(runId, start.parentRunId, call, true);
  return call;
}

function optionsOf({ model, input, parentRunId, extra, metadata, operation, startTime }: PendingModel): LlmOptions {
  const request = readPath(extra, "invocation_params");
  const name = readPath(request, "model") ?? readPath(metadata, "ls_model_name") ?? readPath(request, "model_name");
  const within = scopeOf(langchainRuns.get(parentRunId));
  return {
    ...serverOfModel(readPath(model, "kwargs"), readPath(metadata, "ls_provider")),
    ...(typeof name === "string" && { model: name }),
    ...(typeof request === "object" && request !== null && { request }),
    ...(within !== undefined && { within }),
    ...conversationAlone(metadata, parentRunId),
    operation,
    input,
    startTime,
  };
}
