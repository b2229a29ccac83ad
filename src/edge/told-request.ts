import { recordingClient } from "../instrumentation/recording-client.ts";
import { sharedRegistry } from "../instrumentation/shared-registry.ts";
import type { ToldRequest } from "../instrumentation/told-request.ts";

interface Told {
  readonly request: ToldRequest;
  readonly model: string;
  /** The scope in which it is made; undefined outside of scopes. */
  readonly scope: string | undefined;
  readonly since: number;
}

/** The end of what a request of the platform took along when it ended is never told. */
const LOST_MILLIS = 60_000;
const MAX_OPEN = 1_000;

const open = (): Set<Told> => sharedRegistry("agentscribe told requests by model.1", () => new Set<Told>());

const scopeHere = (): string | undefined => recordingClient()?.injectHeaders<{ traceparent?: string }>({}).traceparent;

/** Workers have nothing by which code that runs could be marked from within: a told request is known by its scope and model, as long as it is open. */
export function makesToldRequest(request: ToldRequest, model: unknown): void {
  forget();
  if (typeof model !== "string" || open().size >= MAX_OPEN) return;
  open().add({ request, model, scope: scopeHere(), since: performance.now() });
}

/** The request to this model that was told of. */
export function toldRequest(model?: unknown): ToldRequest | undefined {
  if (model === undefined || open().size === 0) return undefined;
  forget();
  const scope = scopeHere();
  for (const one of open()) if (one.model === model && one.scope === scope) return one.request;
  return undefined;
}

/** Whether a request to this model is one that was told of. */
export function isToldRequest(model?: unknown): boolean {
  return toldRequest(model) !== undefined;
}

function forget(): void {
  const lost = performance.now() - LOST_MILLIS;
  for (const one of open()) if (one.request.isOver || one.since < lost) open().delete(one);
}
