import type { ResultObserver } from "./follow.ts";
import { read } from "./present.ts";

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Observes a stream in place: the object, its class and its other methods stay as they are. The first iteration is the one observed.
 *
 * The `Stream` of OpenAI's and Anthropic's clients makes its iterators in a method `iterator` that `tee()` uses too, so that one is
 * observed where it exists.
 *
 * @returns false when the value is no stream that can be observed
 */
export function followStream(value: object, on: ResultObserver): boolean {
  if (Array.isArray(value)) return false;
  const key = typeof read(value, "iterator") === "function" ? "iterator" : Symbol.asyncIterator;
  const makeIterator = read(value, key);
  if (typeof makeIterator !== "function" || typeof read(value, Symbol.asyncIterator) !== "function") return false;
  let taken = false;
  const observed = function (this: unknown, ...args: unknown[]): unknown {
    const iterator = Reflect.apply(makeIterator, this, args);
    if (!taken && typeof iterator === "object" && iterator !== null) {
      taken = true;
      followIterator(iterator, on);
    }
    return iterator;
  };
  return Reflect.defineProperty(value, key, { value: observed, configurable: true, writable: true, enumerable: false });
}

/** Observes a generator or iterator in place; its code runs in the scope's context whoever pulls it. */
export function followIterator(iterator: object, on: ResultObserver): void {
  let over = false;
  const finish = (how: () => void): void => {
    if (over) return;
    over = true;
    how();
  };
  const sawResult = (method: "next" | "return" | "throw", result: unknown): void => {
    if (over) return;
    if (read(result, "done") !== true) on.chunk(read(result, "value"));
    else if (method === "return") finish(on.cancelled);
    else finish(() => on.settled(read(result, "value")));
  };
  for (const method of ["next", "return", "throw"] as const) {
    const original = read(iterator, method);
    if (typeof original !== "function") continue;
    const observed = function (this: unknown, ...args: unknown[]): unknown {
      const result = callObserved(original as AnyFunction, this, args, on, finish);
      if (isThenable(result)) {
        // Both handlers are given: this branch of the promise never rejects, and the caller still owns the original.
        result.then(
          (value) => sawResult(method, value),
          (error) => finish(() => on.failed(error)),
        );
      } else sawResult(method, result);
      return result;
    };
    Reflect.defineProperty(iterator, method, {
      value: observed,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }
}

function callObserved(
  original: AnyFunction,
  self: unknown,
  args: unknown[],
  on: ResultObserver,
  finish: (how: () => void) => void,
): unknown {
  try {
    return on.within(() => Reflect.apply(original, self, args));
  } catch (error) {
    finish(() => on.failed(error));
    throw error;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof read(value, "then") === "function";
}
