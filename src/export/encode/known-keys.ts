import { TextEncoder } from "node:util";

/** Beyond it the keys are learnt again: a span has at most 128, and a program a few hundred. */
const MAX_KEYS = 1_000;
const MAX_KEY_CHARS = 100;
/** Of key and text together, so that the length of each part is one byte. */
const MAX_PAIR_BYTES = 121;

/** A key of attributes as it is written: records have few different ones, and the same in each. */
export class KnownKey {
  readonly name: string;
  /** The field of a `KeyValue`, tag and length included; undefined when it is long or no ASCII. */
  readonly bytes: Uint8Array | undefined;
  /** In which record it was seen last, and as which of its attributes. */
  round = 0;
  place = 0;
  #text: string | undefined;
  #pair: Uint8Array | undefined;

  constructor(name: string) {
    this.name = name;
    const isShort = name.length <= MAX_KEY_CHARS && isAscii(name);
    this.bytes = isShort ? field(0x0a, encoder.encode(name)) : undefined;
  }

  /** The `KeyValue` of a text, its length included, when it is short and the same as it was the last time; else undefined. */
  pairOf(text: string): Uint8Array | undefined {
    if (text === this.#text) {
      this.#pair ??= this.#encode(text);
      return this.#pair;
    }
    const isShort = this.bytes !== undefined && this.bytes.length + text.length + 4 <= MAX_PAIR_BYTES;
    this.#text = isShort ? text : undefined;
    this.#pair = undefined;
    return undefined;
  }

  #encode(text: string): Uint8Array | undefined {
    if (this.bytes === undefined || !isAscii(text)) return undefined;
    const value = field(0x12, field(0x0a, encoder.encode(text)));
    return Uint8Array.of(this.bytes.length + value.length, ...this.bytes, ...value);
  }
}

const encoder = new TextEncoder();
const keys = new Map<string, KnownKey>();

export function knownKey(name: string): KnownKey {
  return keys.get(name) ?? learn(name);
}

/** Keeps what is known within its bounds; to be called between records. */
export function forgetTooManyKeys(): void {
  if (keys.size > MAX_KEYS) keys.clear();
}

function learn(name: string): KnownKey {
  const known = new KnownKey(name);
  keys.set(name, known);
  return known;
}

/** A field of fewer than 128 bytes. */
function field(tag: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(tag, bytes.length, ...bytes);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}
