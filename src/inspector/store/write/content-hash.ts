import { hash } from "node:crypto";

/** 16 bytes that stand for content: equal content, equal bytes. */
export function contentHash(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const whole = parts.flatMap((part) => [Buffer.from(`${part.length};`), Buffer.from(part as string)]);
  return hash("sha1", Buffer.concat(whole), "buffer").subarray(0, 16);
}

/** 16 bytes that stand for a record in its group. */
export function recordHash(record: Uint8Array, group: number): Uint8Array {
  const bytes = hash("sha1", record, "buffer").subarray(0, 16);
  bytes.writeUInt32LE(group, 12);
  return bytes;
}
