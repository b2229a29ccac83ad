/** A value that all copies of this package in a process share, made by whichever asks first. */
export function sharedRegistry<T extends object>(key: string, make: () => T): T {
  const globals = globalThis as Record<symbol, unknown>;
  const symbol = Symbol.for(key);
  const known = globals[symbol];
  if (typeof known === "object" && known !== null) return known as T;
  const made = make();
  Object.defineProperty(globals, symbol, { value: made, configurable: true, enumerable: false });
  return made;
}
