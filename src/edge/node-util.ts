import { nodeModule } from "./runtime.ts";

type Types = Pick<
  typeof import("node:util").types,
  | "isAnyArrayBuffer"
  | "isArrayBufferView"
  | "isAsyncFunction"
  | "isBoxedPrimitive"
  | "isDate"
  | "isGeneratorObject"
  | "isMap"
  | "isNativeError"
  | "isPromise"
  | "isProxy"
  | "isRegExp"
  | "isSet"
  | "isWeakMap"
  | "isWeakSet"
>;

/** The tag of an object, which an object may choose for itself; "" when it cannot be asked. */
function tagOf(value: unknown): string {
  try {
    return typeof value === "object" || typeof value === "function" ? Object.prototype.toString.call(value) : "";
  } catch {
    return ""; // A revoked Proxy.
  }
}

function is(...names: readonly string[]): (value: unknown) => boolean {
  const tags = new Set(names.map((name) => `[object ${name}]`));
  return (value) => tags.has(tagOf(value));
}

/** Of a collection, which its own size tells: others choose its tag. */
function isCollection(prototype: object): (value: unknown) => boolean {
  return (value) => {
    try {
      return typeof Reflect.get(prototype, "size", value) === "number";
    } catch {
      return false;
    }
  };
}

/** As far as the language can tell; nothing of it tells a Proxy. */
const ownTypes = {
  isAnyArrayBuffer: is("ArrayBuffer", "SharedArrayBuffer"),
  isArrayBufferView: ArrayBuffer.isView,
  isAsyncFunction: is("AsyncFunction", "AsyncGeneratorFunction"),
  isBoxedPrimitive: is("Number", "String", "Boolean", "BigInt", "Symbol"),
  isDate: is("Date"),
  isGeneratorObject: is("Generator", "AsyncGenerator"),
  isMap: isCollection(Map.prototype),
  isNativeError: is("Error"),
  isPromise: is("Promise"),
  isProxy: () => false,
  isRegExp: is("RegExp"),
  isSet: isCollection(Set.prototype),
  isWeakMap: is("WeakMap"),
  isWeakSet: is("WeakSet"),
};

/** `types` of `node:util`: the runtime's where it has them. */
export const types: Types =
  (nodeModule("node:util") as { readonly types?: Types } | undefined)?.types ?? (ownTypes as unknown as Types);

/** Globals of every runtime of this kind. */
export const TextDecoder: typeof globalThis.TextDecoder = globalThis.TextDecoder;
export const TextEncoder: typeof globalThis.TextEncoder = globalThis.TextEncoder;
