import { attempt } from "../../internal/attempt.ts";
import { isPromise } from "../../internal/is-promise.ts";
import type { EndOptions } from "../../record/scope-handle.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { type Call, insideCall, streamCallHere } from "./context.ts";
import { callOff } from "./open-calls.ts";
import { langchainRuns } from "./runs.ts";

/** Ends the run of a stream that its reader leaves before the end: LangChain tells no callback of that, or calls it an error. */
export function patchStream(base: unknown): (Restore | undefined)[] {
  const restores: (Restore | undefined)[] = [];
  return [
    patchMethod(
      readPath(base, "prototype"),
      "stream",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const call: Call = { isStream: true, signal: readPath(args[1], "signal"), runnable: this };
          attempt(() => restores.push(...patchIterator(this)));
          const result = insideCall(call, () => Reflect.apply(original, this, args));
          if (!isPromise(result)) return result;
          return result.then((stream: unknown) => {
            attempt(() => followLeaving(stream, call));
            return stream;
          });
        },
    ),
    () => {
      for (const restore of restores.splice(0)) restore?.();
    },
  ];
}

/** Ends the run of alternatives that its signal calls off before the next of them: LangChain tells no callback of that. */
export function patchFallbacks(base: unknown): (Restore | undefined)[] {
  return [
    patchMethod(
      readPath(base, "prototype"),
      "invoke",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const call: Call = { isStream: false, signal: readPath(args[1], "signal") };
          const result = insideCall(call, () => Reflect.apply(original, this, args));
          if (!isPromise(result)) return result;
          return result.then(undefined, (error: unknown) => {
            attempt(() => endOpen(call, { error }));
            throw error;
          });
        },
    ),
  ];
}

/**
 * LangGraph puts a stream of its own around the one that is known here; the generator behind both is told when either is left. Models are observed
 * where they make their requests.
 */
function patchIterator(runnable: unknown): Restore[] {
  if (typeof readPath(runnable, "_modelType") === "function") return [];
  let owner: unknown = runnable;
  while (typeof owner === "object" && owner !== null && !Object.hasOwn(owner, "_streamIterator")) {
    owner = Object.getPrototypeOf(owner);
  }
  const restore = patchMethod(
    owner,
    "_streamIterator",
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const call = streamCallHere();
        if (call !== undefined) call.signal = readPath(args[1], "signal");
        const generator = Reflect.apply(original, this, args);
        attempt(() => followLeaving(generator, call));
        return generator;
      },
  );
  return restore === undefined ? [] : [restore];
}

/** Before anything else is done about it: what is aborted then did not fail. */
function followLeaving(stream: unknown, call: Call | undefined): void {
  if (call === undefined) return;
  for (const method of ["return", "cancel", "throw"]) {
    patchMethod(
      stream,
      method,
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          attempt(() => endOpen(call, { reason: "aborted" }));
          return Reflect.apply(original, this, args);
        },
    );
  }
}

/** Ends the run that a call began, and what is open inside, when nobody told of its end. */
function endOpen(call: Call, end: EndOptions): void {
  const run = langchainRuns.get(call.root);
  if (run !== undefined) callOff(run, end);
}
