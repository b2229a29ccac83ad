import { attempt } from "../internal/attempt.ts";
import { markFresh } from "../internal/fresh-result.ts";
import type { RecordClient } from "../record/client.ts";
import type { EmbeddingsCall, EmbeddingsOptions } from "../record/scopes/embeddings.ts";
import type { FetchResponseCall, FetchResponseOptions } from "../record/scopes/fetch-response.ts";
import type { LlmCall, LlmOptions } from "../record/scopes/llm.ts";
import type { RetrievalCall, RetrievalOptions } from "../record/scopes/retrieval.ts";
import { recordingClient } from "./recording-client.ts";
import { type SignalPlace, withStopSignal } from "./stop-signal.ts";

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** What a vendor's method is about to do: a model call, or reading back what one answered before. */
export type PlannedCall =
  | Planned<"llm", LlmOptions, LlmCall>
  | Planned<"embeddings", EmbeddingsOptions, EmbeddingsCall>
  | Planned<"fetchResponse", FetchResponseOptions, FetchResponseCall>
  | Planned<"retrieval", RetrievalOptions, RetrievalCall>;

interface Planned<Kind, Options, Call> {
  readonly kind: Kind;
  readonly options: Options;
  /** What the method is called with instead of what the caller gave: same values, save for what a wrapper was asked to add. */
  readonly args?: readonly unknown[];
  /** Runs inside the call's scope, before the method does. */
  readonly onStart?: (call: Call) => void;
}

/** Reads a method's arguments; absent when this call is not to be recorded. Whatever it throws is contained. */
export type PlanCall = (args: readonly unknown[], self: unknown) => PlannedCall | undefined;

/**
 * A vendor's method that records each of its calls as one model call, and returns exactly what the method returned.
 *
 * Inside an open model call nothing is added: one request is one call, whoever else sees it. Without a client that records it is the method.
 *
 * @param signalAt - where the method takes a signal, so that a limit can call it off
 * @param isRecorded - whether a call of the method belongs to the one that is open
 */
export function observedMethod(
  original: AnyFunction,
  plan: PlanCall,
  signalAt?: SignalPlace,
  isRecorded: (client: RecordClient) => boolean = isInsideCall,
): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    const planned = client === undefined || isRecorded(client) ? undefined : attempt(() => plan(args, this));
    if (client === undefined || planned === undefined) return Reflect.apply(original, this, args);
    const given = planned.args ?? args;
    const run = markFresh((call: LlmCall | EmbeddingsCall | FetchResponseCall | RetrievalCall): unknown => {
      attempt(() => (planned.onStart as ((call: unknown) => void) | undefined)?.(call));
      const stoppable = signalAt === undefined ? undefined : attempt(() => withStopSignal(given, signalAt, call));
      return Reflect.apply(original, this, (stoppable ?? given) as unknown[]);
    });
    const scope = client[planned.kind] as (options: unknown, run: unknown) => unknown;
    return scope({ ...planned.options, returnsAnswer: true }, run);
  };
}

/** Whether the innermost open scope is a model call already. A client of an older copy of this package cannot tell. */
export function isInsideCall(client: RecordClient): boolean {
  return typeof client.activeCall === "function" && client.activeCall() !== undefined;
}
