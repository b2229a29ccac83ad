/**
 * Binds the methods of a class to their object, each when it is first asked for: `const { response } = call` then works as it does on an
 * object of functions, and a handle costs nothing for the methods that nobody uses.
 */
export function bindMethods(prototype: object): void {
  const slot = Symbol("bound methods");
  let count = 0;
  // Symbols stay as they are: `using` takes no accessor for `Symbol.dispose`.
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, key)?.value as unknown;
    if (key === "constructor" || typeof method !== "function") continue;
    const index = count;
    count += 1;
    Object.defineProperty(prototype, key, {
      configurable: true,
      enumerable: true,
      get(this: object): unknown {
        if (this === prototype) return method;
        // Kept in one list of the object: a property defined for each takes V8 ten times as long.
        const handle = this as Record<symbol, unknown[] | undefined>;
        handle[slot] ??= [];
        handle[slot][index] ??= method.bind(this);
        return handle[slot][index];
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, key, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}
