import { types } from "node:util";

/** By which providers' clients, and the helpers built on them, take an answer from the promise of it other than by waiting. */
const ANSWER_METHODS = ["asResponse", "withResponse", "withRawResponse", "parse", "_responseProps", "_thenUnwrap"];

/**
 * What a call that was refused gives in place of its result: a promise that is rejected, which can also be iterated and has the methods by which
 * providers' clients hand out the raw response or derive another promise, since the caller may use any of these. A function that is not known to give
 * a promise throws.
 */
export function refusedResult(error: Error, fn: object, isPromised: boolean): unknown {
  if (!isPromised && !types.isAsyncFunction(fn)) throw error;
  const promise: Promise<never> = Promise.reject(error);
  // A client may drop it, for a method that it lacks: a limit must not end the process. Whoever waits for it sees the error all the same.
  promise.catch(() => undefined);
  const itself = (): Promise<never> => promise;
  return Object.assign(promise, {
    ...Object.fromEntries(ANSWER_METHODS.map((name) => [name, itself])),
    [Symbol.asyncIterator]: () => ({ next: itself, return: itself, throw: itself }),
  });
}
