import { realTimers } from "../../internal/real-timers.ts";
import type { Adopted, Adoption, Orphan } from "./adoption.ts";
import { adoptedSegment, type OwnedSegment } from "./owned-segment.ts";
import { parseSegmentName, type SegmentName } from "./segment-name.ts";
import { SpoolBook, type SpoolDropReason } from "./spool-counts.ts";
import { isFingerprintFolder } from "./spool-folder.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** A segment of somebody else. */
export interface OtherSegment {
  readonly folder: string;
  readonly fileName: string;
  readonly name: SegmentName;
  /** As it was when it was looked at. */
  readonly bytes: number;
}

export interface OtherSegmentsOptions {
  readonly fs: SpoolFs;
  readonly adoption: Adoption;
  readonly directory: string;
  /** Names of the files that are this thread's. */
  readonly ownNames: () => readonly string[];
}

/** So many files are looked at in one go: four times as many as the usual limit has of full segments. */
const MAX_FILES_AT_ONCE = 1_024;
/** After so many files, a process that has nothing else to do may end. */
const FILES_A_TURN = 64;

/** The files of a spool directory that are not this thread's, as they were when they were last looked at. */
export class OtherSegments {
  /** Records that were dropped here, before any spool read them. */
  readonly records: SpoolBook = new SpoolBook();
  /** The same for data points of metrics. */
  readonly points: SpoolBook = new SpoolBook();
  readonly #options: OtherSegmentsOptions;
  /** By the key of the segment or the name. */
  #sizes: Map<string, number> | undefined;
  #oldestFirst: OtherSegment[] = [];
  #isClosed = false;

  constructor(options: OtherSegmentsOptions) {
    this.#options = options;
  }

  get isKnown(): boolean {
    return this.#sizes !== undefined;
  }

  get bytes(): number {
    let bytes = 0;
    for (const size of this.#sizes?.values() ?? []) bytes += size;
    return bytes;
  }

  /** Says that a segment was taken over since: it must not count twice. */
  forget(key: string): void {
    this.#sizes?.delete(key);
  }

  /** @returns all segments of others, the oldest first */
  async look(): Promise<readonly OtherSegment[]> {
    const { fs, directory } = this.#options;
    const files: FoundFile[] = [];
    for (const folder of foldersIn(directory, await fs.list(directory).catch(() => []))) {
      for (const fileName of await fs.list(folder).catch(() => [])) {
        if (files.length % FILES_A_TURN === FILES_A_TURN - 1) await turn();
        if (this.#isClosed) return [];
        const facts = await fs.lookUp(join(folder, fileName)).catch(() => undefined);
        files.push({ folder, fileName, size: facts?.size ?? 0 });
      }
    }
    return this.#note(files);
  }

  /** Ends a look that goes on. */
  close(): void {
    this.#isClosed = true;
  }

  /** The same in one go, for a process that may end before {@link look} does. */
  lookNow(): void {
    const { fs, directory } = this.#options;
    const files: FoundFile[] = [];
    for (const folder of foldersIn(directory, now(() => fs.listNow(directory)) ?? [])) {
      for (const fileName of now(() => fs.listNow(folder)) ?? []) {
        if (files.length >= MAX_FILES_AT_ONCE) break;
        files.push({ folder, fileName, size: now(() => fs.facts(join(folder, fileName)))?.size ?? 0 });
      }
    }
    this.#note(files);
  }

  /** The oldest one that is certainly nobody's. */
  oldestOrphan(): OtherSegment | undefined {
    const { adoption } = this.#options;
    // What is somebody's is passed over for good: the next look finds it again.
    while (this.#oldestFirst[0] !== undefined && adoption.judgeNow(this.#oldestFirst[0].fileName) !== "dead") {
      this.#oldestFirst.shift();
    }
    return this.#oldestFirst[0];
  }

  /** Leaves it alone when somebody alive owns it. Gives how many records are lost; undefined when it is still there. */
  async drop(other: OtherSegment, reason: SpoolDropReason): Promise<number | undefined> {
    const orphan = await this.#options.adoption.judge(other.folder, other.fileName);
    const segment = orphan && this.#claim(orphan);
    if (segment === undefined) return undefined;
    try {
      await segment.load();
      const lost = this.#remove(segment, reason);
      if (lost !== undefined) return lost;
    } catch {
      // Not readable now: it stays for the next look.
    }
    segment.release();
    return undefined;
  }

  /** The same in one go, for what {@link oldestOrphan} gave. */
  dropNow({ folder, fileName, name }: OtherSegment, reason: SpoolDropReason): number | undefined {
    this.#oldestFirst.shift();
    const segment = this.#claim({ folder, fileName, name, certain: true });
    if (segment === undefined) return undefined;
    try {
      segment.loadNow();
      const lost = this.#remove(segment, reason);
      if (lost !== undefined) return lost;
    } catch {
      // As above.
    }
    segment.release();
    return undefined;
  }

  #claim(orphan: Orphan): OwnedSegment | undefined {
    const { adoption, fs } = this.#options;
    const adopted: Adopted | undefined = adoption.claim(orphan);
    return adopted && adoptedSegment(fs, orphan.folder, adopted, 0);
  }

  #remove(segment: OwnedSegment, reason: SpoolDropReason): number | undefined {
    const count = segment.waiting + segment.broken;
    if (segment.ignored || !segment.remove()) return undefined;
    this.forget(segment.name.key);
    const book = segment.state.header?.signal === "metrics" ? this.points : this.records;
    book.take(count);
    book.drop(reason, count);
    return count;
  }

  #note(files: readonly FoundFile[]): readonly OtherSegment[] {
    // Asked last: a segment that was begun meanwhile is this thread's as well.
    const own = new Set(this.#options.ownNames());
    const sizes = new Map<string, number>();
    const found: OtherSegment[] = [];
    for (const { folder, fileName, size } of files) {
      if (own.has(fileName)) continue;
      const name = parseSegmentName(fileName);
      sizes.set(name?.key ?? join(folder, fileName), size);
      if (name !== undefined) found.push({ folder, fileName, name, bytes: size });
    }
    this.#sizes = sizes;
    this.#oldestFirst = found.sort((a, b) => (a.name.key < b.name.key ? -1 : 1));
    return [...found];
  }
}

interface FoundFile {
  readonly folder: string;
  readonly fileName: string;
  readonly size: number;
}

/** A moment later, which does not hold the process. */
function turn(): Promise<void> {
  return new Promise((resolve) => void realTimers.setTimeout(resolve, 1).unref());
}

function foldersIn(directory: string, names: readonly string[]): readonly string[] {
  return names.filter(isFingerprintFolder).map((name) => join(directory, name));
}

function now<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function join(folder: string, name: string): string {
  return process.getBuiltinModule("node:path").join(folder, name);
}
