import { types } from "node:util";
import { followIterator, followStream } from "./follow-stream.ts";
import { read } from "./present.ts";

/** What is told of the result of a function that ran inside a scope. Each is called at most once, except `chunk`. */
export interface ResultObserver {
  /** The function, or the promise it returned, is done. */
  settled(value: unknown): void;
  failed(error: unknown): void;
  /** An item of the stream the function returned. */
  chunk(item: unknown): void;
  /** The stream was left before its end. */
  cancelled(): void;
  /** Whether a stream that the function gave belongs to the scope: then it ends with the stream. */
  readonly ownsStreams: boolean;
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
 *   returned itself and observed only after the caller subscribed, because subscribing is what starts its work.
 * - A generator or stream is returned itself, its methods observed in place.
 */
export function follow<T>(result: T, fromAsyncFunction: boolean, on: ResultObserver): T {
  if (typeof result !== "object" || result === null || types.isProxy(result)) {
    on.settled(result);
    return result;
  }
  if (types.isPromise(result)) return followPromise(result, fromAsyncFunction, on) as T;
  if (types.isGeneratorObject(result)) followIterator(result, on);
  else if (typeof read(result, "then") === "function") followThenable(result, on);
  else followValue(result, on);
  return result;
}

const promiseThen = Promise.prototype.then;

function followPromise(promise: Promise<unknown>, fromAsyncFunction: boolean, on: ResultObserver): Promise<unknown> {
  if (read(promise, "then") !== promiseThen) {
    followThenable(promise, on);
    return promise;
  }
  if (fromAsyncFunction && Object.getPrototypeOf(promise) === Promise.prototype) {
    return promise.then(
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
  promiseThen.call(
    promise,
    (value) => followValue(value, on),
    (error) => on.failed(error),
  );
  return promise;
}

function followValue(value: unknown, on: ResultObserver): void {
  if (on.ownsStreams && typeof value === "object" && value !== null && !types.isProxy(value) && followStream(value, on))
    return;
  on.settled(value);
}

const SUBSCRIBING = ["then", "catch", "finally"] as const;

function followThenable(thenable: object, on: ResultObserver): void {
  const then = read(thenable, "then") as PromiseLike<unknown>["then"];
  let subscribed = false;
  const subscribe = (): void => {
    if (subscribed) return;
    subscribed = true;
    then.call(
      thenable,
      (value) => followValue(value, on),
      (error) => on.failed(error),
    );
  };
  for (const name of SUBSCRIBING) {
    const original = read(thenable, name);
    if (typeof original !== "function") continue;
    const observed = function (this: unknown, ...args: unknown[]): unknown {
      const derived = Reflect.apply(original, this, args);
      if (this === thenable) subscribe();
      return derived;
    };
    const patched = Reflect.defineProperty(thenable, name, {
      value: observed,
      configurable: true,
      writable: true,
      enumerable: false,
    });
    if (!patched && name === "then") {
      on.settled(undefined);
      return;
    }
  }
}
