import { attempt } from "../../internal/attempt.ts";
import { deferred } from "../../internal/deferred.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import type { SignalPlace } from "../stop-signal.ts";
import { isModelCommand } from "./commands.ts";
import { observeAttempts } from "./observe-attempts.ts";
import { planCommand } from "./plan.ts";

const SIGNAL: SignalPlace = { argument: 1, path: ["abortSignal"] };

/** `send()` of AWS's client, which gives a promise or calls back. */
export function observedSend(original: AnyFunction): AnyFunction {
  const send = withAttempts(original);
  const observed = observedMethod(send, planCommand, SIGNAL);
  return function (this: unknown, ...args: unknown[]): unknown {
    if (!isModelCommand(args[0]) || recordingClient() === undefined) return Reflect.apply(original, this, args);
    const at = args.findIndex((arg, index) => index > 0 && typeof arg === "function");
    if (at < 0) return Reflect.apply(observed, this, args);
    const callback = args[at] as AnyFunction;
    const promised = observedMethod(promisedSend(send, at), planCommand, SIGNAL);
    // As in the client: what the callback throws is its own affair.
    (Reflect.apply(promised, this, args) as Promise<unknown>)
      .then(
        (output) => Reflect.apply(callback, undefined, [null, output]),
        (error: unknown) => Reflect.apply(callback, undefined, [error]),
      )
      .catch(() => undefined);
    return undefined;
  };
}

/** The same `send()` with a promise for what it would tell its callback. */
function promisedSend(send: AnyFunction, at: number): AnyFunction {
  return function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const { promise, resolve, reject } = deferred<unknown>();
    const settle = (error: unknown, output?: unknown): void =>
      error === null || error === undefined ? resolve(output) : reject(error);
    Reflect.apply(send, this, args.with(at, settle));
    return promise;
  };
}

/**
 * The client resolves a command's handlers while `send()` runs, so the observer of attempts is among the command's own for just that long:
 * client and command stay as the caller made them.
 */
function withAttempts(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const stack = readPath(args[0], "middlewareStack");
    const isAdded = attempt(() => call(stack, "add", observeAttempts, { step: "deserialize", priority: "high" }));
    try {
      return Reflect.apply(original, this, args);
    } finally {
      if (isAdded === true) attempt(() => call(stack, "remove", observeAttempts));
    }
  };
}

function call(target: unknown, method: string, ...args: unknown[]): true {
  Reflect.apply(readPath(target, method) as AnyFunction, target, args);
  return true;
}
