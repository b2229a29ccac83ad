const FRAME = 0xfd2fb528;
/** The first of 16 numbers of frames that hold no content. */
const SKIPPABLE = 0x184d2a50;
const RUN_LENGTH = 1;

/**
 * Zstandard in pieces that end where a frame does: Node drops what follows the end of a frame in a piece, and files that were put together have several. What
 * is none comes as it is, and is refused where it is decompressed.
 */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(chunks);
  for (let magic = await bytes.take(4); magic.length > 0; magic = await bytes.take(4)) {
    const kind = magic.length === 4 ? magic.readUInt32LE() : 0;
    yield magic;
    if (kind === FRAME) yield* frame(bytes);
    else if ((kind & ~15) === SKIPPABLE) yield* skippable(bytes);
    else yield* bytes.rest();
  }
}

/** RFC 8878, 3.1.1: a header, blocks of which one says that it is the last, and maybe a checksum. */
async function* frame(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const descriptor = await bytes.take(1);
  const flags = descriptor[0] ?? 0;
  const isOneSegment = (flags >> 5) & 1;
  const sizes = [1 - isOneSegment, [0, 1, 2, 4][flags & 3], [isOneSegment, 2, 4, 8][flags >> 6]];
  yield Buffer.concat([descriptor, await bytes.take(sizes.reduce<number>((sum, size = 0) => sum + size, 0))]);
  for (let isLast = false; !isLast; ) {
    const head = await bytes.take(3);
    const word = head.length === 3 ? head.readUIntLE(0, 3) : 1;
    isLast = (word & 1) === 1;
    const length = ((word >> 1) & 3) === RUN_LENGTH ? 1 : word >> 3;
    const checksum = isLast && ((flags >> 2) & 1) === 1 ? 4 : 0;
    yield Buffer.concat([head, await bytes.take(length + checksum)]);
  }
}

async function* skippable(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const size = await bytes.take(4);
  yield size;
  for (let left = size.length === 4 ? size.readUInt32LE() : 0; left > 0; ) {
    const part = await bytes.take(Math.min(left, 65_536));
    if (part.length === 0) return;
    left -= part.length;
    yield part;
  }
}

class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) break;
        this.#held = next.value;
      }
      parts.push(this.#held.subarray(0, left));
      this.#held = this.#held.subarray(left);
      left -= parts.at(-1)?.length ?? 0;
    }
    return Buffer.concat(parts);
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let part = await this.take(65_536); part.length > 0; part = await this.take(65_536)) yield part;
  }
}
