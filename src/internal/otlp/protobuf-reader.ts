import { MalformedOtlp } from "./malformed-otlp.ts";

const TWO_32 = 4_294_967_296;
/** Microseconds since 1970 that are exact numbers; the year 2255. */
const MAX_MICROS = Number.MAX_SAFE_INTEGER;

/** Wire types, the lowest three bits of a tag. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/**
 * Reads protobuf strictly: never outside of the message, a varint of ten bytes at most, no groups, no field 0. Each method
 * takes the `end` of the message that is being read, so that nested messages need no reader of their own.
 *
 * @throws MalformedOtlp from every method that reads
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  readonly #memory: ArrayBufferLike;
  readonly #offset: number;
  position = 0;
  /** The halves of the last value of 64 bits. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array) {
    this.#memory = bytes.buffer;
    this.#offset = bytes.byteOffset;
    this.bytes = Buffer.from(this.#memory, this.#offset, bytes.byteLength);
  }

  /** Field number and wire type: `field << 3 | type`. */
  tag(end: number): number {
    const tag = this.varint(end);
    if (tag < 8 || tag >= TWO_32) throw new MalformedOtlp("a field has no valid number");
    return tag;
  }

  /** A varint as an unsigned number, exact up to 2^53; {@link low} and {@link high} are not set. */
  varint(end: number): number {
    const { position } = this;
    if (position < end) {
      const first = this.bytes[position] as number;
      if (first < 128) {
        this.position = position + 1;
        return first;
      }
    }
    this.varint64(end);
    return this.high * TWO_32 + this.low;
  }

  /** A varint into {@link low} and {@link high}; bits beyond 64 are dropped as every protobuf reader does. */
  varint64(end: number): void {
    let low = 0;
    let high = 0;
    const last = Math.min(end, this.position + 10);
    for (let position = this.position, shift = 0; position < last; position++, shift += 7) {
      const byte = this.bytes[position] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.position = position + 1;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new MalformedOtlp(last === end ? "the message is cut short" : "a varint is longer than ten bytes");
  }

  /** Where the bytes end that follow: a nested message, a text, an id. */
  span(end: number): number {
    const length = this.varint(end);
    if (length > end - this.position) throw new MalformedOtlp("a length is beyond the end of its message");
    return this.position + length;
  }

  /** Eight bytes into {@link low} and {@link high}. */
  fixed64(end: number): void {
    const at = this.#take(8, end);
    this.low = this.bytes.readUInt32LE(at);
    this.high = this.bytes.readUInt32LE(at + 4);
  }

  fixed32(end: number): number {
    return this.bytes.readUInt32LE(this.#take(4, end));
  }

  double(end: number): number {
    return this.bytes.readDoubleLE(this.#take(8, end));
  }

  /** Nanoseconds in 64 bits as microseconds, at most 2^53. */
  micros(end: number): number {
    this.fixed64(end);
    const micros = this.high * 4_294_967 + Math.floor((this.high * 296 + this.low) / 1000);
    return micros > MAX_MICROS ? MAX_MICROS : micros;
  }

  /** The last value of 64 bits as a signed integer: digits where a number is not exact. */
  int64(): number | string {
    const value = (this.high | 0) * TWO_32 + this.low;
    return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, this.bits()).toString();
  }

  /** The last value of 64 bits as a bigint, unsigned. */
  bits(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** The text from here to `end`; what is no UTF-8 becomes U+FFFD. */
  text(end: number): string {
    const text = this.bytes.toString("utf8", this.position, end);
    this.position = end;
    return text;
  }

  /** A view of the bytes from here to `end`. */
  view(end: number): Uint8Array {
    const view = new Uint8Array(this.#memory, this.#offset + this.position, end - this.position);
    this.position = end;
    return view;
  }

  /** Passes over the value of a field. */
  skip(tag: number, end: number): void {
    const type = tag & 7;
    if (type === BYTES) this.position = this.span(end);
    else if (type === VARINT) this.varint(end);
    else if (type === FIXED64) this.#take(8, end);
    else if (type === FIXED32) this.#take(4, end);
    else throw new MalformedOtlp(`wire type ${type}`);
  }

  #take(bytes: number, end: number): number {
    const at = this.position;
    if (bytes > end - at) throw new MalformedOtlp("the message is cut short");
    this.position = at + bytes;
    return at;
  }
}
