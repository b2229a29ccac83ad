/** Bytes as lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** @returns undefined for text that is no hex of that many bytes */
export function bytesOf(hex: string, length: number): Uint8Array | undefined {
  if (hex.length !== length * 2) return undefined;
  const bytes = Buffer.from(hex, "hex");
  return bytes.byteLength === length ? bytes : undefined;
}

/** Hex of ids that come in runs: one that is the same as the one before is not written again. */
export class RunningHex {
  #bytes: Uint8Array = new Uint8Array();
  #hex = "";

  of(bytes: Uint8Array): string {
    if (!isSame(bytes, this.#bytes)) {
      this.#bytes = bytes;
      this.#hex = hexOf(bytes);
    }
    return this.#hex;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.byteLength !== other.byteLength) return false;
  for (let index = 0; index < one.byteLength; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
