/** Whether bytes are an id of the length, which all zeros are not. */
export function isId(bytes: Uint8Array, length: 8 | 16): boolean {
  return bytes.byteLength === length && !isZero(bytes);
}

/** An id that may be absent: some senders write zeros for none. */
export function idOrNone(bytes: Uint8Array): Uint8Array | undefined {
  return isZero(bytes) ? undefined : bytes;
}

function isZero(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.byteLength; index++) if (bytes[index] !== 0) return false;
  return true;
}
