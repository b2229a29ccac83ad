import { MalformedOtlp } from "../model/otlp-errors.ts";
import { texts } from "./values.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** How deep what is passed over may be nested. */
const MAX_SKIPPED_DEPTH = 200;
const MAX_NUMBER_LENGTH = 128;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A text between its quotes, as it is written. */
export interface QuotedText {
  readonly start: number;
  readonly end: number;
  readonly hasEscapes: boolean;
}

/**
 * Reads JSON from bytes, token by token, so that a request is never held as objects.
 *
 * @throws MalformedOtlp from every method that reads
 */
export class JsonReader {
  readonly bytes: Buffer;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Calls `member` with each key; it must read the value. */
  object(member: (key: string) => void): void {
    this.#expect(OPEN_OBJECT);
    if (this.#accept(CLOSE_OBJECT)) return;
    do {
      const key = this.text();
      this.#expect(COLON);
      member(key);
    } while (this.#accept(COMMA));
    this.#expect(CLOSE_OBJECT);
  }

  /** Calls `item` for each value of a list; it must read it. */
  list(item: () => void): void {
    this.#expect(OPEN_LIST);
    if (this.#accept(CLOSE_LIST)) return;
    do item();
    while (this.#accept(COMMA));
    this.#expect(CLOSE_LIST);
  }

  /** Whether a text comes next. */
  isText(): boolean {
    return this.#peek() === QUOTE;
  }

  /** Whether `null` came; it stands for a field that is not there. */
  acceptNull(): boolean {
    return this.#peek() === 0x6e && this.#word("null");
  }

  bool(): boolean {
    const isTrue = this.#peek() === 0x74;
    if (!this.#word(isTrue ? "true" : "false")) throw this.malformed();
    return isTrue;
  }

  /** A number as it is written. */
  number(): string {
    this.#peek();
    const start = this.position;
    let end = start;
    while (end < this.bytes.byteLength && end - start <= MAX_NUMBER_LENGTH && isOfNumber(this.bytes[end] as number))
      end++;
    const text = this.bytes.toString("latin1", start, end);
    if (!NUMBER.test(text)) throw this.malformed();
    this.position = end;
    return text;
  }

  /** Where the text that comes next stands. */
  quoted(): QuotedText {
    this.#expect(QUOTE);
    const { bytes, position: start } = this;
    let hasEscapes = false;
    for (let end = start; end < bytes.byteLength; end++) {
      const byte = bytes[end] as number;
      if (byte === QUOTE) {
        this.position = end + 1;
        return { start, end, hasEscapes };
      }
      if (byte === BACKSLASH) {
        hasEscapes = true;
        end += 1;
        if (!isEscape(bytes, end)) break;
      } else if (byte < 0x20) break;
    }
    throw this.malformed();
  }

  /** The text that comes next. */
  text(): string {
    const { start, end, hasEscapes } = this.quoted();
    return hasEscapes
      ? (JSON.parse(this.bytes.toString("utf8", start - 1, end + 1)) as string)
      : texts.read(this.bytes, start, end);
  }

  /** Passes over a value, whatever it is. */
  skip(depth: number = 0): void {
    if (depth > MAX_SKIPPED_DEPTH) throw new MalformedOtlp("JSON that is nested too deeply");
    const first = this.#peek();
    if (first === OPEN_OBJECT) this.object(() => this.skip(depth + 1));
    else if (first === OPEN_LIST) this.list(() => this.skip(depth + 1));
    else if (first === QUOTE) this.quoted();
    else if (first === 0x74 || first === 0x66) this.bool();
    else if (!this.acceptNull()) this.number();
  }

  /** Moves to what comes next and gives its place. */
  next(): number {
    this.#peek();
    return this.position;
  }

  /** @throws MalformedOtlp when more than white space is left */
  end(): void {
    if (this.#peek() !== -1) throw this.malformed();
  }

  malformed(): MalformedOtlp {
    return new MalformedOtlp(`the JSON is malformed, or has a value of another type, at byte ${this.position}`);
  }

  /** The next byte that is no white space, -1 at the end. */
  #peek(): number {
    const { bytes } = this;
    while (this.position < bytes.byteLength) {
      const byte = bytes[this.position] as number;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.position += 1;
    }
    return -1;
  }

  #accept(byte: number): boolean {
    if (this.#peek() !== byte) return false;
    this.position += 1;
    return true;
  }

  #expect(byte: number): void {
    if (!this.#accept(byte)) throw this.malformed();
  }

  #word(word: string): boolean {
    const end = this.position + word.length;
    if (this.bytes.toString("latin1", this.position, end) !== word) return false;
    this.position = end;
    return true;
  }
}

/** Whether what follows a backslash is an escape that JSON has. */
function isEscape(bytes: Buffer, at: number): boolean {
  const letter = String.fromCharCode(bytes[at] ?? 0);
  if (letter === "u") return /^[0-9a-fA-F]{4}$/.test(bytes.toString("latin1", at + 1, at + 5));
  return '"\\/bfnrt'.includes(letter);
}

function isOfNumber(byte: number): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return isDigit || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45;
}
