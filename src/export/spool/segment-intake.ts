import type { OwnedSegment } from "./owned-segment.ts";
import { type EndInterrupted, isWitness, recoverStarts } from "./recover-starts.ts";
import type { SegmentFile } from "./segment-file.ts";
import { parseCursorName, parseSegmentName } from "./segment-name.ts";
import type { SpoolClock } from "./spool-clock.ts";
import type { SpoolBook } from "./spool-counts.ts";
import { errorCode, type SpoolFs } from "./spool-fs.ts";

export interface SegmentIntakeOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly folder: string;
  readonly endInterrupted: EndInterrupted;
  readonly ownBook: SpoolBook;
  readonly adoptedBook: SpoolBook;
  /** Whether records are still added to the file. */
  readonly isWritten: (file: SegmentFile) => boolean;
  /** The segment is no longer there, or another's. */
  readonly onGone: (segment: OwnedSegment) => void;
}

const RETRY_MILLIS = 5_000;
const HELD_LOOK_MILLIS = 1_000;
const STRAY_CURSOR_MILLIS = 600_000;

/** Reads segments and keeps account of what is missing in them. Nothing rejects. */
export class SegmentIntake {
  /** Spans that a dead process had open and that are records now. */
  recovered = 0;
  /** Damaged stretches in segments of others. */
  damaged = 0;
  lastReadError: string | undefined;
  readonly #options: SegmentIntakeOptions;
  #closed = false;

  constructor(options: SegmentIntakeOptions) {
    this.#options = options;
  }

  /** Reads what was added to a segment; seals it when there will be no more. */
  async load(segment: OwnedSegment): Promise<void> {
    if (this.#options.clock.monotonic() < segment.blockedUntil) return;
    if (segment.file === undefined) await this.#loadAdopted(segment);
    else await this.#loadOwn(segment, segment.file);
  }

  /** The names of all files in the folder; none when it cannot be read. */
  async list(): Promise<readonly string[]> {
    try {
      return await this.#options.fs.list(this.#options.folder);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") this.lastReadError = errorCode(error);
      return [];
    }
  }

  /** Removes old cursors without a segment. `names` is the folder's listing. */
  async removeStrayCursors(names: readonly string[]): Promise<void> {
    const { fs, clock, folder } = this.#options;
    const keys = new Set(names.map((name) => parseSegmentName(name)?.key));
    for (const name of names) {
      const key = parseCursorName(name);
      if (key === undefined || keys.has(key)) continue;
      try {
        const path = process.getBuiltinModule("node:path").join(folder, name);
        const facts = await fs.lookUp(path);
        // A file that is renamed while a folder is listed may be missing from the list.
        if (facts !== undefined && clock.now() - facts.mtimeMillis > STRAY_CURSOR_MILLIS) fs.remove(path);
      } catch {
        // Eight bytes that stay.
      }
    }
  }

  /** What is read from now on counts no more: the files are given to others. */
  close(): void {
    this.#closed = true;
  }

  async #loadOwn(segment: OwnedSegment, file: SegmentFile): Promise<void> {
    const { isWritten, ownBook } = this.#options;
    try {
      await segment.load();
    } catch (error) {
      if (this.#closed) return;
      if (errorCode(error) === "ENOENT") await this.#missed(segment);
      else this.#unreadable(segment, error);
      return;
    }
    const isRead = segment.readTo >= file.size || segment.unread <= 0;
    if (isWritten(file) || !isRead || segment.sealed || segment.gone) return;
    segment.seal();
    ownBook.drop("corrupt", segment.unread);
    segment.loaded = file.records;
  }

  /** A closed file is not where it was: either another process has it, or it was removed. */
  async #missed(segment: OwnedSegment): Promise<void> {
    const { ownBook, onGone } = this.#options;
    const names = await this.list();
    const taken = names.some((name) => parseSegmentName(name)?.key === segment.name.key);
    if (taken) ownBook.handBack(segment.unread);
    else ownBook.drop("vanished", segment.unread);
    segment.gone = true;
    onGone(segment);
  }

  async #loadAdopted(segment: OwnedSegment): Promise<void> {
    const { loaded, corrupt, broken } = segment;
    const { adoptedBook } = this.#options;
    try {
      await segment.load();
      if (segment.gone) this.#options.onGone(segment);
      else if (!segment.ignored) await this.#seal(segment);
    } catch (error) {
      this.#unreadable(segment, error);
    } finally {
      const lost = segment.broken - broken;
      adoptedBook.take(segment.loaded - loaded + lost);
      adoptedBook.drop("corrupt", lost);
      this.damaged += segment.corrupt - corrupt;
    }
  }

  async #seal(segment: OwnedSegment): Promise<void> {
    const { fs, clock, folder, endInterrupted } = this.#options;
    if (clock.monotonic() < segment.heldUntil) {
      segment.blockedUntil = clock.monotonic() + HELD_LOOK_MILLIS;
      return;
    }
    const { open } = segment.state;
    if (open.size > 0 && (await isWitness(fs, folder, segment)) && !this.#closed) {
      const recovered = recoverStarts(fs, segment, endInterrupted);
      this.recovered += recovered;
      if (recovered > 0) await segment.load();
    }
    open.clear();
    segment.seal();
  }

  #unreadable(segment: OwnedSegment, error: unknown): void {
    this.lastReadError = errorCode(error);
    segment.blockedUntil = this.#options.clock.monotonic() + RETRY_MILLIS;
  }
}
