import { Duplex, pipeline } from "node:stream";
import { createGunzip, createInflate, createZstdDecompress, constants as zlib } from "node:zlib";
import { zstdFrames } from "./zstd-frames.ts";

/** As large a window as RFC 8878 asks decoders to support: the sender chooses it, and this process pays for it. */
const ZSTD_WINDOW_LOG = 23;

const DECOMPRESSORS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  zstd: () => Duplex.from(zstdDecompressed),
};

/** What decompresses an encoding; `undefined` for none, and `null` for one that is not taken. */
export function decompressor(encoding: string | undefined): (() => Duplex) | undefined | null {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return undefined;
  return Object.hasOwn(DECOMPRESSORS, name) ? (DECOMPRESSORS[name] ?? null) : null;
}

async function* zstdDecompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const decoder = createZstdDecompress({ params: { [zlib.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
  // Its error comes out where the result is read.
  pipeline(zstdFrames(source), decoder, () => undefined);
  yield* decoder;
}
