const SLOTS = 4096;
/** Longer texts seldom come twice. */
const MAX_BYTES = 64;

/**
 * Texts of late, so that one that comes again, as keys, models and session ids do, is the same string: made once, held once.
 * Bounded; a text that falls on the slot of another takes its place.
 */
export class RecentTexts {
  readonly #texts: string[] = new Array<string>(SLOTS).fill("");
  /** The bytes of each text at its slot: to compare them takes half of what the characters of a string take. */
  readonly #bytes: Uint8Array = new Uint8Array(SLOTS * MAX_BYTES);

  /** The text of the bytes; what is no UTF-8 becomes U+FFFD. */
  read(bytes: Buffer, start: number, end: number): string {
    if (end - start > MAX_BYTES) return bytes.toString("utf8", start, end);
    const slot = slotOf(bytes, start, end);
    const known = this.#texts[slot] as string;
    if (known.length === end - start && areEqual(this.#bytes, slot * MAX_BYTES, bytes, start, end)) return known;
    if (!isAscii(bytes, start, end)) return bytes.toString("utf8", start, end);
    const text = bytes.toString("latin1", start, end);
    this.#texts[slot] = text;
    bytes.copy(this.#bytes, slot * MAX_BYTES, start, end);
    return text;
  }
}

/** From the length and some bytes, most of them at the end: texts begin alike. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let index = end - 1, step = 1; index >= start; index -= step, step += 1)
    hash = Math.imul(hash, 31) + (bytes[index] as number);
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let all = 0;
  for (let index = start; index < end; index += 1) all |= bytes[index] as number;
  return all < 128;
}

function areEqual(kept: Uint8Array, from: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start, at = from; index < end; index += 1, at += 1) if (kept[at] !== bytes[index]) return false;
  return true;
}
