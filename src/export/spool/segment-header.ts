import { FRAME_TYPES, makeFrame } from "./record-frame.ts";

/** Who wrote a segment and where its records go. Nothing in it is needed to read the records: it is for people and commands. */
export interface SegmentHeader {
  readonly fingerprint: string;
  readonly signal: string;
  readonly destination: { readonly name: string; readonly url: string };
  readonly hostName: string;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  readonly processStartTime: string;
  readonly threadId: number;
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** `AGSP`, then the version and its complement, 16 bits each: a damaged version is not taken for a new one. */
export const PREAMBLE_BYTES = 8;
export const FORMAT_VERSION = 2;
const MAGIC = [0x41, 0x47, 0x53, 0x50] as const;

/**
 * The first bytes of a segment: the version, `frames`, and the header. The header comes last, so that a segment that has one
 * has all the frames as well.
 */
export function encodeHead(header: SegmentHeader, frames: readonly Uint8Array[]): Uint8Array {
  const destination = { name: header.destination.name, url: publicUrl(header.destination.url) };
  const json = Buffer.from(JSON.stringify({ ...header, destination }));
  return Buffer.concat([preamble(FORMAT_VERSION), ...frames, makeFrame(FRAME_TYPES.header, json)]);
}

export function preamble(version: number): Uint8Array {
  return Uint8Array.of(...MAGIC, version, version >>> 8, ~version, ~version >>> 8);
}

/** `other`: a version this code does not know, to be left alone. `damaged`: not a preamble, or no longer. */
export function readPreamble(bytes: Uint8Array): "ours" | "other" | "damaged" {
  if (bytes.byteLength < PREAMBLE_BYTES || MAGIC.some((byte, index) => bytes[index] !== byte)) return "damaged";
  const version = (bytes[4] ?? 0) | ((bytes[5] ?? 0) << 8);
  const complement = (bytes[6] ?? 0) | ((bytes[7] ?? 0) << 8);
  if ((version ^ complement) !== 0xffff) return "damaged";
  return version === FORMAT_VERSION ? "ours" : "other";
}

/** Undefined when the payload is no header. */
export function decodeHeader(payload: Uint8Array): SegmentHeader | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    return typeof value === "object" && value !== null && "fingerprint" in value ? (value as SegmentHeader) : undefined;
  } catch {
    return undefined;
  }
}

/** A URL without what may be a secret: user, password, query and fragment. */
export function publicUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return "";
  }
}
