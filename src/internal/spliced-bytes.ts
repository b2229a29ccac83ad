import type { EncodedText } from "./encoded-text.ts";

/** A text that belongs before the byte `at` of others. */
export interface Splice {
  readonly at: number;
  readonly text: EncodedText;
}

/** Encoded fields in which texts that other records hold as well are not copied: they stand aside, in the order of their places. */
export interface SplicedBytes {
  readonly bytes: Uint8Array;
  /** @defaultValue none */
  readonly splices?: readonly Splice[] | undefined;
}

/** How many bytes it is with its texts in their places. */
export function splicedLength({ bytes, splices }: SplicedBytes): number {
  let length = bytes.byteLength;
  if (splices !== undefined) for (const { text } of splices) length += text.byteLength;
  return length;
}

/** Puts the texts in their places; what has none stays as it is. */
export function joinSplices(spliced: SplicedBytes): Uint8Array {
  if (spliced.splices === undefined) return spliced.bytes;
  const joined = new Uint8Array(splicedLength(spliced));
  copySpliced(spliced, joined, 0);
  return joined;
}

/** Writes all of it into `target` from `start` on; returns where it ends. */
export function copySpliced({ bytes, splices }: SplicedBytes, target: Uint8Array, start: number): number {
  if (splices === undefined) {
    target.set(bytes, start);
    return start + bytes.byteLength;
  }
  let position = start;
  let from = 0;
  for (const { at, text } of splices) {
    target.set(bytes.subarray(from, at), position);
    position += at - from;
    from = at;
    for (const chunk of text.chunks) {
      // Commas and brackets.
      if (chunk.byteLength === 1) target[position] = chunk[0] as number;
      else target.set(chunk, position);
      position += chunk.byteLength;
    }
  }
  target.set(bytes.subarray(from), position);
  return position + bytes.byteLength - from;
}
