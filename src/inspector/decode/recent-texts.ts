const SLOTS = 4096;
/** Longer texts seldom come twice. */
const MAX_BYTES = 64;

/**
 * Texts of late, so that one that comes again, as keys, models and session ids do, is the same string: made once, held once.
 * Bounded; a text that falls on the slot of another takes its place.
 */
export class RecentTexts {
  readonly #texts: string[] = new Array<string>(SLOTS).fill("");

  /** The text of the bytes; what is no UTF-8 becomes U+FFFD. */
  read(bytes: Buffer, start: number, end: number): string {
    if (end - start > MAX_BYTES) return bytes.toString("utf8", start, end);
    let hash = end - start;
    let all = 0;
    for (let index = start; index < end; index++) {
      const byte = bytes[index] as number;
      hash = Math.imul(hash, 31) + byte;
      all |= byte;
    }
    if (all > 127) return bytes.toString("utf8", start, end);
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const known = this.#texts[slot] as string;
    if (isTextOf(known, bytes, start, end)) return known;
    const text = bytes.toString("latin1", start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isTextOf(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
