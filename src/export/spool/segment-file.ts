import type { SegmentName } from "./segment-name.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** The open file of a segment that this thread writes. It stays open while somebody reads or syncs it. */
export class SegmentFile {
  readonly name: SegmentName;
  readonly path: string;
  /** Bytes that were written in full. */
  size = 0;
  /** What the items in it stand for. */
  records = 0;
  /** Removed by somebody while it was open: only the open file still reaches it. */
  detached = false;
  /** It says that its writer went on in the next one. */
  continued = false;
  readonly #fs: SpoolFs;
  #handle: number | undefined;
  #users = 0;
  #closing = false;

  constructor(fs: SpoolFs, name: SegmentName, path: string) {
    this.#fs = fs;
    this.name = name;
    this.path = path;
    this.#handle = fs.create(path);
  }

  /** Undefined once it is closed, or about to be. */
  get handle(): number | undefined {
    return this.#closing ? undefined : this.#handle;
  }

  /** Runs `use` with the open file, which is not closed meanwhile; undefined when it is closed already. */
  async use<T>(use: (handle: number) => Promise<T>): Promise<T | undefined> {
    const { handle } = this;
    if (handle === undefined) return undefined;
    this.#users += 1;
    try {
      return await use(handle);
    } finally {
      this.#users -= 1;
      if (this.#closing) this.#closeIfUnused();
    }
  }

  /** Writes all of it at the end. @throws what the system says; a part of it may be in the file then */
  append(handle: number, buffer: Uint8Array, start: number, length: number): void {
    let written = 0;
    while (written < length) {
      const count = this.#fs.write(handle, buffer, start + written, length - written);
      if (count <= 0) throw Object.assign(new Error("nothing was written"), { code: "EIO" });
      written += count;
    }
    this.size += length;
  }

  /** False when the file is no longer where it was made. @throws what the system says */
  checkPlace(handle: number): boolean {
    const open = this.#fs.facts(handle);
    const named = this.#fs.facts(this.path);
    if (open === undefined || (named !== undefined && named.identity === open.identity)) return true;
    this.detached = open.links === 0;
    return false;
  }

  close(): void {
    this.#closing = true;
    this.#closeIfUnused();
  }

  #closeIfUnused(): void {
    if (this.#users > 0 || this.#handle === undefined) return;
    const handle = this.#handle;
    this.#handle = undefined;
    try {
      this.#fs.close(handle);
    } catch {
      // What was written is in the file; there is nothing to try again.
    }
  }
}
