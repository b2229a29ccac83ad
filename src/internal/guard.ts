import type { Diag } from "./diag.ts";
import { isPromise } from "./is-promise.ts";
import { cleanedHead } from "./name-cleaner.ts";

/**
 * Runs code of ours so that nothing it throws reaches the host: the fault is counted, said once, and `fallback` returned.
 * Code of the host never runs inside a guard.
 */
export function guard<T>(diag: Diag, where: string, fn: () => T, fallback: T): T {
  try {
    return fn();
  } catch (error) {
    contained(diag, where, error);
    return fallback;
  }
}

/** Says a fault of ours that was caught where a {@link guard} would cost a closure for each model call. */
export function contained(diag: Diag, where: string, error: unknown): void {
  diag.error(`internal:${where}`, `contained a fault in ${where}: ${describeError(error)}`);
}

/** Keeps the rejection of a promise that a callback returned, where none was asked for, from becoming the host's. */
export function ignoreRejection(returned: unknown): void {
  if (isPromise(returned)) returned.catch(() => undefined);
}

/** A short, safe description of anything that can be thrown, errors of another world too, without secrets once there is a client; never throws itself. */
export function describeError(error: unknown): string {
  try {
    if (error instanceof Error || isNamedError(error)) {
      // Apart: a text that was just put together is copied whole before its start is cut off, however long a message is.
      return `${shortened(String(error.name))}: ${shortened(String(error.message))}`.slice(0, MAX_CHARS);
    }
    return typeof error === "string" ? shortened(error) : typeof error;
  } catch {
    return "an error that cannot be read";
  }
}

/** Callbacks of the application put what they like into their errors. */
function shortened(text: string): string {
  return cleanedHead(text, MAX_CHARS);
}

const MAX_CHARS = 300;

function isNamedError(error: unknown): error is { readonly name: string; readonly message: string } {
  const { name, message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  return typeof name === "string" && typeof message === "string" && typeof error === "object";
}
