import { setImmediate as later } from "./timers.ts";

/** `setImmediate` of `node:timers/promises`. */
export function setImmediate(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  later(() => resolve());
  return promise;
}
