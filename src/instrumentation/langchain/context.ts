import { AsyncLocalStorage } from "node:async_hooks";
import { attempt } from "../../internal/attempt.ts";
import { runWithin } from "../../record/run-within.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { scopeOf } from "../runs.ts";
import { langchainRuns } from "./runs.ts";

/** What callbacks need to know of the call they belong to and LangChain does not tell them. */
export interface Call {
  /** The first run that began inside the call. */
  root?: string;
  readonly isStream: boolean;
  /** What calls it off. */
  signal?: unknown;
  /** What is streamed. */
  readonly runnable?: unknown;
  readonly toolName?: string;
}

const calls = new AsyncLocalStorage<Call>();

export function insideCall<T>(call: Call, fn: () => T): T {
  return calls.run(call, fn);
}

/** The call of `stream` that this is inside of. */
export function streamCallHere(): Call | undefined {
  const call = calls.getStore();
  return call?.isStream === true ? call : undefined;
}

/** Remembers the run that a call began, for when its reader goes away or its signal calls it off. */
export function noteRoot(runId: string): void {
  const call = calls.getStore();
  if (call === undefined || call.root !== undefined) return;
  call.root = runId;
  const run = langchainRuns.get(runId);
  if (run !== undefined) run.signal = call.signal;
}

/** What is streamed by the run that begins here; absent where the run is a part of that, or nothing is streamed. */
export function streamedHere(): unknown {
  const call = streamCallHere();
  return call?.root === undefined ? call?.runnable : undefined;
}

/** The name of the tool whose `call` this is. */
export function toolNameHere(): string | undefined {
  return calls.getStore()?.toolName;
}

/**
 * Makes the scope of a run the active one while the application's own code runs inside it: functions, nodes and tools. LangChain puts the run's
 * configuration into a storage of its own there, and again around what that code calls, where a scope of the application's own may be active.
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
          return scope === undefined ? run() : runWithin(scope, run);
        },
    ),
  ];
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
