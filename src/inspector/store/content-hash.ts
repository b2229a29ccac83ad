import { createHash } from "node:crypto";

/** 16 bytes that stand for content: equal content, equal bytes. */
export function contentHash(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = createHash("sha1");
  for (const part of parts) {
    hash.update(`${part.length};`);
    hash.update(part);
  }
  return hash.digest().subarray(0, 16);
}
