import type { MessageBuffer } from "./message-buffer.ts";

const BACKSLASH = 0x5c;
const UNICODE = 0x75;
/** What a letter after a backslash stands for; other characters stand for themselves. */
const SHORT: Readonly<Record<number, number>> = { 98: 0x08, 102: 0x0c, 110: 0x0a, 114: 0x0d, 116: 0x09 };
const REPLACEMENT = 0xfffd;

/** Writes the text of a JSON string as UTF-8. Half of a surrogate pair becomes U+FFFD. The escapes have been checked. */
export function writeUnescaped(bytes: Buffer, start: number, end: number, out: MessageBuffer): void {
  let position = start;
  while (position < end) {
    const backslash = nextEscape(bytes, position, end);
    out.copy(bytes, position, backslash);
    if (backslash >= end) return;
    const letter = bytes[backslash + 1] as number;
    position = backslash + 2;
    if (letter === UNICODE) {
      const unit = hexUnit(bytes, position);
      position += 4;
      const low = isHigh(unit) && bytes[position] === BACKSLASH && bytes[position + 1] === UNICODE;
      const second = low ? hexUnit(bytes, position + 2) : 0;
      if (isLow(second)) position += 6;
      writeCodePoint(out, isLow(second) ? 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00) : unit);
    } else out.byte(SHORT[letter] ?? letter);
  }
}

function nextEscape(bytes: Buffer, start: number, end: number): number {
  let position = start;
  while (position < end && bytes[position] !== BACKSLASH) position += 1;
  return position;
}

function hexUnit(bytes: Buffer, start: number): number {
  return Number.parseInt(bytes.toString("latin1", start, start + 4), 16);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function writeCodePoint(out: MessageBuffer, point: number): void {
  const value = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
  if (value < 0x80) out.byte(value);
  else if (value < 0x800) {
    out.byte(0xc0 | (value >> 6));
    out.byte(0x80 | (value & 63));
  } else if (value < 0x10000) {
    out.byte(0xe0 | (value >> 12));
    out.byte(0x80 | ((value >> 6) & 63));
    out.byte(0x80 | (value & 63));
  } else {
    out.byte(0xf0 | (value >> 18));
    out.byte(0x80 | ((value >> 12) & 63));
    out.byte(0x80 | ((value >> 6) & 63));
    out.byte(0x80 | (value & 63));
  }
}
