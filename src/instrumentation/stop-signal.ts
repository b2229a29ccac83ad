import { stopSignalOf } from "../record/stop-signal.ts";
import { readPath } from "./read-path.ts";

/** Where a method takes the signal that calls it off: which of its arguments, and the path inside that. */
export interface SignalPlace {
  readonly argument: number;
  readonly path: readonly string[];
}

/**
 * The arguments with a signal that is also aborted when a limit stops the call. What the caller gave stays as it is: only what holds the signal is copied.
 * The same arguments where nothing can stop the call, or the place is taken by something else.
 */
export function withStopSignal(args: readonly unknown[], place: SignalPlace, call: unknown): readonly unknown[] {
  const { argument, path } = place;
  const signal = stopSignalOf(call, readPath(args[argument], ...path));
  const holder = signal === undefined ? undefined : replaced(args[argument], path, signal);
  if (holder === undefined) return args;
  const given = [...args];
  while (given.length <= argument) given.push(undefined);
  given[argument] = holder;
  return given;
}

function replaced(holder: unknown, [key, ...rest]: readonly string[], signal: AbortSignal): unknown {
  if (key === undefined) return signal;
  if (holder !== undefined && holder !== null && Object.getPrototypeOf(holder) !== Object.prototype) return undefined;
  const inner = rest.length === 0 ? signal : replaced(readPath(holder, key), rest, signal);
  return inner === undefined ? undefined : { ...(holder as object | undefined), [key]: inner };
}
