import { ignoreRejection } from "../../internal/guard.ts";
import { isPromise } from "../../internal/is-promise.ts";
import { read } from "../given-value.ts";
import { replaceMethod } from "../replace-method.ts";
import type { ResultObserver } from "./follow.ts";
import { StreamStop } from "./stop-stream.ts";
import type { StreamLease } from "./stream-lease.ts";

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Observes a generator or iterator in place; its code runs in the scope's context whoever pulls it.
 *
 * @param lease - of the stream that ends with it; absent where the observer has one
 */
export function followIterator(iterator: object, on: ResultObserver, lease?: StreamLease): void {
  const seen = new IteratorObserver(on, lease);
  on.begun?.();
  observeNext(iterator, on, seen);
  for (const method of ["return", "throw"] as const) {
    replaceMethod(iterator, method, (call, [thrown]) => {
      const result = within(on, seen, () => call());
      // Who reads it throws in why they leave, as `Readable.from()` does: what comes back as it was is no failure of the stream.
      const failed = (error: unknown): void => {
        if (method === "throw" && error === thrown) seen.left();
        else seen.failed(error);
      };
      if (isPromise(result)) {
        return result.then(
          (item: unknown) => {
            seen.item(method, item);
            return item;
          },
          (error: unknown) => {
            failed(error);
            throw error;
          },
        );
      }
      if (isThenable(result)) result.then((item) => seen.item(method, item), failed);
      else seen.item(method, result);
      return result;
    });
  }
}

/** Tells of what comes out of an iterator, and once of its end. Its handlers are made once, not for each item. */
class IteratorObserver {
  readonly #on: ResultObserver;
  readonly #lease: StreamLease | undefined;
  /** Ends the stream before its end. */
  stop: StreamStop | undefined;
  #over = false;

  constructor(on: ResultObserver, lease: StreamLease | undefined) {
    this.#on = on;
    this.#lease = lease;
  }

  readonly next = (result: unknown): unknown => {
    this.item("next", result);
    return result;
  };

  readonly failed = (error: unknown): void => {
    if (this.#over) return;
    this.#end();
    this.#on.failed(error);
  };

  readonly rejected = (error: unknown): never => {
    this.failed(error);
    throw error;
  };

  item(method: "next" | "return" | "throw", result: unknown): void {
    if (this.#over) return;
    if (read(result, "done") !== true) {
      this.#on.chunk(read(result, "value"));
      return;
    }
    if (method === "return") {
      this.left();
      return;
    }
    this.#end();
    this.#on.settled(read(result, "value"));
  }

  left(): void {
    if (this.#over) return;
    this.#end();
    this.#on.cancelled();
  }

  #end(): void {
    this.#over = true;
    this.#lease?.over();
    this.stop?.over();
  }
}

/** What pulls the items: called for each of thousands, so it makes no closure of its own. */
function observeNext(iterator: object, on: ResultObserver, seen: IteratorObserver): void {
  const original = read(iterator, "next");
  if (typeof original !== "function") return;
  const { hides, stopSignal } = on;
  const pull = function (this: unknown, ...args: unknown[]): unknown {
    const result =
      on.isPlainlyPulled === true && args.length === 0
        ? callPlainly(original as AnyFunction, this, seen)
        : within(on, seen, () => Reflect.apply(original as AnyFunction, this, args));
    if (isPromise(result)) {
      // One step later, and nothing else waits for the original: V8 finds the caller for an error's stack through a chain alone.
      if (hides === undefined) return result.then(seen.next, seen.rejected);
      return result.then((item: unknown) => {
        seen.next(item);
        return isHidden(item, on) ? Reflect.apply(pull, this, args) : item;
      }, seen.rejected);
    }
    // Both handlers are given: this branch never rejects, and the caller still owns the original.
    if (isThenable(result)) result.then(seen.next, seen.failed);
    else seen.next(result);
    return result;
  };
  const next = stopSignal === undefined ? pull : stoppable(pull, iterator, seen, stopSignal);
  Reflect.defineProperty(iterator, "next", { value: next, configurable: true, writable: true });
}

/** The same, until a signal ends the stream: the caller then gets the signal's reason, and the source is let go. */
function stoppable(pull: AnyFunction, iterator: object, seen: IteratorObserver, signal: AbortSignal): AnyFunction {
  const isAsync = typeof read(iterator, Symbol.asyncIterator) === "function";
  const stop = new StreamStop(signal, whenStopped(iterator, seen));
  seen.stop = stop;
  return function (this: unknown, ...args: unknown[]): unknown {
    return stop.pull(() => Reflect.apply(pull, this, args), isAsync);
  };
}

/** The signal lasts as long as its scope, which ends with the stream: neither may keep a stream that nobody reads. */
function whenStopped(iterator: object, seen: IteratorObserver): (error: unknown) => void {
  const iteratorRef = new WeakRef(iterator);
  const seenRef = new WeakRef(seen);
  return (error) => {
    seenRef.deref()?.failed(error);
    const left = iteratorRef.deref();
    const leave = read(left, "return");
    if (typeof leave !== "function") return;
    // A generator that waits for its next item leaves after that; nobody waits for it here.
    try {
      ignoreRejection(Reflect.apply(leave as AnyFunction, left, []));
    } catch {
      // A source that does not let go is the caller's no longer.
    }
  };
}

function callPlainly(original: AnyFunction, iterator: unknown, seen: IteratorObserver): unknown {
  try {
    return original.call(iterator);
  } catch (error) {
    seen.failed(error);
    throw error;
  }
}

function within(on: ResultObserver, seen: IteratorObserver, call: () => unknown): unknown {
  try {
    return on.within(call);
  } catch (error) {
    seen.failed(error);
    throw error;
  }
}

function isHidden(result: unknown, on: ResultObserver): boolean {
  try {
    return read(result, "done") !== true && on.hides?.(read(result, "value")) === true;
  } catch {
    return false; // A rule that cannot be asked hides nothing.
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof read(value, "then") === "function";
}
