import { SUPPRESS_TRACING_KEY } from "../../internal/context-keys.ts";
import { activeOtelGlobals } from "../../internal/otel-globals.ts";

/** Runs `fn` so that instrumentation of the host makes no spans of the exports themselves. */
export function withTracingSuppressed<T>(fn: () => T): T {
  const contexts = activeOtelGlobals()?.context;
  if (contexts === undefined) return fn();
  return contexts.with(contexts.active().setValue(SUPPRESS_TRACING_KEY, true), fn);
}
