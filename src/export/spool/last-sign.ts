import { crc32, readUint32, writeUint32 } from "./record-frame.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** The cursor comes first in its file. */
const CURSOR_BYTES = 8;
/** `f64 milliseconds since 1970 | u32 crc32 of it`. */
const SIGN_BYTES = 12;

/**
 * When the writer of a segment last gave a sign of life, as an owner after it noted beside the cursor; undefined when none did: then it is the time of the
 * segment itself.
 *
 * @param path - of the cursor
 */
export function readLastSign(fs: SpoolFs, path: string): number | undefined {
  let bytes: Uint8Array;
  try {
    if (fs.facts(path)?.kind !== "file") return undefined;
    bytes = fs.readHead(path, CURSOR_BYTES + SIGN_BYTES).subarray(CURSOR_BYTES);
  } catch {
    return undefined;
  }
  if (bytes.byteLength !== SIGN_BYTES || readUint32(bytes, 8) !== crc32(bytes.subarray(0, 8))) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
}

/** For the owner alone, before it touches the segment. False when it could not be written: the next owner takes the touch for the last sign. */
export function writeLastSign(fs: SpoolFs, path: string, millis: number): boolean {
  const bytes = new Uint8Array(CURSOR_BYTES + SIGN_BYTES);
  bytes.set(cursorOf(fs, path));
  const sign = bytes.subarray(CURSOR_BYTES);
  new DataView(bytes.buffer).setFloat64(CURSOR_BYTES, millis);
  writeUint32(sign, 8, crc32(sign.subarray(0, 8)));
  try {
    fs.writeHead(path, bytes);
    return true;
  } catch {
    return false;
  }
}

/** Zeros are no cursor, as a missing file is none. */
function cursorOf(fs: SpoolFs, path: string): Uint8Array {
  try {
    return fs.readHead(path, CURSOR_BYTES);
  } catch {
    return new Uint8Array(CURSOR_BYTES);
  }
}
