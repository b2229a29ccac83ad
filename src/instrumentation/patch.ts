import type { AnyFunction } from "./observed-method.ts";

/** Holds the method that an observed one stands for. Shared by all copies of this package, so that none observes another's. */
const ORIGINAL = Symbol.for("agentscribe original");

/** Undoes a patch, when nobody patched over it since. */
export type Restore = () => void;

/**
 * Puts an observer in the place of one method of one object: the object, its class and its private fields stay the caller's own. The new
 * method has the name, length and properties of the old one.
 *
 * @returns how to undo it; absent when there is no such method, when it is observed already, or when the object cannot be changed
 */
export function patchMethod(
  target: unknown,
  name: PropertyKey,
  observe: (original: AnyFunction) => AnyFunction,
): Restore | undefined {
  if ((typeof target !== "object" && typeof target !== "function") || target === null) return undefined;
  try {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== "function" || isObserved(original)) return undefined;
    const own = Object.getOwnPropertyDescriptor(target, name);
    const method = observe(original as AnyFunction);
    for (const key of Reflect.ownKeys(original)) {
      const property = Object.getOwnPropertyDescriptor(original, key);
      if (key !== "prototype" && property !== undefined)
        Object.defineProperty(method, key, { ...property, configurable: true });
    }
    Object.defineProperty(method, ORIGINAL, { value: original });
    const isSet = Reflect.defineProperty(target, name, {
      value: method,
      writable: true,
      configurable: true,
      enumerable: own?.enumerable ?? false,
    });
    if (!isSet) return undefined;
    return () => {
      if (Reflect.get(target, name) !== method) return;
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Reflect.defineProperty(target, name, own);
    };
  } catch {
    return undefined; // A getter or Proxy that refuses: it stays as it is.
  }
}

/** Whether a method, or one it hides, is observed by this package. */
export function isObserved(method: unknown): boolean {
  return typeof method === "function" && ORIGINAL in method;
}
