import { joinSplices, type SplicedBytes } from "../../internal/spliced-bytes.ts";
import { readItemPrefix, readSpanId, SPAN_ID_BYTES } from "./item-frame.ts";
import {
  readResource,
  readScope,
  readStart,
  type SpanStart,
  type SpoolResource,
  type SpoolScope,
} from "./record-context.ts";
import { FRAME_TYPES, type FrameScan, scanFrames } from "./record-frame.ts";
import { decodeHeader, type SegmentHeader } from "./segment-header.ts";
import { readPiece, readSpliced } from "./spliced-frames.ts";

/** More than any segment this code writes; what lies beyond is not read. */
export const MAX_SEGMENT_BYTES: number = 32 * 1024 * 1024;

/** An item as it stands in a segment. Its bytes and those of its texts are views of what was read. */
export interface StoredItem extends SplicedBytes {
  readonly count: number;
  /** Undefined for a metrics request, and when the record of the scope is damaged. */
  readonly scope: SpoolScope | undefined;
  readonly resource: SpoolResource | undefined;
  /** Where it ends in the segment. */
  readonly end: number;
}

/** What the records of a segment that were read so far say about those that follow. */
export interface SegmentState {
  readonly scopes: Map<number, SpoolScope>;
  /** Texts that items refer to; views of what was read. */
  readonly pieces: Map<number, Uint8Array>;
  /** Spans that began and did not end yet. */
  readonly open: Map<string, SpanStart>;
  resource: SpoolResource | undefined;
  header: SegmentHeader | undefined;
  /** The writer went on in another segment. */
  continued: boolean;
  /** Whether there was any intact record at all. */
  known: boolean;
}

export function newSegmentState(): SegmentState {
  const nothing = { resource: undefined, header: undefined, continued: false, known: false };
  return { scopes: new Map(), pieces: new Map(), open: new Map(), ...nothing };
}

/**
 * Reads the records in a piece of a segment that begins at offset `base` of the file. Never throws, whatever the bytes are.
 *
 * @param skip - bytes of the piece before the first record
 * @param onBroken - told of each item that cannot be had any more because a text that belongs in it is damaged
 */
export function readRecords(
  bytes: Buffer,
  base: number,
  skip: number,
  state: SegmentState,
  onItem: (item: StoredItem) => void,
  onBroken: (item: Pick<StoredItem, "count" | "end">) => void = () => undefined,
): FrameScan {
  const scan = scanFrames(bytes, skip, bytes.byteLength, (type, start, end) => {
    state.known = true;
    if (type === FRAME_TYPES.item || type === FRAME_TYPES.spliced) {
      const prefix = readItemPrefix(bytes, start, end);
      if (prefix === undefined) return;
      if (prefix.ends !== undefined) state.open.delete(prefix.ends);
      const { count, bytesStart } = prefix;
      const record =
        type === FRAME_TYPES.item
          ? { bytes: bytes.subarray(bytesStart, end) }
          : readSpliced(bytes, bytesStart, end, state.pieces);
      const item = { count, scope: state.scopes.get(prefix.scope), resource: state.resource, end: base + end };
      if (record === undefined) onBroken(item);
      else onItem({ ...record, ...item });
    } else readContext(type, bytes.subarray(start, end), state);
  });
  return { ...scan, end: base + scan.end };
}

function readContext(type: number, payload: Buffer, state: SegmentState): void {
  if (type === FRAME_TYPES.piece) {
    const piece = readPiece(payload);
    if (piece !== undefined) state.pieces.set(piece.id, piece.bytes);
  } else if (type === FRAME_TYPES.scope) {
    const known = readScope(payload);
    if (known !== undefined) state.scopes.set(known.index, known.scope);
  } else if (type === FRAME_TYPES.resource) state.resource = readResource(payload) ?? state.resource;
  else if (type === FRAME_TYPES.start) {
    const start = readStart(payload);
    if (start !== undefined) state.open.set(start.spanId, start);
  } else if (type === FRAME_TYPES.splicedStart) {
    const start = readStart(payload, (at) => {
      const span = readSpliced(payload, at, payload.byteLength, state.pieces);
      return span && joinSplices(span);
    });
    if (start !== undefined) state.open.set(start.spanId, start);
  } else if (type === FRAME_TYPES.end && payload.byteLength === SPAN_ID_BYTES)
    state.open.delete(readSpanId(payload, 0));
  else if (type === FRAME_TYPES.header) state.header ??= decodeHeader(payload);
  else if (type === FRAME_TYPES.continued) state.continued = true;
}
