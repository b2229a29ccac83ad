import { Bytes } from "./bytes.ts";
import { HmacSha256, Sha256 } from "./sha256.ts";

/** What is used of `node:crypto`. The only hash is SHA-256. */
export function createHash(_algorithm: "sha256"): Sha256 {
  return new Sha256();
}

export function createHmac(_algorithm: "sha256", key: string): HmacSha256 {
  return new HmacSha256(key);
}

export function hash(_algorithm: "sha256", data: string | Uint8Array): string {
  return new Sha256().update(data).digest("hex");
}

export function randomFillSync<T extends Uint8Array<ArrayBuffer>>(bytes: T): T {
  return globalThis.crypto.getRandomValues(bytes);
}

export function randomBytes(length: number): Bytes {
  return randomFillSync(Bytes.alloc(length) as Bytes & Uint8Array<ArrayBuffer>);
}
