/** Shorter ones are repeated: a piece of its own takes 13 bytes, and a lookup each time. */
export const MIN_PIECE_BYTES = 256;

/** What a segment may hold of pieces that later items can refer to; what is beyond is repeated in each item. */
const MAX_PIECES = 8192;
const MAX_BYTES = 4 * 1024 * 1024;

/** The pieces of text that stand in the segment that is being written, by identity. */
export class PieceTable {
  readonly #ids = new Map<Uint8Array, number>();
  readonly #maxPieces: number;
  #bytes = 0;
  #generation = 0;

  constructor(maxPieces: number = MAX_PIECES) {
    this.#maxPieces = maxPieces;
  }

  /** Another number whenever an id that was given out is no longer good. */
  get generation(): number {
    return this.#generation;
  }

  idOf(piece: Uint8Array): number | undefined {
    return this.#ids.get(piece);
  }

  /** The id of a piece that is to be written now; undefined when there is no room for it. */
  add(piece: Uint8Array): number | undefined {
    if (this.#ids.size >= this.#maxPieces || this.#bytes + piece.byteLength > MAX_BYTES) return undefined;
    const id = this.#ids.size;
    this.#ids.set(piece, id);
    this.#bytes += piece.byteLength;
    return id;
  }

  /** Takes pieces back that could not be written: the last that were added. */
  remove(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) if (this.#ids.delete(piece)) this.#bytes -= piece.byteLength;
    this.#generation += 1;
  }
}
