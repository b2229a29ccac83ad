import { AsyncLocalStorage } from "node:async_hooks";
import { recordingClient } from "./recording-client.ts";
import { sharedRegistry } from "./shared-registry.ts";

/** A request that a framework tells of, runs inside nothing of ours, and that is recorded from what it tells. */
export interface ToldRequest {
  readonly isOver: boolean;
}

interface Told {
  readonly request: ToldRequest;
  /** The handle of the call that is open where it is told of: the request is another one. */
  readonly around: unknown;
}

const told = (): AsyncLocalStorage<Told> =>
  sharedRegistry("agentscribe told requests.1", () => new AsyncLocalStorage<Told>());

const callHere = (): unknown => recordingClient()?.activeCall?.();

/**
 * Says that the code which tells of this request goes on to make it. To be called before anything is waited for: it holds for whoever called, and
 * what that calls, until the request is over.
 *
 * @param _model - by which runtimes know the request that cannot say it so
 */
export function makesToldRequest(request: ToldRequest, _model: unknown): void {
  told().enterWith({ request, around: callHere() });
}

/** The told request that code which runs here makes: whoever sees it below records no other. */
export function toldRequest(_model?: unknown): ToldRequest | undefined {
  const here = told().getStore();
  return here?.request.isOver === false && here.around === callHere() ? here.request : undefined;
}

/** Whether code that makes a told request runs here. */
export function isToldRequest(model?: unknown): boolean {
  return toldRequest(model) !== undefined;
}
