import type { Transform } from "node:stream";
import { createGunzip, createInflate, createZstdDecompress, constants as zlib } from "node:zlib";

/** As large a window as RFC 8878 asks decoders to support: the sender chooses it, and this process pays for it. */
const ZSTD_WINDOW_LOG = 23;

const DECOMPRESSORS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  zstd: () => createZstdDecompress({ params: { [zlib.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
};

/** What decompresses an encoding; `undefined` for none, and `null` for one that is not taken. */
export function decompressor(encoding: string | undefined): (() => Transform) | undefined | null {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return undefined;
  return Object.hasOwn(DECOMPRESSORS, name) ? (DECOMPRESSORS[name] ?? null) : null;
}
