import { TextDecoder, TextEncoder } from "node:util";
/**
 * Text that is already UTF-8, kept as the pieces it was made of.
 *
 * A conversation is sent again with every model call. Its messages are encoded once, each into one piece, and every later
 * attribute is a list of the same pieces: nothing is encoded or copied again until the bytes of a request are put together.
 */
export class EncodedText {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
  /** Later texts will hold the same chunks: whoever keeps texts does well to keep each chunk once. */
  readonly recurs: boolean;

  constructor(chunks: readonly Uint8Array[], recurs: boolean = false) {
    this.chunks = chunks;
    this.recurs = recurs;
    let length = 0;
    for (const chunk of chunks) length += chunk.byteLength;
    this.byteLength = length;
  }

  static from(text: string): EncodedText {
    return new EncodedText([encoder.encode(text)]);
  }

  /** The text as a string; decoded on each call. */
  toString(): string {
    if (this.chunks.length === 1) return decoder.decode(this.chunks[0]);
    const bytes = new Uint8Array(this.byteLength);
    let offset = 0;
    for (const chunk of this.chunks) {
      bytes.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return decoder.decode(bytes);
  }

  toJSON(): string {
    return this.toString();
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
