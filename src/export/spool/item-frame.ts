import { type Splice, splicedLength } from "../../internal/spliced-bytes.ts";
import type { SpoolScope } from "./record-context.ts";
import { FRAME_OVERHEAD, FRAME_TYPES, readUint32, sealFrame, writeUint32 } from "./record-frame.ts";

/** `u32 records | u16 scope | 8 bytes of the id of the span it ends, or zeros`, before the encoded record. */
export const PREFIX_BYTES = 14;
export const SPAN_ID_BYTES = 8;

/** Bytes before the encoded record that a caller of `append` leaves free. */
export const ITEM_HEAD_BYTES: number = FRAME_OVERHEAD + PREFIX_BYTES;

/** The scope index of an item that has no scope: a metrics request. */
export const NO_SCOPE = 0xffff;

/** A record whose bytes stand at `offset` of `buffer`; {@link ITEM_HEAD_BYTES} before them are free to be written over. */
export interface AppendedItem {
  readonly buffer: Uint8Array;
  readonly offset: number;
  readonly length: number;
  /** Texts that belong in it. @defaultValue none */
  readonly splices?: readonly Splice[] | undefined;
  /** The records or data points it stands for. */
  readonly count: number;
  readonly scope?: SpoolScope | undefined;
  /** The span it ends, when its start was recorded: 16 hex digits. */
  readonly ends?: string | undefined;
}

/** How many bytes the record has with its texts. */
export function appendedLength({ buffer, offset, length, splices }: AppendedItem): number {
  return splices === undefined ? length : splicedLength({ bytes: buffer.subarray(offset, offset + length), splices });
}

/** Fills the free bytes before the record at `offset`. `ends` is a span id as 16 hex digits. */
export function sealItem(
  buffer: Uint8Array,
  offset: number,
  length: number,
  count: number,
  scope: number,
  ends: string | undefined,
): void {
  writeItemPrefix(buffer, offset - PREFIX_BYTES, count, scope, ends);
  sealFrame(buffer, offset - ITEM_HEAD_BYTES, FRAME_TYPES.item, PREFIX_BYTES + length);
}

export function writeItemPrefix(
  buffer: Uint8Array,
  at: number,
  count: number,
  scope: number,
  ends: string | undefined,
): void {
  writeUint32(buffer, at, count);
  buffer[at + 4] = scope;
  buffer[at + 5] = scope >>> 8;
  writeSpanId(buffer, at + 6, ends);
}

export interface ItemPrefix {
  readonly count: number;
  readonly scope: number;
  /** The span that the item ends, when its start was recorded. */
  readonly ends: string | undefined;
  /** Where the encoded record begins. */
  readonly bytesStart: number;
}

/** Undefined when the payload is too short to be an item. */
export function readItemPrefix(bytes: Buffer, payloadStart: number, end: number): ItemPrefix | undefined {
  if (end - payloadStart < PREFIX_BYTES) return undefined;
  const ends = payloadStart + 6;
  const endsNone = readUint32(bytes, ends) === 0 && readUint32(bytes, ends + 4) === 0;
  return {
    count: readUint32(bytes, payloadStart),
    scope: (bytes[payloadStart + 4] ?? 0) | ((bytes[payloadStart + 5] ?? 0) << 8),
    ends: endsNone ? undefined : readSpanId(bytes, ends),
    bytesStart: payloadStart + PREFIX_BYTES,
  };
}

export function readSpanId(bytes: Buffer, at: number): string {
  return bytes.toString("hex", at, at + SPAN_ID_BYTES);
}

/** Anything but 16 hex digits becomes zeros. */
export function writeSpanId(bytes: Uint8Array, at: number, id: string | undefined): void {
  const usable = id !== undefined && id.length === SPAN_ID_BYTES * 2;
  for (let index = 0; index < SPAN_ID_BYTES; index++) {
    bytes[at + index] = usable ? (hexDigit(id, index * 2) << 4) | hexDigit(id, index * 2 + 1) : 0;
  }
}

function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 0;
}
