import { countAttempts, type Fetch } from "../http/attempts.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { COHERE_METHODS } from "./methods.ts";

/**
 * Observes the methods of one part of a client, or of its class. Each has one of the same name with underscores that makes the request and
 * gives a plain promise, also when nobody waits for the lazy one around it: that one is observed where it exists.
 */
export function patchApi(api: unknown): (Restore | undefined)[] {
  return COHERE_METHODS.map(({ name, plan }) => {
    const inner = `__${name}`;
    const lowest = typeof readPath(api, inner) === "function" ? inner : name;
    return patchMethod(api, lowest, (original) =>
      observedMethod(original, plan, { argument: 1, path: ["abortSignal"] }),
    );
  });
}

/** Counts the attempts of a part of a client by the `fetch` among its options. */
export function patchFetch(api: unknown): Restore | undefined {
  const options = readPath(api, "_options");
  if (typeof options !== "object" || options === null) return undefined;
  const wrap = (fetch: AnyFunction): AnyFunction => countAttempts(fetch as Fetch) as AnyFunction;
  if (typeof readPath(options, "fetch") === "function") return patchMethod(options, "fetch", wrap);
  // None was given: the client takes the global one at each request. Parts that copy these options do not copy this.
  const value = wrap((...args) => Reflect.apply(globalThis.fetch, undefined, args));
  const isSet = Reflect.defineProperty(options, "fetch", {
    value,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  if (!isSet) return undefined;
  return () => {
    if (readPath(options, "fetch") === value) Reflect.deleteProperty(options, "fetch");
  };
}
