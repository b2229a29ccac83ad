import { AsyncLocalStorage } from "node:async_hooks";
import { type AnyFunction, attempt } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { scopeOf } from "../runs.ts";
import { langchainRuns } from "./runs.ts";

/** What callbacks need to know of the call they belong to and LangChain does not tell them. */
interface Call {
  /** The first run that began inside a call of `stream`. */
  streamRoot?: string;
  readonly isStream: boolean;
  readonly toolName?: string;
}

const calls = new AsyncLocalStorage<Call>();

/** Remembers the run that a call of `stream` began, for when its reader goes away. */
export function noteStreamRoot(runId: string): void {
  const call = calls.getStore();
  if (call?.isStream === true) call.streamRoot ??= runId;
}

/** The name of the tool whose `call` this is. */
export function toolNameHere(): string | undefined {
  return calls.getStore()?.toolName;
}

/**
 * Makes the scope of a run the active one while the application's own code runs inside it: functions, nodes and tools. LangChain puts the run's
 * configuration into a storage of its own there.
 */
export function patchContext(storage: unknown): (Restore | undefined)[] {
  const owner = typeof storage === "object" && storage !== null ? Object.getPrototypeOf(storage) : undefined;
  return [
    patchMethod(
      owner,
      "runWithConfig",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const scope = attempt(() => scopeOf(langchainRuns.get(readPath(args[0], "callbacks", "_parentRunId"))));
          const run = (): unknown => Reflect.apply(original, this, args);
          return scope === undefined ? run() : scope.run(run);
        },
    ),
  ];
}

/** Ends the run of a stream that its reader leaves before the end: LangChain tells no callback of that. */
export function patchStream(base: unknown): (Restore | undefined)[] {
  const prototype = readPath(base, "prototype");
  return [
    patchMethod(
      prototype,
      "stream",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const call: Call = { isStream: true };
          const result = calls.run(call, () => Reflect.apply(original, this, args));
          if (!(result instanceof Promise)) return result;
          return result.then((stream: unknown) => {
            attempt(() => followLeaving(stream, call));
            return stream;
          });
        },
    ),
  ];
}

function followLeaving(stream: unknown, call: Call): void {
  for (const method of ["return", "cancel", "throw"]) {
    patchMethod(
      stream,
      method,
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const left = Reflect.apply(original, this, args);
          const leave = (): void => langchainRuns.abandon(call.streamRoot);
          // Both handlers are given: this branch never rejects, and the caller still owns the original.
          if (left instanceof Promise) left.then(leave, leave);
          else leave();
          return left;
        },
    );
  }
}

/** Lets the callbacks of a tool know its name. */
export function patchTools(base: unknown): (Restore | undefined)[] {
  return [
    patchMethod(
      readPath(base, "prototype"),
      "call",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const toolName = attempt(() => readPath(this, "name"));
          const run = (): unknown => Reflect.apply(original, this, args);
          return typeof toolName === "string" ? calls.run({ isStream: false, toolName }, run) : run();
        } satisfies AnyFunction,
    ),
  ];
}
