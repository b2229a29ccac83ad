import { EncodedText } from "../../internal/encoded-text.ts";
import { type Splice, type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import { type AppendedItem, PREFIX_BYTES, writeItemPrefix } from "./item-frame.ts";
import { MIN_PIECE_BYTES, type PieceTable } from "./piece-table.ts";
import { FRAME_OVERHEAD, FRAME_TYPES, MAX_PAYLOAD_BYTES, readUint32, sealFrame, writeUint32 } from "./record-frame.ts";

/*
 * A spliced item is the prefix of an item, then `u32 length of the fields | fields`, then for each text that belongs in them
 * `u32 place | u32 number of chunks | chunks`. A chunk is `u32 id` of a piece, or `u32 LITERAL + length | bytes`. A piece
 * stands before the first item that refers to it, in the same segment, as `u32 id | bytes`.
 */
const LITERAL = 0x80000000;
const WORD = 4;
const PIECE_OVERHEAD: number = FRAME_OVERHEAD + WORD;
const HEAD_BYTES: number = FRAME_OVERHEAD + PREFIX_BYTES + WORD;
/** Memory that is kept for the next item. */
const SCRATCH_BYTES = 256 * 1024;

/** Puts items and those of their pieces that the segment does not have yet together, as bytes to be written at once. */
export class SplicedItemWriter {
  readonly #table: PieceTable;
  #scratch: Uint8Array = new Uint8Array(0);
  #buffer: Uint8Array = this.#scratch;
  /** What stands for each chunk of the item: good as long as the table is of this generation. */
  #words: number[] = [];
  #generation = 0;
  #added: Uint8Array[] = [];
  /** The chunks of the item before: a conversation's begin with the same. */
  #last: readonly Uint8Array[] = [];
  #itemStart = 0;
  #length = 0;

  constructor(table: PieceTable) {
    this.#table = table;
  }

  /** What was put together; valid until the next item. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** @returns how many bytes of {@link buffer} are to be written after {@link seal} */
  compose(item: AppendedItem, splices: readonly Splice[]): number {
    this.#added = [];
    const known = this.#table.generation === this.#generation ? this.#last : [];
    this.#generation = this.#table.generation;
    this.#last = splices[0]?.text.chunks ?? [];
    let same = true;
    let next = 0;
    let itemBytes = HEAD_BYTES + item.length;
    for (const { text } of splices) {
      itemBytes += WORD * (2 + text.chunks.length);
      for (const chunk of text.chunks) {
        same = same && chunk === known[next];
        if (!same) this.#words[next] = this.#wordFor(chunk);
        if ((this.#words[next] as number) >= LITERAL) itemBytes += chunk.byteLength;
        next += 1;
      }
    }
    let pieceBytes = 0;
    for (const piece of this.#added) pieceBytes += PIECE_OVERHEAD + piece.byteLength;
    this.#itemStart = pieceBytes;
    this.#length = pieceBytes + itemBytes;
    this.#makeRoom(this.#length);
    this.#writePieces();
    this.#writeTexts(splices, this.#writeFields(item));
    return this.#length;
  }

  /** Fills in what is known only when the segment is. */
  seal(count: number, scope: number, ends: string | undefined): void {
    writeItemPrefix(this.#buffer, this.#itemStart + FRAME_OVERHEAD, count, scope, ends);
    const payloadBytes = this.#length - this.#itemStart - FRAME_OVERHEAD;
    sealFrame(this.#buffer, this.#itemStart, FRAME_TYPES.spliced, payloadBytes);
  }

  /** Says that what was put together is not in the segment. */
  takeBack(): void {
    this.#table.remove(this.#added);
    this.#added = [];
  }

  #wordFor(chunk: Uint8Array): number {
    const known = this.#table.idOf(chunk);
    if (known !== undefined) return known;
    const id = chunk.byteLength < MIN_PIECE_BYTES ? undefined : this.#table.add(chunk);
    if (id === undefined) return (LITERAL | chunk.byteLength) >>> 0;
    this.#added.push(chunk);
    return id;
  }

  #makeRoom(length: number): void {
    if (length > SCRATCH_BYTES) this.#buffer = new Uint8Array(length);
    else {
      if (this.#scratch.byteLength === 0) this.#scratch = new Uint8Array(SCRATCH_BYTES);
      this.#buffer = this.#scratch;
    }
  }

  #writePieces(): void {
    let position = 0;
    for (const piece of this.#added) {
      writeUint32(this.#buffer, position + FRAME_OVERHEAD, this.#table.idOf(piece) ?? 0);
      this.#buffer.set(piece, position + PIECE_OVERHEAD);
      sealFrame(this.#buffer, position, FRAME_TYPES.piece, WORD + piece.byteLength);
      position += PIECE_OVERHEAD + piece.byteLength;
    }
  }

  #writeFields({ buffer, offset, length }: AppendedItem): number {
    const start = this.#itemStart + HEAD_BYTES;
    writeUint32(this.#buffer, start - WORD, length);
    this.#buffer.set(buffer.subarray(offset, offset + length), start);
    return start + length;
  }

  #writeTexts(splices: readonly Splice[], start: number): void {
    const buffer = this.#buffer;
    let position = start;
    let next = 0;
    for (const { at, text } of splices) {
      writeUint32(buffer, position, at);
      writeUint32(buffer, position + WORD, text.chunks.length);
      position += 2 * WORD;
      for (const chunk of text.chunks) {
        const word = this.#words[next++] as number;
        writeUint32(buffer, position, word);
        position += WORD;
        if (word < LITERAL) continue;
        if (chunk.byteLength === 1) buffer[position] = chunk[0] as number;
        else buffer.set(chunk, position);
        position += chunk.byteLength;
      }
    }
  }
}

/** Undefined when the payload is no piece. */
export function readPiece(payload: Buffer): { readonly id: number; readonly bytes: Uint8Array } | undefined {
  return payload.byteLength < WORD ? undefined : { id: readUint32(payload, 0), bytes: payload.subarray(WORD) };
}

/**
 * The record between two offsets, behind the prefix of its item. Undefined when a piece that it refers to is missing, or when
 * it is not what the writer makes.
 */
export function readSpliced(
  bytes: Buffer,
  start: number,
  end: number,
  pieces: ReadonlyMap<number, Uint8Array>,
): SplicedBytes | undefined {
  const fieldsStart = start + WORD;
  if (fieldsStart > end) return undefined;
  let position = fieldsStart + readUint32(bytes, start);
  if (position > end) return undefined;
  const fields = bytes.subarray(fieldsStart, position);
  const splices: Splice[] = [];
  let last = 0;
  while (position < end) {
    if (position + 2 * WORD > end) return undefined;
    const at = readUint32(bytes, position);
    const read = readChunks(bytes, position + WORD, end, pieces);
    if (read === undefined || at < last || at > fields.byteLength) return undefined;
    splices.push({ at, text: new EncodedText(read.chunks, true) });
    last = at;
    position = read.end;
  }
  const spliced = { bytes: fields, splices };
  return splicedLength(spliced) > MAX_PAYLOAD_BYTES ? undefined : spliced;
}

function readChunks(
  bytes: Buffer,
  start: number,
  end: number,
  pieces: ReadonlyMap<number, Uint8Array>,
): { readonly chunks: readonly Uint8Array[]; readonly end: number } | undefined {
  const chunks: Uint8Array[] = [];
  let position = start + WORD;
  for (let left = readUint32(bytes, start); left > 0; left -= 1) {
    if (position + WORD > end) return undefined;
    const word = readUint32(bytes, position);
    position += WORD;
    const literalEnd = word < LITERAL ? position : position + (word - LITERAL);
    const chunk = word < LITERAL ? pieces.get(word) : bytes.subarray(position, literalEnd);
    if (chunk === undefined || literalEnd > end) return undefined;
    chunks.push(chunk);
    position = literalEnd;
  }
  return { chunks, end: position };
}
