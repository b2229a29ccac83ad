import { types } from "node:util";
import { isFresh } from "../internal/fresh-result.ts";
import { guard } from "../internal/guard.ts";
import type { Recorder } from "./recorder.ts";
import { follow } from "./results/follow.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import type { JoinedScope } from "./scope-type.ts";

/** Runs a function whose work an open scope stands for already, and returns exactly what it returns. That scope stays open. */
export function runJoined<Handle extends ScopeHandle, T>(
  recorder: Recorder,
  { handle, context, settled, failed }: JoinedScope<Handle>,
  fn: (handle: Handle) => T,
): T {
  const { diag } = recorder.ports;
  const tell = (work: () => void): void => guard(diag, "joined", work, undefined);
  let result: T;
  try {
    result = context === undefined ? fn(handle) : recorder.ports.context.with(context, () => fn(handle));
  } catch (error) {
    tell(() => failed(error));
    throw error;
  }
  const observer = {
    settled: (value: unknown) => tell(() => settled(value)),
    failed: (error: unknown) => tell(() => failed(error)),
    chunk: () => undefined,
    cancelled: () => undefined,
    ownsStreams: false,
    readsBodies: false,
    within: <R>(work: () => R): R => work(),
  };
  return guard(diag, "follow", () => follow(result, types.isAsyncFunction(fn) || isFresh(fn), observer), result);
}
