/** A random UUID, version 4. */
export function randomUuid(): string {
  return globalThis.crypto.randomUUID();
}
