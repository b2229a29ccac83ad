const FRESH = Symbol.for("agentscribe fresh result");

/**
 * Marks a function whose promise is made for its caller alone, as an `async` function's is, though it is none: the caller of a scope then gets a
 * promise that follows it, and a rejection that nobody handles is still reported by the runtime.
 */
export function markFresh<F extends object>(fn: F): F {
  return Object.defineProperty(fn, FRESH, { value: true });
}

export function isFresh(fn: object): boolean {
  return FRESH in fn;
}
