/**
 * Binds the methods of a class to their object, each when it is first asked for: `const { response } = call` then works as it does on an
 * object of functions, and a handle costs nothing for the methods that nobody uses.
 */
export function bindMethods(prototype: object): void {
  // Symbols stay as they are: `using` takes no accessor for `Symbol.dispose`.
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, key)?.value as unknown;
    if (key === "constructor" || typeof method !== "function") continue;
    const bound = Symbol(key);
    Object.defineProperty(prototype, key, {
      configurable: true,
      enumerable: true,
      get(this: object): unknown {
        if (this === prototype) return method;
        // Set, not defined: that takes V8 ten times as long. In no list, which V8 may come to make where only a full collection looks, and all of the call with it.
        const handle = this as Record<symbol, unknown>;
        handle[bound] ??= method.bind(this);
        return handle[bound];
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, key, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}
