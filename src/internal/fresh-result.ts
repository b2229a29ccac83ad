const FRESH: unique symbol = Symbol.for("agentscribe fresh result");

/**
 * Marks a function whose promise is made for its caller alone, as an `async` function's is, though it is none: the caller of a scope then gets a
 * promise that follows it, and a rejection that nobody handles is still reported by the runtime.
 */
export function markFresh<F extends object>(fn: F): F {
  // Assigned, not defined: one is made for each model call, and a definition takes V8 several times as long.
  (fn as { [FRESH]?: true })[FRESH] = true;
  return fn;
}

export function isFresh(fn: object): boolean {
  return FRESH in fn;
}
