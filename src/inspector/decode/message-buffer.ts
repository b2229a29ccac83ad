import { OversizedOtlp } from "../model/otlp-errors.ts";

/** Fewer bytes are copied one by one: a call takes longer. */
const SHORT = 32;

/**
 * Protobuf messages that are being written. A nested message reserves one byte for its length and is moved when it needs more.
 *
 * @throws OversizedOtlp from every method that writes, when there are more bytes than allowed
 */
export class MessageBuffer {
  readonly #limit: number;
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number, limit: number) {
    this.#limit = limit;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(capacity, 256), limit));
  }

  /** What was written. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Starts a nested message; what it returns is for {@link end}. */
  begin(field: number): number {
    this.varint(field * 8 + 2);
    this.byte(0);
    return this.#length;
  }

  end(start: number): void {
    const length = this.#length - start;
    if (length < 128) {
      this.#bytes[start - 1] = length;
      return;
    }
    const extra = varintSize(length) - 1;
    this.#reserve(extra);
    this.#bytes.copyWithin(start + extra, start, this.#length);
    // There is room for a varint where the message stands, which is longer: growing here would leave the message behind.
    this.#length = start - 1;
    this.varint(length);
    this.#length += length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** An unsigned number up to 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** The lowest 64 bits of an integer. */
  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      this.byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#length);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  copy(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    if (end - start > SHORT) this.#length += source.copy(this.#bytes, this.#length, start, end);
    else for (let index = start; index < end; index++) this.#bytes[this.#length++] = source[index] as number;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.byteLength) return;
    if (needed > this.#limit + 16) throw new OversizedOtlp(`more than ${this.#limit} bytes`);
    const grown = Buffer.allocUnsafeSlow(Math.min(Math.max(needed, this.#bytes.byteLength * 2), this.#limit + 16));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}
