import { setImmediate as afterOthers } from "node:timers/promises";
import { attempt } from "../../internal/attempt.ts";
import { deferred } from "../../internal/deferred.ts";
import { markFresh } from "../../internal/fresh-result.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { EmbeddingsCall } from "../../record/scopes/embeddings.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { countAttempts, type Fetch } from "../http/attempts.ts";
import { type AnyFunction, isInsideCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { type SignalPlace, withStopSignal } from "../stop-signal.ts";
import { planRequest } from "./plan.ts";
import { watchRelease } from "./watch-release.ts";

/**
 * Observes the requests of a client by the `fetch` among its options, which its methods take anew for each call: the methods themselves are
 * properties that cannot be changed.
 */
export function patchFetch(options: unknown): Restore | undefined {
  if (typeof options !== "object" || options === null) return undefined;
  if (typeof readPath(options, "fetch") === "function") return patchMethod(options, "fetch", observe);
  const value = observe((...args) => Reflect.apply(globalThis.fetch, undefined, args));
  const isSet = Reflect.defineProperty(options, "fetch", {
    value,
    configurable: true,
    writable: true,
    enumerable: true,
  });
  if (!isSet) return undefined;
  return () => {
    if (readPath(options, "fetch") === value) Reflect.deleteProperty(options, "fetch");
  };
}

/** The client asks again, by itself and at once, after this answer. */
const BUSY = 503;

const SIGNAL: SignalPlace = { argument: 1, path: ["signal"] };

/** A call that is open until its last attempt is answered. */
interface OpenCall {
  readonly call: LlmCall | EmbeddingsCall;
  readonly url: unknown;
  readonly body: unknown;
  readonly answer: PromiseWithResolvers<unknown>;
  /** The answer, once it is observed. */
  readonly observed: Promise<unknown>;
}

/** Calls whose last answer was that one, by the answer: until it is known whether the client asks again. */
type Busy = Map<OpenCall, unknown>;

function observe(original: AnyFunction): AnyFunction {
  const fetch = countAttempts(original as Fetch);
  const busy: Busy = new Map();
  return function (this: unknown, ...args: unknown[]): unknown {
    const open = attempt(() => takeRepeated(busy, args) ?? openCall(args));
    if (isPromise(open)) return open;
    const call = open?.call;
    const given = attempt(() => withStopSignal(args, SIGNAL, call)) ?? args;
    const send = (): Promise<unknown> => Reflect.apply(fetch, this, given as [unknown, unknown?]);
    return open === undefined ? send() : attemptOf(open, send, busy);
  };
}

/** The call that a request repeats, which is then no longer among those that wait for it. A client that reads the answer asks no more. */
function takeRepeated(busy: Busy, [url, info]: readonly unknown[]): OpenCall | undefined {
  const body = readPath(info, "body");
  for (const [one, answer] of busy) {
    // A form is made anew for each attempt.
    const isSame = one.url === url && (typeof body !== "string" || one.body === body);
    if (!isSame || readPath(answer, "bodyUsed") === true) continue;
    busy.delete(one);
    return one;
  }
  return undefined;
}

/** The call of a request; the promise of its refusal where a limit lets none begin. */
function openCall([url, info]: readonly unknown[]): OpenCall | Promise<unknown> | undefined {
  const client = recordingClient();
  if (client === undefined || isInsideCall(client)) return undefined;
  const planned = planRequest(url, info);
  if (planned === undefined) return undefined;
  const answer = deferred<unknown>();
  let call: OpenCall["call"] | undefined;
  const run = markFresh((started: OpenCall["call"]) => {
    call = started;
    return answer.promise;
  });
  const scope = client[planned.kind] as (options: unknown, run: unknown) => Promise<unknown>;
  const observed = scope(planned.options, run);
  return call === undefined ? observed : { call, url, body: readPath(info, "body"), answer, observed };
}

async function attemptOf(open: OpenCall, send: () => Promise<unknown>, busy: Busy): Promise<unknown> {
  let response: unknown;
  try {
    response = await open.call.run(send);
  } catch (error) {
    open.answer.reject(error);
    return open.observed;
  }
  if (readPath(response, "status") === BUSY) {
    busy.set(open, response);
    void endUnlessRepeated(open, response, busy);
    return response;
  }
  const tellReleased = attempt(() => watchRelease(response));
  open.answer.resolve(response);
  await open.observed;
  attempt(() => tellReleased?.());
  return response;
}

/** The client asks again before it is anybody else's turn, or not at all. */
async function endUnlessRepeated(open: OpenCall, response: unknown, busy: Busy): Promise<void> {
  await afterOthers();
  if (busy.delete(open)) open.answer.resolve(response);
}
