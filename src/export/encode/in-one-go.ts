import { hexDigit } from "./scalars.ts";

const HEX = Int8Array.from({ length: 128 }, (_, code) => hexDigit(code));

/**
 * Writes a `KeyValue` of a fraction, or of a whole number from 0 to 2^31, as the message `field` below 16. The key is shorter than 100.
 *
 * @returns where it ends; -1 when the key is no ASCII, and what was written is to be forgotten
 */
export function writeNumberPair(buffer: Buffer, position: number, field: number, key: string, value: number): number {
  const keyLength = key.length;
  const start = position + 2;
  let at = start;
  buffer[at++] = 0x0a;
  buffer[at++] = keyLength;
  at = writeAscii(buffer, at, key);
  if (at < 0) return -1;
  buffer[at++] = 0x12;
  const valueStart = at + 1;
  at = valueStart;
  if (Number.isInteger(value)) {
    buffer[at++] = 0x18;
    let rest = value;
    while (rest >= 128) {
      buffer[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[at++] = rest;
  } else {
    buffer[at++] = 0x21;
    at = buffer.writeDoubleLE(value, at);
  }
  buffer[valueStart - 1] = at - valueStart;
  buffer[start - 2] = field * 8 + 2;
  buffer[start - 1] = at - start;
  return at;
}

/** Writes a text character by character, which for a short one is quicker than the encoder. Says where it ends; -1 when it is no ASCII. */
export function writeAscii(buffer: Buffer, position: number, text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return -1;
    buffer[position + index] = code;
  }
  return position + length;
}

/** Writes an even number of hex digits, fewer than 256, as bytes behind their length; anything else as no bytes. Says where it ends. */
export function writeHex(buffer: Buffer, position: number, digits: string): number {
  const length = digits.length >> 1;
  const start = position + 1;
  let valid = digits.length === length * 2 && length < 128;
  for (let index = 0; valid && index < length; index++) {
    const high = digits.charCodeAt(index * 2);
    const low = digits.charCodeAt(index * 2 + 1);
    const byte = ((HEX[high & 127] as number) << 4) | (HEX[low & 127] as number);
    buffer[start + index] = byte;
    valid = byte >= 0 && (high | low) < 128;
  }
  buffer[position] = valid ? length : 0;
  return valid ? start + length : start;
}
