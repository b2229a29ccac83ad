import { types } from "node:util";

/**
 * Whether a value is a promise, of another realm too: in Vercel's edge runtime `fetch`, bodies and readers give such, and the code of the application has a
 * `Promise` of its own.
 */
export function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise || types.isPromise(value);
}
