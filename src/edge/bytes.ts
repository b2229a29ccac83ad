/** `hex` is only written. */
type Encoding = "utf8" | "latin1" | "hex" | "base64" | "utf16le";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** As many characters as one call takes. */
const CHUNK = 8_192;

/** What this package uses of Node's `Buffer`, with the same results, where there is none. */
export class Bytes extends Uint8Array {
  static alloc(length: number): Bytes {
    return new Bytes(length);
  }

  static allocUnsafeSlow(length: number): Bytes {
    return new Bytes(length);
  }

  static isBuffer(value: unknown): value is Bytes {
    return value instanceof Bytes;
  }

  static byteLength(text: string): number {
    let bytes = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x80) bytes += 1;
      else if (code < 0x800) bytes += 2;
      else if (isPair(text, index)) {
        bytes += 4;
        index += 1;
      } else bytes += 3;
    }
    return bytes;
  }

  static concat(list: readonly Uint8Array[]): Bytes {
    const whole = new Bytes(list.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const part of list) {
      whole.set(part, at);
      at += part.byteLength;
    }
    return whole;
  }

  static override from(value: unknown, second?: unknown, length?: number): Bytes {
    if (typeof value === "string") return fromText(value, (second ?? "utf8") as Encoding);
    const isMemory = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
    return isMemory
      ? new Bytes(value as ArrayBuffer, second as number | undefined, length)
      : copyOf(value as ArrayLike<number>);
  }

  /** Writes text as UTF-8, no more than `length` bytes, and says how many. */
  write(text: string, at: number, length: number): number {
    return encoder.encodeInto(text, this.subarray(at, at + length)).written;
  }

  writeDoubleLE(value: number, at: number): number {
    this.#view().setFloat64(at, value, true);
    return at + 8;
  }

  writeUInt32LE(value: number, at: number): number {
    this.#view().setUint32(at, value, true);
    return at + 4;
  }

  writeBigInt64LE(value: bigint, at: number): number {
    this.#view().setBigInt64(at, value, true);
    return at + 8;
  }

  writeBigUInt64LE(value: bigint, at: number): number {
    this.#view().setBigUint64(at, value, true);
    return at + 8;
  }

  readDoubleLE(at: number): number {
    return this.#view().getFloat64(at, true);
  }

  readUInt32LE(at: number): number {
    return this.#view().getUint32(at, true);
  }

  override toString(encoding: Encoding = "utf8", start: number = 0, end: number = this.length): string {
    const part = start === 0 && end === this.length ? this : this.subarray(start, end);
    if (encoding === "utf8") return decoder.decode(part);
    if (encoding === "hex") return Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (encoding === "utf16le") return codesToText(toCodes(part));
    const binary = codesToText(part);
    return encoding === "base64" ? btoa(binary) : binary;
  }

  #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.byteLength);
  }
}

function isPair(text: string, index: number): boolean {
  const first = text.charCodeAt(index);
  const second = text.charCodeAt(index + 1);
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000;
}

function copyOf(list: ArrayLike<number>): Bytes {
  const bytes = new Bytes(list.length);
  bytes.set(list);
  return bytes;
}

function fromText(text: string, encoding: Encoding): Bytes {
  if (encoding === "utf8") {
    const bytes = encoder.encode(text);
    return new Bytes(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  if (encoding === "utf16le") {
    const bytes = new Bytes(text.length * 2);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      bytes[index * 2] = code & 0xff;
      bytes[index * 2 + 1] = code >> 8;
    }
    return bytes;
  }
  return fromBinary(encoding === "base64" ? binaryOf(text) : text);
}

/** As lenient as Node: both alphabets, anything else in between is passed over, and what follows `=` is not read. */
function binaryOf(base64: string): string {
  const digits = base64
    .replace(/=.*$/s, "")
    .replace(/[^A-Za-z0-9+/_-]/g, "")
    .replace(/-/g, "+")
    .replace(/_/g, "/");
  return atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
}

function fromBinary(binary: string): Bytes {
  const bytes = new Bytes(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function toCodes(bytes: Uint8Array): Uint16Array {
  const codes = new Uint16Array(bytes.length >> 1);
  for (let index = 0; index < codes.length; index += 1) {
    codes[index] = (bytes[index * 2] as number) | ((bytes[index * 2 + 1] as number) << 8);
  }
  return codes;
}

function codesToText(codes: Uint8Array | Uint16Array): string {
  let text = "";
  for (let at = 0; at < codes.length; at += CHUNK) text += String.fromCharCode(...codes.subarray(at, at + CHUNK));
  return text;
}
