import type { EncodedText } from "../../internal/encoded-text.ts";
import type { Splice, SplicedBytes } from "../../internal/spliced-bytes.ts";
import { writeAscii, writeHex, writeNumberPair, writeTextPair } from "./in-one-go.ts";
import type { KnownKey } from "./known-keys.ts";
import { varintSize } from "./scalars.ts";

/** Messages are written one after another into blocks of this size and handed out as views of them. */
const BLOCK_BYTES = 64 * 1024;
const SHORT_TEXT = 48;
const TWO_32 = 4_294_967_296;
/** The last time that fits into 64 bits of nanoseconds, in the year 2262. */
const MAX_MILLIS = 9_223_372_036_854;

/**
 * Writes protobuf fields into blocks of memory. A nested message reserves one byte for its length; a longer one is moved
 * when it ends, so that nothing is measured twice.
 */
export class ProtobufWriter {
  readonly #headRoom: number;
  #buffer: Buffer = Buffer.alloc(0);
  /** From here on the block holds nothing yet. */
  #free = 0;
  /** Where the message that is being written begins. */
  #start: number;
  #position: number;
  #markedBuffer: Buffer = this.#buffer;
  #markedAt = 0;
  #depth = 0;
  #splices: Splice[] | undefined;

  /** `headRoom` bytes before each message are left free for whoever gets it. */
  constructor(headRoom: number = 0) {
    this.#headRoom = headRoom;
    this.#start = headRoom;
    this.#position = headRoom;
  }

  /** What was written, never changed again; the writer is empty afterwards. */
  finish(): Uint8Array {
    this.#reserve(0);
    const bytes = this.#buffer.subarray(this.#start, this.#position);
    this.#free = this.#position;
    this.reset();
    return bytes;
  }

  /** As {@link finish}, with the texts that {@link spliceText} kept aside. */
  finishSpliced(): SplicedBytes {
    const splices = this.#splices;
    return { bytes: this.finish(), splices };
  }

  /** Forgets what was written since the last message was finished. */
  reset(): void {
    this.#depth = 0;
    this.#splices = undefined;
    this.#start = this.#free + this.#headRoom;
    this.#position = this.#start;
  }

  /** Remembers this place for {@link rewind}. */
  mark(): void {
    this.#markedBuffer = this.#buffer;
    this.#markedAt = this.#free;
  }

  /** Takes back the memory of every message finished since {@link mark}: nobody may use their bytes any more. */
  rewind(): void {
    this.#free = this.#buffer === this.#markedBuffer ? this.#markedAt : 0;
    this.reset();
  }

  /** Starts the nested message `field` and returns the mark that {@link end} takes. */
  begin(field: number): number {
    this.#tag(field, 2);
    this.#reserve(1);
    this.#position += 1;
    this.#depth += 1;
    return this.#position - this.#start;
  }

  end(offset: number): void {
    this.#depth -= 1;
    const length = this.#position - this.#start - offset;
    if (length < 128) {
      this.#buffer[this.#start + offset - 1] = length;
      return;
    }
    const extra = varintSize(length) - 1;
    this.#reserve(extra);
    const mark = this.#start + offset;
    this.#buffer.copyWithin(mark + extra, mark, this.#position);
    const end = this.#position + extra;
    this.#position = mark - 1;
    this.#varint(length);
    this.#position = end;
  }

  /** An unsigned number below 2^53. */
  uint(field: number, value: number): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  /** A whole number of 64 bits, negative ones as two's complement. */
  int64(field: number, value: number): void {
    this.#tag(field, 0);
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) this.#varint(value);
    else this.#varint64(BigInt.asUintN(64, BigInt(value)));
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#position = this.#buffer.writeDoubleLE(value, this.#position);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, 5);
    this.#reserve(4);
    this.#position = this.#buffer.writeUInt32LE(value >>> 0, this.#position);
  }

  /** A time in milliseconds since 1970 as nanoseconds, exact to the microsecond; 0 when it is no time after 1970. */
  timeNanos(field: number, millis: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    const micros = millis > 0 && millis < MAX_MILLIS ? Math.round(millis * 1000) : 0;
    const lowNanos = (micros % TWO_32) * 1000;
    this.#buffer.writeUInt32LE(lowNanos % TWO_32, this.#position);
    this.#buffer.writeUInt32LE(Math.floor(micros / TWO_32) * 1000 + Math.floor(lowNanos / TWO_32), this.#position + 4);
    this.#position += 8;
  }

  string(field: number, text: string): void {
    this.#tag(field, 2);
    if (text.length <= SHORT_TEXT && this.#shortAscii(text, text.length)) return;
    const length = Buffer.byteLength(text);
    this.#varint(length);
    this.#reserve(length);
    this.#buffer.write(text, this.#position, length);
    this.#position += length;
  }

  encodedText(field: number, text: EncodedText): void {
    this.#tag(field, 2);
    this.#varint(text.byteLength);
    for (const chunk of text.chunks) this.raw(chunk);
  }

  /** A `KeyValue` of a short text in one go, as most of a span are. False when it has to be written part by part: then nothing was written. */
  shortPair(field: number, key: KnownKey, text: string): boolean {
    const { bytes } = key;
    if (bytes === undefined || field >= 16) return false;
    const length = bytes.length + text.length + 4;
    if (length > 127) return false;
    this.#reserve(length + 2);
    const end = writeTextPair(this.#buffer, this.#position, field, key, bytes, text);
    if (end < 0) return false;
    this.#position = end;
    return true;
  }

  /** A `KeyValue` of a fraction, or of a whole number from 0 to 2^31, in one go. False as for {@link shortPair}. */
  numberPair(field: number, { bytes }: KnownKey, value: number): boolean {
    if (bytes === undefined || field >= 16) return false;
    if (Number.isInteger(value) && (value < 0 || value >= 2 ** 31)) return false;
    this.#reserve(bytes.length + 20);
    this.#position = writeNumberPair(this.#buffer, this.#position, field, bytes, value);
    return true;
  }

  /** Whether {@link spliceText} may be used here: what holds a text that is kept aside must not be nested itself. */
  get canSplice(): boolean {
    return this.#depth === 0;
  }

  /** A `KeyValue` whose value is a text that is not copied: it is handed out by {@link finishSpliced}. */
  spliceText(field: number, key: string, text: EncodedText): void {
    const keyLength = Buffer.byteLength(key);
    const valueLength = 1 + varintSize(text.byteLength) + text.byteLength;
    this.#tag(field, 2);
    this.#varint(1 + varintSize(keyLength) + keyLength + 1 + varintSize(valueLength) + valueLength);
    this.string(1, key);
    this.#tag(2, 2);
    this.#varint(valueLength);
    this.#tag(1, 2);
    this.#varint(text.byteLength);
    this.#keep(this.#position - this.#start, text);
  }

  /** Fields that were encoded before, with what they keep aside. */
  spliced({ bytes, splices = [] }: SplicedBytes): void {
    const start = this.#position - this.#start;
    this.raw(bytes);
    for (const { at, text } of splices) this.#keep(start + at, text);
  }

  /** An even number of hex digits as bytes; anything else becomes empty. */
  hex(field: number, digits: string): void {
    this.#tag(field, 2);
    const length = digits.length >> 1;
    this.#reserve(length + 1);
    this.#position = writeHex(this.#buffer, this.#position, digits);
  }

  /** Bytes that are fields already. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, this.#position);
    this.#position += bytes.byteLength;
  }

  #keep(at: number, text: EncodedText): void {
    this.#splices ??= [];
    this.#splices.push({ at, text });
  }

  #shortAscii(text: string, length: number): boolean {
    this.#reserve(length + 1);
    const end = writeAscii(this.#buffer, this.#position + 1, text);
    if (end < 0) return false;
    this.#buffer[this.#position] = length;
    this.#position = end;
    return true;
  }

  #tag(field: number, wireType: number): void {
    if (field >= 16) {
      this.#varint(field * 8 + wireType);
      return;
    }
    this.#reserve(1);
    this.#buffer[this.#position++] = field * 8 + wireType;
  }

  #varint(value: number): void {
    this.#reserve(10);
    if (value < 128) {
      this.#buffer[this.#position++] = value;
      return;
    }
    const buffer = this.#buffer;
    let position = this.#position;
    let rest = value;
    while (rest >= TWO_32) {
      buffer[position++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      buffer[position++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[position++] = rest;
    this.#position = position;
  }

  #varint64(value: bigint): void {
    let rest = value;
    this.#reserve(10);
    while (rest >= 128n) {
      this.#buffer[this.#position++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#buffer[this.#position++] = Number(rest);
  }

  #reserve(bytes: number): void {
    if (this.#position + bytes <= this.#buffer.length) return;
    const written = this.#position - this.#start;
    const block = Buffer.allocUnsafeSlow(Math.max((written + bytes) * 2 + this.#headRoom, BLOCK_BYTES));
    block.set(this.#buffer.subarray(this.#start, this.#position), this.#headRoom);
    this.#buffer = block;
    this.#free = 0;
    this.#start = this.#headRoom;
    this.#position = this.#start + written;
  }
}
