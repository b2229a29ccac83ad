import { types } from "node:util";

type Handler = ((value: unknown) => unknown) | undefined;
type Then = (this: unknown, onFulfilled: Handler, onRejected: Handler) => Promise<unknown>;

/** What the promises of `async` functions inherit, whatever the application has put in place of `Promise`. */
const inherited = Object.getPrototypeOf((async () => undefined)()) as Promise<unknown>;

const sourceOf = Function.prototype.toString;

/** `then` of the runtime. Where another stood in its place already, as that of zone.js, which gives promises of its own, `await` does the same. */
export const promiseThen: Then = isNative(inherited.then) ? inherited.then : awaited;

/**
 * Whether a promise is one of the runtime and no lazy one: `await` in its own realm takes it without calling its `then`, so nothing would be seen
 * there. `types.isPromise` has told that it is a promise.
 */
export function isPlainPromise(promise: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(promise);
  return (prototype === inherited || isInheritedElsewhere(prototype)) && !Object.hasOwn(promise, "then");
}

/** What follows a promise that has no `then` of its own class: one of the runtime, or of what the application has put in place of `Promise`. */
export function plainThen(value: unknown): Then | undefined {
  if (types.isPromise(value) && isPlainPromise(value)) return promiseThen;
  if (value instanceof Promise && Object.getPrototypeOf(value) === Promise.prototype) return Promise.prototype.then;
  return undefined;
}

/** Whether it is what promises of another realm inherit, as those of code that `node:vm` runs. */
function isInheritedElsewhere(prototype: unknown): boolean {
  if (typeof prototype !== "object" || prototype === null) return false;
  const base: unknown = Object.getPrototypeOf(prototype);
  if (base === null || Object.getPrototypeOf(base) !== null) return false;
  return isNative(Object.getOwnPropertyDescriptor(prototype, "constructor")?.value);
}

function isNative(value: unknown): boolean {
  return typeof value === "function" && sourceOf.call(value).includes("[native code]");
}

async function awaited(this: unknown, onFulfilled: Handler, onRejected: Handler): Promise<unknown> {
  let value: unknown;
  try {
    value = await this;
  } catch (error) {
    if (typeof onRejected === "function") return onRejected(error);
    throw error;
  }
  return typeof onFulfilled === "function" ? onFulfilled(value) : value;
}
