import { EncodedText } from "../../internal/encoded-text.ts";
import { type Splice, type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import { type AppendedItem, PREFIX_BYTES, writeItemPrefix } from "./item-frame.ts";
import { MIN_PIECE_BYTES, type PieceTable } from "./piece-table.ts";
import {
  FRAME_OVERHEAD,
  FRAME_TYPES,
  type FrameType,
  MAX_PAYLOAD_BYTES,
  readUint32,
  sealFrame,
  writeUint32,
} from "./record-frame.ts";

/*
 * A spliced item has the prefix of an item, a spliced start that of a start. Behind it stand `u32 length of the fields | fields`, then for
 * each text that belongs in them `u32 place | u32 number of chunks | chunks`. A chunk is `u32 id` of a piece, or
 * `u32 LITERAL + length | bytes`. A piece stands before the first that refers to it, in the same segment, as `u32 id | bytes`.
 */
const LITERAL = 0x80000000;
const WORD = 4;
const PIECE_OVERHEAD: number = FRAME_OVERHEAD + WORD;
/** Memory that is used again for each record. */
const SCRATCH_BYTES = 256 * 1024;
let scratch: Uint8Array | undefined;

/** Puts a record and those of its pieces that the segment does not have yet together, as bytes to be written at once. */
export class SplicedFrames {
  readonly #table: PieceTable;
  #buffer: Uint8Array = new Uint8Array(0);
  /** What stands for each chunk of the record: good as long as the table is of this generation. */
  #words: number[] = [];
  #generation = 0;
  #added: Uint8Array[] = [];
  /** The chunks of the record before: a conversation's begin with the same. */
  #last: readonly Uint8Array[] = [];
  #frameStart = 0;
  #length = 0;

  /** `table` is that of the segment they are written to. */
  constructor(table: PieceTable) {
    this.#table = table;
  }

  /** What was put together; valid until anything else is. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** Where the prefix of the record is to be filled in before {@link seal}. */
  get prefixStart(): number {
    return this.#frameStart + FRAME_OVERHEAD;
  }

  /** As {@link compose}, to be finished by {@link sealItem}. */
  composeItem({ buffer, offset, length }: AppendedItem, splices: readonly Splice[]): number {
    return this.compose(buffer.subarray(offset, offset + length), splices, PREFIX_BYTES);
  }

  sealItem(count: number, scope: number, ends: string | undefined): void {
    writeItemPrefix(this.#buffer, this.prefixStart, count, scope, ends);
    this.seal(FRAME_TYPES.spliced);
  }

  /** @returns how many bytes of {@link buffer} are to be written after {@link seal} */
  compose(fields: Uint8Array, splices: readonly Splice[], prefixBytes: number): number {
    this.#added = [];
    const known = this.#table.generation === this.#generation ? this.#last : [];
    this.#generation = this.#table.generation;
    this.#last = splices[0]?.text.chunks ?? [];
    let same = true;
    let next = 0;
    let frameBytes = FRAME_OVERHEAD + prefixBytes + WORD + fields.byteLength;
    for (const { text } of splices) {
      frameBytes += WORD * (2 + text.chunks.length);
      for (const chunk of text.chunks) {
        same = same && chunk === known[next];
        if (!same) this.#words[next] = this.#wordFor(chunk);
        if ((this.#words[next] as number) >= LITERAL) frameBytes += chunk.byteLength;
        next += 1;
      }
    }
    let pieceBytes = 0;
    for (const piece of this.#added) pieceBytes += PIECE_OVERHEAD + piece.byteLength;
    this.#frameStart = pieceBytes;
    this.#length = pieceBytes + frameBytes;
    this.#makeRoom(this.#length);
    this.#writePieces();
    const fieldsStart = this.prefixStart + prefixBytes + WORD;
    writeUint32(this.#buffer, fieldsStart - WORD, fields.byteLength);
    this.#buffer.set(fields, fieldsStart);
    this.#writeTexts(splices, fieldsStart + fields.byteLength);
    return this.#length;
  }

  seal(type: FrameType): void {
    sealFrame(this.#buffer, this.#frameStart, type, this.#length - this.prefixStart);
  }

  /** Says that what was put together last is not in the segment. */
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
      scratch ??= new Uint8Array(SCRATCH_BYTES);
      this.#buffer = scratch;
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
 * The record between two offsets, behind its prefix. Undefined when a piece that it refers to is missing, or when
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
