import { isPromise } from "../../internal/is-promise.ts";
import { read } from "../given-value.ts";
import type { ResultObserver } from "./follow.ts";
import { plainThen, promiseThen } from "./plain-promise.ts";

/** What is told of a thenable. */
export interface ThenableObserver {
  value(value: unknown): void;
  failed: ResultObserver["failed"];
  /** The raw response was asked for, and may be all that is. Gives what to call when the value is asked for after all. */
  raw(response: unknown): (() => void) | undefined;
  /** What the work belongs to. */
  readonly scope: Pick<ResultObserver, "within">;
}

type AnyFunction = (...args: unknown[]) => unknown;

const promise = Promise.prototype;

/**
 * Observes a thenable through the caller's own subscription, one step before the handlers that the caller gives. Nothing is subscribed
 * besides, because subscribing is what starts the work of a lazy one, for some each time.
 *
 * The caller's handlers are handed on as they are: those of an `await` are what V8 finds the caller by, for the `at async` lines of an
 * error's stack. It follows a promise only while nobody else waits for it, and through any function in a chain, but not into one.
 *
 * The promises of OpenAI's and Anthropic's clients can be asked for the raw response too: `withResponse()`, `asResponse()`. Their helpers
 * (`parse()`, pages, tool runners) derive a promise of another value by `_thenUnwrap()`, past `then`. They all parse by a method of the promise.
 */
export function followThenable(thenable: object, on: ThenableObserver): void {
  let seen = false;
  let subscribed = false;
  let isRaw = false;
  let leaveRaw: (() => void) | undefined;
  /** What becomes of the value is told, so what becomes of the body need not be: that of a first attempt breaks where another follows. */
  const asked = (): void => {
    subscribed = true;
    leaveRaw?.();
  };
  const value = (result: unknown): void => {
    leaveRaw?.();
    if (!seen) on.value(result);
    seen = true;
  };
  const failed = (error: unknown): void => {
    if (!seen) on.failed(error);
    seen = true;
  };
  const raw = (response: unknown): (() => void) | undefined => {
    if (seen || isRaw) return undefined;
    isRaw = true;
    leaveRaw = on.raw(response);
    return leaveRaw;
  };
  const fulfilled =
    (handler: unknown, pick: (result: unknown) => unknown = itself) =>
    (...results: unknown[]): unknown => {
      value(pick(results[0]));
      return typeof handler === "function" ? Reflect.apply(handler, undefined, results) : results[0];
    };
  const rejected =
    (handler: unknown) =>
    (...errors: unknown[]): unknown => {
      failed(errors[0]);
      if (typeof handler === "function") return Reflect.apply(handler, undefined, errors);
      throw errors[0];
    };
  /** The same promise one step later, so that the caller still owns its rejection. */
  const after = (derived: unknown, pick?: (result: unknown) => unknown): unknown =>
    plainThen(derived)?.call(derived, fulfilled(undefined, pick), rejected(undefined)) ?? derived;
  /** Where the subscription gives no plain promise, or calls back at once, the caller's handlers are called from within ours. */
  const subscribe = (call: (args: unknown[]) => unknown, onFulfilled: unknown, onRejected: unknown): unknown => {
    let isChained: boolean | undefined;
    const own = (handler: unknown): unknown => {
      isChained ??= false;
      return isChained ? undefined : handler;
    };
    const derived = call([
      (...results: unknown[]) => fulfilled(own(onFulfilled))(...results),
      (...errors: unknown[]) => rejected(own(onRejected))(...errors),
    ]);
    const then = plainThen(derived);
    isChained ??= then !== undefined;
    return isChained ? then?.call(derived, onFulfilled as AnyFunction, onRejected as AnyFunction) : derived;
  };

  const isPatched = override(thenable, "then", undefined, (call, [onFulfilled, onRejected]) => {
    asked();
    return subscribe(call, onFulfilled, onRejected);
  });
  if (!isPatched) {
    on.value(undefined);
    return;
  }
  override(thenable, "catch", promise.catch, (call, [onRejected]) => {
    asked();
    return after(call([rejected(onRejected)]));
  });
  override(thenable, "finally", promise.finally, (call, args) => {
    asked();
    return after(call(args));
  });
  override(thenable, "withResponse", undefined, (call, args) => {
    asked();
    return after(call(args), (result) => read(result, "data"));
  });
  override(thenable, "_thenUnwrap", undefined, (call, [transform, ...rest]) => {
    subscribed = true;
    const derived = call([
      (result: unknown, ...more: unknown[]): unknown => {
        value(result);
        return Reflect.apply(transform as AnyFunction, undefined, [result, ...more]);
      },
      ...rest,
    ]);
    // The transform tells of the value before any subscriber of the derived promise sees what became of it.
    if (typeof derived === "object" && derived !== null) {
      followThenable(derived, { value: () => undefined, failed, raw, scope: on.scope });
    }
    return derived;
  });
  /** What gives the answer before it is parsed; `pick` finds the `Response` in it. */
  const unparsed = (key: string, pick: (given: unknown) => unknown): void => {
    override(thenable, key, undefined, (call, args) => {
      const promised = call(args);
      if (subscribed || isRaw || !isPromise(promised)) return promised;
      return (plainThen(promised) ?? promiseThen).call(
        promised,
        (given) => {
          if (!subscribed) raw(pick(given));
          return given;
        },
        rejected(undefined),
      );
    });
  };
  unparsed("asResponse", itself);
  // It runs where the value is asked for, and OpenAI's client tries again from there when a body takes too long.
  override(thenable, "parseResponse", undefined, (call, args) => on.scope.within(() => call(args)));
  // Threads of Anthropic's client take this to build one request on another.
  unparsed("_responseProps", (props) => read(props, "response"));
}

function itself(result: unknown): unknown {
  return result;
}

/** Puts a function before one method of one object, unless it is the inherited one that calls `then` itself. */
function override(
  target: object,
  key: string,
  inherited: unknown,
  fn: (call: (args: unknown[]) => unknown, args: unknown[]) => unknown,
): boolean {
  const original = read(target, key);
  if (typeof original !== "function" || original === inherited) return false;
  const method = function (this: unknown, ...args: unknown[]): unknown {
    const call = (given: unknown[]): unknown => Reflect.apply(original as AnyFunction, this, given);
    return this === target ? fn(call, args) : call(args);
  };
  // One that is seen among the object's keys stays seen, and no other.
  return Reflect.defineProperty(target, key, { value: method, configurable: true, writable: true });
}
