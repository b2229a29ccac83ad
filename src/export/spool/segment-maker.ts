import { SegmentFile } from "./segment-file.ts";
import { encodeHead, type SegmentHeader } from "./segment-header.ts";
import { type SegmentOwner, type SegmentSender, segmentFileName, segmentKey } from "./segment-name.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { errorCode, type SpoolFs } from "./spool-fs.ts";

export interface SegmentMakerOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly owner: SegmentOwner;
  /** 16 hexadecimal digits. */
  readonly writer: string;
  /** Is asked for each segment. */
  readonly sender: () => SegmentSender | undefined;
  readonly header: (createdMillis: number) => SegmentHeader;
  /** Makes the folder ready for a new segment, or says why there may be none. */
  readonly place: () => { readonly folder: string } | { readonly refused: string };
}

/** A new file with the head of a segment, or why there is none. */
export type MadeSegment = { readonly file: SegmentFile } | { readonly failure: string };

/** Begins segments, each with the next number of its writer. */
export class SegmentMaker {
  readonly #options: SegmentMakerOptions;
  #sequence = 0;

  constructor(options: SegmentMakerOptions) {
    this.#options = options;
  }

  /** `frames` stand in the head. */
  make(frames: readonly Uint8Array[]): MadeSegment {
    const created = this.#options.clock.now();
    const first = this.#create(created);
    // A process that ends removes a folder that it leaves empty, maybe just before this file was in it.
    const made = "failure" in first && first.failure === "ENOENT" ? this.#create(created) : first;
    if ("failure" in made) return made;
    const { file } = made;
    const head = encodeHead(this.#options.header(created), frames);
    try {
      if (file.handle !== undefined) file.append(file.handle, head, 0, head.byteLength);
      return made;
    } catch (error) {
      file.close();
      this.#discard(file.path);
      return { failure: errorCode(error) };
    }
  }

  #create(created: number): MadeSegment {
    const { fs, owner, place, writer } = this.#options;
    const placed = place();
    if ("refused" in placed) return { failure: placed.refused };
    this.#sequence += 1;
    const sender = this.#options.sender();
    const key = segmentKey(created, writer, this.#sequence, sender);
    const path = process.getBuiltinModule("node:path").join(placed.folder, segmentFileName(key, owner));
    const name = { key, createdMillis: created, writer, sequence: this.#sequence, sender, owner };
    try {
      return { file: new SegmentFile(fs, name, path) };
    } catch (error) {
      return { failure: errorCode(error) };
    }
  }

  #discard(path: string): void {
    try {
      this.#options.fs.remove(path);
    } catch {
      // It holds no record; whoever takes it up removes it.
    }
  }
}
