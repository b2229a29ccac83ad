import type { Transform } from "node:stream";
import zlib from "node:zlib";

/** Takes the bytes of a body and tells what they say when they are unpacked. */
export interface Unpacker {
  push(bytes: Uint8Array): void;
  /** `onEnd` runs when all that was pushed has been told. */
  end(onEnd: () => void): void;
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
  zstd: () => zlib.createZstdDecompress(),
};

/** Unpacks a body by its `content-encoding`, beside the client that does the same. One that nobody knows is told as it is. */
export function createUnpacker(encoding: string | undefined, onBytes: (bytes: Uint8Array) => void): Unpacker {
  const create = encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()];
  if (create === undefined) return { push: onBytes, end: (onEnd) => onEnd() };
  const decoder = create();
  let isOver = false;
  let whenOver: (() => void) | undefined;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    whenOver?.();
  };
  decoder.on("data", onBytes);
  decoder.on("end", finish);
  decoder.on("error", finish); // Broken bytes are the client's to complain of.
  return {
    push: (bytes) => {
      if (!isOver) decoder.write(bytes);
    },
    end(onEnd) {
      if (isOver) {
        onEnd();
        return;
      }
      whenOver = onEnd;
      decoder.end();
    },
  };
}
