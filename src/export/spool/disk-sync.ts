import { realTimers } from "../../internal/real-timers.ts";
import type { SegmentFile } from "./segment-file.ts";
import type { SpoolFs } from "./spool-fs.ts";

const SYNC_MILLIS = 100;

/** Brings what was written to the disk, beside the host's thread. */
export class DiskSync {
  readonly #fs: SpoolFs;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #file: SegmentFile | undefined;

  constructor(fs: SpoolFs, onError: (error: unknown) => void) {
    this.#fs = fs;
    this.#onError = onError;
  }

  /** At most 100 ms from now, once for all that was written until then. */
  soon(file: SegmentFile): void {
    this.#file = file;
    if (this.#timer !== undefined) return;
    this.#timer = realTimers.setTimeout(() => {
      this.#timer = undefined;
      if (this.#file !== undefined) this.now(this.#file);
    }, SYNC_MILLIS);
    this.#timer.unref();
  }

  now(file: SegmentFile): void {
    if (file === this.#file) this.#file = undefined;
    file.use((handle) => this.#fs.sync(handle)).catch(this.#onError);
  }

  close(): void {
    realTimers.clearTimeout(this.#timer);
  }
}
