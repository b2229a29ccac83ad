import { types } from "node:util";
import { read } from "../given-value.ts";
import { responseFailure } from "../response-failure.ts";
import { followBody, type WorkInside } from "./follow-body.ts";
import { followIterator } from "./follow-iterator.ts";
import { followStream } from "./follow-stream.ts";
import { followThenable } from "./follow-thenable.ts";
import { isResponse, observeResponseBody } from "./observe-response-body.ts";
import { isPlainPromise, promiseThen } from "./plain-promise.ts";
import { StreamLease } from "./stream-lease.ts";

/** What is told of the result of a function that ran inside a scope. Each is called at most once, except `chunk`. */
export interface ResultObserver {
  /** The function, or the promise it returned, is done. */
  settled(value: unknown): void;
  failed(error: unknown): void;
  /** Somebody begins to read the stream the function returned. */
  begun?(): void;
  /** An item of it. */
  chunk(item: unknown): void;
  /** A piece of a raw response's body, as a text or as bytes of one; absent where nobody asks for it. */
  readonly piece?: ((piece: unknown) => void) | undefined;
  /** The stream was left before its end. */
  cancelled(): void;
  /** An item that the caller did not ask for and must not see: it is told of and skipped. Absent: the caller sees everything. */
  readonly hides?: ((item: unknown) => boolean) | undefined;
  /** The stream in a result that keeps it in a property of its own; absent when there is none. */
  streamIn?(value: unknown): unknown;
  /** Pulling the stream runs no code that records: it need not run in the scope's context. */
  readonly isPlainlyPulled?: boolean | undefined;
  /** Ends the stream with its reason; absent where nothing does. */
  readonly stopSignal?: AbortSignal | undefined;
  /** Whether a stream that the function gave belongs to the scope: then it ends with the stream. */
  readonly ownsStreams: boolean;
  /** Whether the body of a raw response belongs to the scope: then it ends when the caller has read it. */
  readonly readsBodies: boolean;
  /** What is open inside the scope, where a response that is given away belongs to it for as long as its body comes. */
  readonly inside?: WorkInside | undefined;
  /** Runs code of the returned iterator inside the scope's context. */
  within<R>(fn: () => R): R;
}

/**
 * Learns how a result ends and gives the caller what it would have had without us.
 *
 * - A plain value is returned; an error of the function is rethrown by the caller of this.
 * - An `async` function's promise belongs to nobody else yet: the caller gets one that settles the same way, so a rejection nobody
 *   handles is still reported by the runtime.
 * - Any other promise is returned itself and observed; a thenable with a `then` of its own (the lazy promises of provider clients) is
 *   returned itself and observed through the caller's own subscription, because subscribing is what starts its work.
 * - A generator or stream is returned itself, its methods observed in place; so is a raw response, whose body the caller reads later.
 *   When it is collected as garbage before its end, it was left.
 */
export function follow<T>(result: T, fromAsyncFunction: boolean, on: ResultObserver): T {
  if (typeof result !== "object" || result === null || types.isProxy(result)) {
    on.settled(result);
    return result;
  }
  if (types.isPromise(result)) return followPromise(result, fromAsyncFunction, on) as T;
  if (types.isGeneratorObject(result)) followIterator(result, on, new StreamLease(on));
  else if (typeof read(result, "then") === "function") followLater(result, on);
  else followValue(result, on);
  return result;
}

function followPromise(promise: Promise<unknown>, fromAsyncFunction: boolean, on: ResultObserver): Promise<unknown> {
  const isPlain = isPlainPromise(promise);
  if (!isPlain && read(promise, "then") !== promiseThen) {
    followLater(promise, on);
    return promise;
  }
  if (isPlain && fromAsyncFunction) {
    return promiseThen.call(
      promise,
      (value) => {
        followValue(value, on);
        return value;
      },
      (error: unknown) => {
        on.failed(error);
        throw error;
      },
    );
  }
  void promiseThen.call(
    promise,
    (value) => followValue(value, on),
    (error) => on.failed(error),
  );
  return promise;
}

function followLater(thenable: object, on: ResultObserver): void {
  followThenable(thenable, {
    value: (value) => followValue(value, on),
    failed: (error) => on.failed(error),
    raw: (response) => followRaw(response, on),
    scope: on,
  });
}

function followValue(value: unknown, on: ResultObserver): void {
  const stream = toObject(on.streamIn?.(value)) ?? streamIn(value);
  if (on.readsBodies && isResponse(stream)) {
    followRaw(stream, on);
    return;
  }
  if (on.ownsStreams && stream !== undefined) {
    if (isResponse(stream) && on.inside !== undefined && followBody(stream, on, on.inside)) return;
    if (types.isGeneratorObject(stream)) {
      followIterator(stream, on, new StreamLease(on));
      return;
    }
    if (followStream(stream, on)) return;
  }
  on.settled(value);
}

/** Gives how to stop observing a body that is still to be read. */
function followRaw(response: unknown, on: ResultObserver): (() => void) | undefined {
  const stop = on.readsBodies && isResponse(response) ? observeResponseBody(response, on) : undefined;
  if (stop === undefined) {
    const failure = responseFailure(response);
    if (failure === undefined) on.settled(undefined);
    else on.failed(failure(undefined));
  }
  return stop;
}

/** The value as an object that could be a stream, or what the clients' `withResponse()` put beside the raw response. */
function streamIn(value: unknown): object | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  const data = read(value, "response") === undefined ? undefined : read(value, "data");
  return toObject(data) ?? value;
}

function toObject(value: unknown): object | undefined {
  return typeof value === "object" && value !== null && !types.isProxy(value) ? value : undefined;
}
