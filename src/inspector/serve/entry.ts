import { randomBytes } from "node:crypto";

/** Addresses that let a browser in once. Others on the machine can read what a program is started with, so no token may stand there. */
export interface Entry {
  /** The path of one more. */
  path(): string;
  /** Whether the key is that of one which was made within the last minute and taken by nobody. */
  take(key: string): boolean;
}

const LASTS_MILLIS = 60_000;

export function createEntry(): Entry {
  const keys = new Map<string, number>();
  return {
    path() {
      const now = performance.now();
      for (const [old, until] of keys) if (until <= now) keys.delete(old);
      const key = randomBytes(32).toString("base64url");
      keys.set(key, now + LASTS_MILLIS);
      return `/open/${key}`;
    },
    take(key) {
      const until = keys.get(key) ?? 0;
      keys.delete(key);
      return performance.now() < until;
    },
  };
}
