import { ITEM_HEAD_BYTES, NO_SCOPE, sealItem } from "./item-frame.ts";
import type { OwnedSegment } from "./owned-segment.ts";
import { type SpanStart, scopeFrame, scopeJson } from "./record-context.ts";
import { PREAMBLE_BYTES } from "./segment-header.ts";
import { parseSegmentName } from "./segment-name.ts";
import { MAX_SEGMENT_BYTES, newSegmentState, readRecords } from "./segment-reader.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** What the fields that end an interrupted span are made of. */
export interface InterruptedSpan extends SpanStart {
  /** When its process last gave a sign of life; milliseconds since 1970. */
  readonly lastSignMillis: number;
}

/** Encoded `Span` fields to put behind the span so far: end time, status, attributes. Undefined gives the span up. */
export type EndInterrupted = (span: InterruptedSpan) => Uint8Array | undefined;

/** Whether it is this segment that tells what was open when its writer died: the last one that was begun in full. */
export async function isWitness(fs: SpoolFs, folder: string, { name, state }: OwnedSegment): Promise<boolean> {
  if (state.header === undefined || state.continued) return false;
  const { join } = process.getBuiltinModule("node:path");
  for (const fileName of await fs.list(folder)) {
    const other = parseSegmentName(fileName);
    // Not only the next one: that may be settled and removed already.
    if (other === undefined || other.writer !== name.writer || other.sequence <= name.sequence) continue;
    if (await hasHeader(fs, join(folder, fileName))) return false;
  }
  return true;
}

/** Rejects when the file is renamed meanwhile, which another owner does: then there is no answer yet. */
async function hasHeader(fs: SpoolFs, path: string): Promise<boolean> {
  const facts = await fs.lookUp(path);
  if (facts === undefined) throw Object.assign(new Error("taken by another"), { code: "ENOENT" });
  const { size } = facts;
  const state = newSegmentState();
  readRecords(await fs.read(path, 0, Math.min(size, MAX_SEGMENT_BYTES)), 0, PREAMBLE_BYTES, state, () => undefined);
  return state.header !== undefined;
}

/**
 * Ends the spans that were open when the writer of a segment died, by adding the missing records to the segment itself. Each
 * is there in full or not at all, so that a death in the middle of this leaves the rest to the next owner, and none twice.
 *
 * @returns how many were added
 * @throws what the file system says when they cannot be written
 */
export function recoverStarts(fs: SpoolFs, segment: OwnedSegment, endInterrupted: EndInterrupted): number {
  const { open, scopes } = segment.state;
  if (open.size === 0) return 0;
  const frames: Uint8Array[] = [];
  const indexes = new Map([...scopes].map(([index, scope]) => [scopeJson(scope), index]));
  let unused = Math.max(-1, ...scopes.keys()) + 1;
  let recovered = 0;
  for (const start of open.values()) {
    const end = endInterrupted({ ...start, lastSignMillis: segment.lastSignMillis });
    if (end === undefined) continue;
    const json = scopeJson(start.scope);
    let index = indexes.get(json);
    if (index === undefined) {
      index = Math.min(unused++, NO_SCOPE);
      indexes.set(json, index);
      frames.push(scopeFrame(index, json));
    }
    frames.push(itemFrame(start, end, index));
    recovered += 1;
  }
  if (recovered > 0) appendAll(fs, segment, Buffer.concat(frames));
  return recovered;
}

function itemFrame({ span, spanId }: SpanStart, end: Uint8Array, scope: number): Uint8Array {
  const length = span.byteLength + end.byteLength;
  const frame = new Uint8Array(ITEM_HEAD_BYTES + length);
  frame.set(span, ITEM_HEAD_BYTES);
  frame.set(end, ITEM_HEAD_BYTES + span.byteLength);
  sealItem(frame, ITEM_HEAD_BYTES, length, 1, scope, spanId);
  return frame;
}

function appendAll(fs: SpoolFs, segment: OwnedSegment, bytes: Uint8Array): void {
  if (segment.torn) fs.truncate(segment.path, segment.readTo);
  const handle = fs.openAppend(segment.path);
  try {
    for (let written = 0; written < bytes.byteLength; ) {
      const count = fs.write(handle, bytes, written, bytes.byteLength - written);
      if (count <= 0) throw new Error("nothing was written");
      written += count;
    }
  } finally {
    // What was written in part is a torn tail: the next look cuts it off.
    fs.close(handle);
  }
}
