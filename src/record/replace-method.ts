import { read } from "./given-value.ts";

/** The method that was there, with what it is called with now. */
export type CallOriginal = (args?: readonly unknown[]) => unknown;

/** Puts an observer around one method of one object, whose own it becomes. Does nothing where there is no such method. */
export function replaceMethod(
  target: object,
  key: string | symbol,
  observe: (call: CallOriginal, args: readonly unknown[]) => unknown,
): boolean {
  const original = read(target, key);
  if (typeof original !== "function") return false;
  const method = function (this: unknown, ...args: unknown[]): unknown {
    return observe((given = args) => Reflect.apply(original, this, given), args);
  };
  // One that is seen among the object's keys stays seen, and no other.
  return Reflect.defineProperty(target, key, { value: method, configurable: true, writable: true });
}
