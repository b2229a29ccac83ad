/**
 * Binds the methods of a class to their object, each when it is first asked for: `const { response } = call` then works as it does on an
 * object of functions, and a handle costs nothing for the methods that nobody uses.
 */
export function bindMethods(prototype: object): void {
  // Symbols stay as they are: `using` takes no accessor for `Symbol.dispose`.
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, key)?.value as unknown;
    if (key === "constructor" || typeof method !== "function") continue;
    Object.defineProperty(prototype, key, {
      configurable: true,
      enumerable: true,
      get(this: object): unknown {
        if (this === prototype) return method;
        const bound: unknown = method.bind(this);
        define(this, key, bound);
        return bound;
      },
      set(this: object, value: unknown) {
        define(this, key, value);
      },
    });
  }
}

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}
