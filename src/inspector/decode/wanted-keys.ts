const SLOTS = 1024;

interface Entry {
  readonly bytes: Uint8Array;
  readonly key: string;
  readonly next: Entry | undefined;
}

/** Finds which of some keys bytes are, without making a string of those that are none of them. */
export class WantedKeys {
  readonly #slots: (Entry | undefined)[] = Array.from({ length: SLOTS });

  constructor(keys: Iterable<string>) {
    for (const key of keys) {
      const bytes = new TextEncoder().encode(key);
      const slot = slotOf(bytes, 0, bytes.byteLength);
      this.#slots[slot] = { bytes, key, next: this.#slots[slot] };
    }
  }

  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    for (let entry = this.#slots[slotOf(bytes, start, end)]; entry !== undefined; entry = entry.next) {
      if (entry.bytes.byteLength === end - start && areEqual(entry.bytes, bytes, start)) return entry.key;
    }
    return undefined;
  }
}

/** From the length and some bytes: keys begin alike, so more of those at the end. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  let hash = length;
  hash = Math.imul(hash, 31) + (bytes[start] as number);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1 - (length >> 3)] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1 - (length >> 2)] as number);
  return (hash ^ (hash >>> 10)) & (SLOTS - 1);
}

function areEqual(a: Uint8Array, b: Uint8Array, start: number): boolean {
  for (let index = a.byteLength - 1; index >= 0; index--) if (a[index] !== b[start + index]) return false;
  return true;
}
