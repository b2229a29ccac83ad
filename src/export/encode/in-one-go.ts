import type { KnownKey } from "./known-keys.ts";
import { hexDigit } from "./scalars.ts";

const HEX = Int8Array.from({ length: 128 }, (_, code) => hexDigit(code));

/**
 * Writes a `KeyValue` of a text as the message `field` below 16. Key and text have fewer than 124 bytes together.
 *
 * @returns where it ends; -1 when the text is no ASCII, and what was written is to be forgotten
 */
export function writeTextPair(
  buffer: Buffer,
  position: number,
  field: number,
  key: KnownKey,
  keyBytes: Uint8Array,
  text: string,
): number {
  let at = position;
  buffer[at++] = field * 8 + 2;
  const pair = key.pairOf(text);
  if (pair !== undefined) return writeBytes(buffer, at, pair);
  buffer[at++] = keyBytes.length + text.length + 4;
  at = writeBytes(buffer, at, keyBytes);
  buffer[at++] = 0x12;
  buffer[at++] = text.length + 2;
  buffer[at++] = 0x0a;
  buffer[at++] = text.length;
  return writeAscii(buffer, at, text);
}

/** Writes a `KeyValue` of a fraction, or of a whole number from 0 to 2^31, as the message `field` below 16. Says where it ends. */
export function writeNumberPair(
  buffer: Buffer,
  position: number,
  field: number,
  key: Uint8Array,
  value: number,
): number {
  const start = position + 2;
  let at = writeBytes(buffer, start, key);
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

/** Copies few bytes one by one, which for these is quicker than the method of the buffer. Says where they end. */
function writeBytes(buffer: Buffer, position: number, bytes: Uint8Array): number {
  const { length } = bytes;
  for (let index = 0; index < length; index++) buffer[position + index] = bytes[index] as number;
  return position + length;
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
