/**
 * One record of a segment file:
 *
 * ```
 * u32 length and mark | u32 crc32 | u8 type | payload          (little endian)
 * ```
 *
 * The low 24 bits of the first word are the length of type and payload, which the checksum covers; the high 8 bits are a mark.
 * A page of zeros, a tail of 0xff bytes and most text are therefore no frame at the first look.
 */
export const FRAME_OVERHEAD = 9;

/** The longest payload of a frame. */
export const MAX_PAYLOAD_BYTES: number = 0xffffff - 1;

export const FRAME_TYPES = {
  /** One record, with the prefix of `item-frame.ts`. */
  item: 1,
  /** An instrumentation scope that items refer to. */
  scope: 2,
  /** The resource of the items that follow. */
  resource: 3,
  /** A span that began: 8 bytes of span id, then the span so far. */
  start: 4,
  /** The 8 bytes of the id of a span that ended without a record. */
  end: 5,
  /** Who wrote the segment; the end of what each segment begins with. */
  header: 6,
  /** The writer went on in its next segment, so this one does not tell what was open at its end. */
  continued: 7,
  /** A record that a backend refused. */
  deadLetter: 8,
  /** A text that spliced items refer to: its id, then its bytes. */
  piece: 9,
  /** As an item, with texts that belong in it: `spliced-frames.ts`. */
  spliced: 10,
  /** As a start, with texts that belong in the span. */
  splicedStart: 11,
} as const;

export type FrameType = (typeof FRAME_TYPES)[keyof typeof FRAME_TYPES];

const MARK = 0xa5;
const LENGTH_BYTES = 8;
const LAST_TYPE = 11;
/** How much is read in search of the next intact frame after a damaged one, as a multiple of what was to be scanned. */
const SEARCH_FACTOR = 8;

/** Fills in the head of a frame whose payload stands at `start + FRAME_OVERHEAD` already. */
export function sealFrame(buffer: Uint8Array, start: number, type: FrameType, payloadBytes: number): void {
  const length = payloadBytes + 1;
  buffer[start + 8] = type;
  const crc = crc32(buffer.subarray(start + LENGTH_BYTES, start + LENGTH_BYTES + length));
  writeUint32(buffer, start, (length | (MARK << 24)) >>> 0);
  writeUint32(buffer, start + 4, crc);
}

/** A frame of its own around a small payload. */
export function makeFrame(type: FrameType, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const frame = new Uint8Array(FRAME_OVERHEAD + length);
  let position = FRAME_OVERHEAD;
  for (const part of parts) {
    frame.set(part, position);
    position += part.byteLength;
  }
  sealFrame(frame, 0, type, length);
  return frame;
}

/** Sees each intact frame: its type, where its payload begins, where the frame ends. */
export type FrameVisitor = (type: FrameType, payloadStart: number, end: number) => void;

export interface FrameScan {
  /** Where the last intact frame ends. */
  readonly end: number;
  /** Damaged stretches that an intact frame follows, or that end where the bytes end. */
  readonly corrupt: number;
  /** Whether bytes are left after the last intact frame: a write that was cut short, or a damaged end. */
  readonly torn: boolean;
}

/**
 * Visits the intact frames between two offsets. A damaged frame is stepped over: the next place where mark, length, type
 * and checksum agree is the next frame. The work is bounded whatever the bytes say.
 */
export function scanFrames(bytes: Uint8Array, from: number, to: number, visit: FrameVisitor): FrameScan {
  const search = { budget: (to - from) * SEARCH_FACTOR };
  let position = from;
  let corrupt = 0;
  while (position < to) {
    let end = frameEnd(bytes, position, to);
    if (end < 0) {
      const next = nextFrame(bytes, position + 1, to, search);
      if (next < 0) break;
      corrupt += 1;
      position = next;
      end = position + LENGTH_BYTES + lengthAt(bytes, position);
    }
    visit((bytes[position + 8] ?? 0) as FrameType, position + FRAME_OVERHEAD, end);
    position = end;
  }
  return { end: position, corrupt, torn: position < to };
}

/** Where the frame at `position` ends; -1 when there is no intact one. */
function frameEnd(bytes: Uint8Array, position: number, to: number): number {
  const end = claimedEnd(bytes, position, to);
  return end > 0 && checksumHolds(bytes, position, end) ? end : -1;
}

function claimedEnd(bytes: Uint8Array, position: number, to: number): number {
  if (position + FRAME_OVERHEAD > to || bytes[position + 3] !== MARK) return -1;
  const length = lengthAt(bytes, position);
  const type = bytes[position + 8] ?? 0;
  if (length === 0 || type === 0 || type > LAST_TYPE) return -1;
  const end = position + LENGTH_BYTES + length;
  return end <= to ? end : -1;
}

function nextFrame(bytes: Uint8Array, from: number, to: number, search: { budget: number }): number {
  for (let mark = bytes.indexOf(MARK, from + 3); mark >= 0 && mark < to; mark = bytes.indexOf(MARK, mark + 1)) {
    const position = mark - 3;
    const end = claimedEnd(bytes, position, to);
    if (end < 0) continue;
    search.budget -= end - position;
    if (search.budget < 0) return -1;
    if (checksumHolds(bytes, position, end)) return position;
  }
  return -1;
}

function checksumHolds(bytes: Uint8Array, position: number, end: number): boolean {
  return readUint32(bytes, position + 4) === crc32(bytes.subarray(position + LENGTH_BYTES, end));
}

function lengthAt(bytes: Uint8Array, position: number): number {
  return readUint32(bytes, position) & 0xffffff;
}

let zlib: typeof import("node:zlib") | undefined;

export function crc32(bytes: Uint8Array): number {
  zlib ??= process.getBuiltinModule("node:zlib");
  return zlib.crc32(bytes);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
