import { crc32, readUint32, writeUint32 } from "./record-frame.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** `u32 offset | u32 crc32 of it`. */
const CURSOR_BYTES = 8;

/** The offset below which everything in a segment is settled; 0 when the file is missing, damaged or something else. */
export function readCursor(fs: SpoolFs, path: string, segmentBytes: number): number {
  let bytes: Uint8Array;
  try {
    if (fs.facts(path)?.kind !== "file") return 0;
    bytes = fs.readHead(path, CURSOR_BYTES);
  } catch {
    return 0;
  }
  if (bytes.byteLength !== CURSOR_BYTES || readUint32(bytes, 4) !== crc32(bytes.subarray(0, 4))) return 0;
  const offset = readUint32(bytes, 0);
  return offset <= segmentBytes ? offset : 0;
}

/** False when it could not be written: the records above the old offset are sent again after a restart. */
export function writeCursor(fs: SpoolFs, path: string, offset: number): boolean {
  const bytes = new Uint8Array(CURSOR_BYTES);
  writeUint32(bytes, 0, offset);
  writeUint32(bytes, 4, crc32(bytes.subarray(0, 4)));
  try {
    fs.writeHead(path, bytes);
    return true;
  } catch {
    return false;
  }
}
