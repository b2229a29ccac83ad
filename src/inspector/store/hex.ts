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
