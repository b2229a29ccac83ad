import { types } from "node:util";

/**
 * What a call that was refused gives in place of its result: a promise that is rejected, which can also be iterated and has the methods by which
 * providers' clients hand out the raw response, since the caller may use any of these. A function that is not known to give a promise throws.
 */
export function refusedResult(error: Error, fn: object, isPromised: boolean): unknown {
  if (!isPromised && !types.isAsyncFunction(fn)) throw error;
  const promise: Promise<never> = Promise.reject(error);
  const other = (): Promise<never> => {
    // The caller has the error by another way than the promise itself.
    promise.catch(() => undefined);
    return Promise.reject(error);
  };
  return Object.assign(promise, {
    asResponse: other,
    withResponse: other,
    [Symbol.asyncIterator]: () => ({ next: other, return: other, throw: other }),
  });
}
