import { outside } from "./outside.ts";

/** A random UUID, version 4. It is made in no request of the host: see `fillRandom` of `ids.ts`. */
export function randomUuid(): string {
  return outside(() => globalThis.crypto.randomUUID());
}
