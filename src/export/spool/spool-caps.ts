import type { Adoption } from "./adoption.ts";
import { adoptedSegment, type OwnedSegment } from "./owned-segment.ts";
import { parseSegmentName, type SegmentName } from "./segment-name.ts";
import type { Spool } from "./spool.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { SpoolBook, type SpoolCounts, type SpoolDropReason } from "./spool-counts.ts";
import { isFingerprintFolder } from "./spool-folder.ts";
import type { SpoolFs } from "./spool-fs.ts";
import { MAX_DISK_USE } from "./spool-limits.ts";

export interface SpoolCapsOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly adoption: Adoption;
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMillis: number;
  readonly spools: () => readonly Spool[];
}

/** A segment of somebody else. */
interface OtherSegment {
  readonly folder: string;
  readonly fileName: string;
  readonly name: SegmentName;
}

/** A clock that says a time before this one was not set yet: what it dated has no known age. */
const EARLIEST_CREATED = Date.UTC(2024, 0, 1);

/** Keeps a spool directory within its size and age, the oldest segments first; only those that nobody alive reads or writes. */
export class SpoolCaps {
  readonly #options: SpoolCapsOptions;
  /** Bytes of files that were not this thread's when they were last looked at, by the key of the segment or the name. */
  readonly #others = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #book = new SpoolBook();

  constructor(options: SpoolCapsOptions) {
    this.#options = options;
  }

  /** Whether the last look at the directory began longer ago. */
  due(millis: number): boolean {
    return this.#options.clock.monotonic() - this.#lookedAt > millis;
  }

  get bytes(): number {
    let bytes = 0;
    for (const spool of this.#options.spools()) {
      for (const segment of spool.segments()) {
        bytes += segment.size;
        // Taken over since: it must not count twice.
        this.#others.delete(segment.name.key);
      }
    }
    for (const size of this.#others.values()) bytes += size;
    return bytes;
  }

  /** Why no new segment may be begun; undefined when it may. Drops own segments to make room. */
  refusal(directory: string): string | undefined {
    const { fs, maxBytes, spools } = this.#options;
    try {
      if (fs.used(directory) >= MAX_DISK_USE) return "disk_nearly_full";
    } catch {
      // A disk that does not say how full it is refuses the write when it is.
    }
    for (let bytes = this.bytes; bytes >= maxBytes; bytes = this.bytes) {
      // What was never read cannot be counted at once: it is left to `enforce`.
      const oldest = byAge(spools(), ({ file }) => file !== undefined)[0];
      if (oldest === undefined || !oldest.spool.drop(oldest.segment, "spool_full")) return "spool_full";
    }
    return undefined;
  }

  /** Records of dead processes that were dropped here, before any spool read them. */
  counts(): SpoolCounts {
    return this.#book.counts();
  }

  /** Looks at the whole directory and drops what is too old or too much. */
  async enforce(): Promise<void> {
    const { spools, maxBytes, clock } = this.#options;
    this.#lookedAt = clock.monotonic();
    const others = await this.#measure();
    for (const { spool, segment } of byAge(spools(), ({ name }) => this.#expired(name.createdMillis))) {
      await spool.readAndDrop(segment, "expired");
    }
    const rest: OtherSegment[] = [];
    for (const other of others) {
      if (this.#expired(other.name.createdMillis)) await this.#dropOther(other, "expired");
      else rest.push(other);
    }
    while (this.bytes > maxBytes) {
      const own = byAge(spools(), () => true)[0];
      const other = rest[0];
      if (other !== undefined && (own === undefined || other.name.key < own.segment.name.key)) {
        rest.shift();
        await this.#dropOther(other, "spool_full");
      } else if (own === undefined || !(await own.spool.readAndDrop(own.segment, "spool_full"))) return;
    }
  }

  /** Leaves it alone when somebody alive owns it. */
  async #dropOther({ folder, fileName, name }: OtherSegment, reason: SpoolDropReason): Promise<void> {
    const { adoption, fs } = this.#options;
    const orphan = await adoption.judge(folder, fileName);
    const adopted = orphan === undefined ? undefined : adoption.claim(orphan);
    if (adopted === undefined) return;
    const segment = adoptedSegment(fs, folder, adopted, 0);
    try {
      await segment.load();
      const count = segment.waiting + segment.broken;
      if (!segment.ignored && segment.remove()) {
        this.#others.delete(name.key);
        this.#book.take(count);
        this.#book.drop(reason, count);
        return;
      }
    } catch {
      // Not readable now: it stays for the next look.
    }
    segment.release();
  }

  async #measure(): Promise<readonly OtherSegment[]> {
    const { fs, directory, spools } = this.#options;
    const path = process.getBuiltinModule("node:path");
    const others: OtherSegment[] = [];
    const sizesByKey = new Map<string, number>();
    for (const folderName of await listOrNothing(fs, directory)) {
      if (!isFingerprintFolder(folderName)) continue;
      const folder = path.join(directory, folderName);
      const sizes = new Map<string, number>();
      for (const name of await listOrNothing(fs, folder)) {
        sizes.set(name, (await fs.lookUp(path.join(folder, name)).catch(() => undefined))?.size ?? 0);
      }
      // Asked last: a segment that was begun meanwhile is this thread's as well.
      for (const spool of spools()) for (const segment of spool.segments()) sizes.delete(path.basename(segment.path));
      for (const [fileName, size] of sizes) {
        const name = parseSegmentName(fileName);
        sizesByKey.set(name?.key ?? `${folderName}/${fileName}`, size);
        if (name !== undefined) others.push({ folder, fileName, name });
      }
    }
    this.#others.clear();
    for (const [key, size] of sizesByKey) this.#others.set(key, size);
    return others.sort((a, b) => (a.name.key < b.name.key ? -1 : 1));
  }

  #expired(createdMillis: number): boolean {
    const { clock, maxAgeMillis } = this.#options;
    return createdMillis >= EARLIEST_CREATED && clock.now() - createdMillis > maxAgeMillis;
  }
}

/** The segments of all spools that may be dropped, the oldest first. */
function byAge(
  spools: readonly Spool[],
  which: (segment: OwnedSegment) => boolean,
): readonly { readonly spool: Spool; readonly segment: OwnedSegment }[] {
  return spools
    .flatMap((spool) => spool.segments(true).map((segment) => ({ spool, segment })))
    .filter(({ segment }) => which(segment))
    .sort((a, b) => (a.segment.name.key < b.segment.name.key ? -1 : 1));
}

async function listOrNothing(fs: SpoolFs, folder: string): Promise<readonly string[]> {
  return fs.list(folder).catch(() => []);
}
