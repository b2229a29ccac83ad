import type { RecordClient } from "../../record/client.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { toldRequest } from "../told-request.ts";
import type { RequestCall } from "./model-call.ts";

/**
 * What the telemetry of the AI SDK and the models know of each other. Some of its functions tell of a request and do not run it inside anything
 * of ours; an observed model then finds the call that the request belongs to by the messages, which are the same object.
 */
interface Claims {
  readonly calls: WeakMap<object, RequestCall>;
  /** Calls whose messages are kept from telemetry, until their request is made. */
  readonly unseen: WeakSet<object>;
  /** Handles of all model calls of the AI SDK. */
  readonly handles: WeakSet<object>;
  /** Calls that somebody else keeps and that a model may tell of in full, by their handle. */
  readonly expected: WeakMap<object, RequestCall>;
  /** How many requests for embeddings were observed at their model, by its provider and id. */
  readonly embeddings: Map<string, number>;
}

const MAX_MODELS = 1_000;

const claims = (): Claims =>
  sharedRegistry<Claims>("agentscribe ai-sdk claims.3", () => ({
    calls: new WeakMap(),
    unseen: new WeakSet(),
    handles: new WeakSet(),
    expected: new WeakMap(),
    embeddings: new Map(),
  }));

/** Says that the request with these messages belongs to this call. */
export function claim(prompt: unknown, call: RequestCall): void {
  if (typeof prompt === "object" && prompt !== null) claims().calls.set(prompt, call);
}

/** The open call that a request with these messages belongs to. */
export function claimOf(prompt: unknown): RequestCall | undefined {
  if (typeof prompt !== "object" || prompt === null) return undefined;
  const call = claims().calls.get(prompt);
  return call?.isOver === false ? call : undefined;
}

/** Says that a request belongs to this call whose messages telemetry is not told: the one that is made next by who tells of it. */
export function claimUnseen(call: RequestCall): void {
  claims().unseen.add(call);
}

/** The open call without messages that a request to this model belongs to, once. */
export function unseenClaim(modelId: unknown): RequestCall | undefined {
  const request = toldRequest(modelId);
  return request !== undefined && claims().unseen.delete(request) ? (request as RequestCall) : undefined;
}

/** Says that this is a model call of the AI SDK. */
export function noteModelCall(handle: object): void {
  claims().handles.add(handle);
}

/**
 * Whether a run or embeddings that begin here belong to a call that is recorded already. Inside a model call of the AI SDK they never do: its
 * middleware asks for them before or beside the request of that call.
 */
export function belongsToCall(client: RecordClient): boolean {
  const call = typeof client.activeCall === "function" ? client.activeCall() : undefined;
  return call !== undefined && !claims().handles.has(call);
}

/** Says that a model which is asked inside this call may tell of it. */
export function expectModel(handle: object, call: RequestCall): void {
  claims().expected.set(handle, call);
}

/** The call that is open here, when it expects its model. */
export function expectedIn(handle: object | undefined): RequestCall | undefined {
  return handle === undefined ? undefined : claims().expected.get(handle);
}

/** Says that a request for embeddings is recorded at its model. */
export function noteEmbeddings(provider: unknown, modelId: unknown): void {
  const { embeddings } = claims();
  const key = keyOf(provider, modelId);
  if (embeddings.size < MAX_MODELS || embeddings.has(key)) embeddings.set(key, (embeddings.get(key) ?? 0) + 1);
}

/** How many requests for embeddings were recorded at this model so far: whether one was, shows by comparing before and after. */
export function embeddingsOf(provider: unknown, modelId: unknown): number {
  return claims().embeddings.get(keyOf(provider, modelId)) ?? 0;
}

function keyOf(provider: unknown, modelId: unknown): string {
  return `${String(provider)}|${String(modelId)}`;
}
