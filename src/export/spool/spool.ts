import type { Adopted, Adoption } from "./adoption.ts";
import { adoptedSegment, OwnedSegment, type TakenItem } from "./owned-segment.ts";
import type { SpoolResource, SpoolScope } from "./record-context.ts";
import { type EndInterrupted, isWitness, recoverStarts } from "./recover-starts.ts";
import type { SegmentFile } from "./segment-file.ts";
import { parseCursorName, parseSegmentName } from "./segment-name.ts";
import { type AppendedItem, SegmentWriter, type SegmentWriterOptions } from "./segment-writer.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { SpoolBook, type SpoolCounts, type SpoolDropReason } from "./spool-counts.ts";
import { errorCode, type SpoolFs } from "./spool-fs.ts";

/** A record read back, to be sent and then settled. */
export interface SpoolItem {
  readonly bytes: Uint8Array;
  readonly byteLength: number;
  /** The records or data points it stands for. */
  readonly count: number;
  /** Undefined for a metrics request, and when the disk damaged the name. */
  readonly scope: SpoolScope | undefined;
  /** Where it came from. */
  readonly ticket: SpoolTicket;
}

/** Opaque: for {@link Spool.settle}. */
export interface SpoolTicket {
  readonly segment: OwnedSegment;
  readonly number: number;
}

/** Records of one segment and one resource. */
export interface SpoolBatch {
  readonly items: readonly SpoolItem[];
  /** What was said about their process; undefined when the disk damaged it. */
  readonly resource: SpoolResource | undefined;
  /** `adopted`: of a process that is no more. */
  readonly origin: "own" | "adopted";
}

export interface SpoolHealth {
  /** Records of this thread. */
  readonly own: SpoolCounts;
  /** Records of processes that are no more, as far as their files were read. */
  readonly adopted: SpoolCounts;
  /** Files of others that are taken over and not finished. */
  readonly adoptedSegments: number;
  /** Spans that a dead process had open and that are records now. */
  readonly recovered: number;
  /** Damaged stretches in files of others; how many records were in one is not known. */
  readonly damaged: number;
  /** Why records cannot be written at present. */
  readonly failure?: string;
  /** Why a file could not be read the last time. */
  readonly lastReadError?: string;
}

export interface SpoolParts {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly adoption: Adoption;
  readonly folder: string;
  readonly writer: Omit<SegmentWriterOptions, "onOpen" | "onClose">;
  readonly endInterrupted: EndInterrupted;
  /** Says that records of others came in. */
  readonly onAdopted: () => void;
}

/** As many files of others are held at once; the rest is for other processes, or for later. */
const MAX_ADOPTED = 64;
const READ_RETRY_MILLIS = 5_000;
const HELD_LOOK_MILLIS = 1_000;
const HOLD_MILLIS = 60_000;
const STRAY_CURSOR_MILLIS = 600_000;
/** One batch of so many is of others while there are own ones. */
const OTHERS_TURN = 4;

/** The records of one signal to one destination, on disk. Writing is synchronous, reading is not; nothing throws or rejects. */
export class Spool {
  readonly #parts: SpoolParts;
  readonly #writer: SegmentWriter;
  readonly #own: OwnedSegment[] = [];
  readonly #adopted: OwnedSegment[] = [];
  readonly #ownBook = new SpoolBook();
  readonly #adoptedBook = new SpoolBook();
  #recovered = 0;
  #damaged = 0;
  #readError: string | undefined;
  #moreOrphans = false;
  #turn = 0;
  #handedOver = false;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(parts: SpoolParts) {
    this.#parts = parts;
    this.#writer = new SegmentWriter({
      ...parts.writer,
      onOpen: (file) => this.#opened(file),
      onClose: (file) => {
        // A file that was removed is reached by nothing but its handle.
        if (!file.detached) file.close();
      },
    });
  }

  /** Why the last append answered false. */
  get failure(): string | undefined {
    return this.#writer.failure;
  }

  /** True when the record is in a file, where the end of the process does not harm it. False when it is not: {@link failure}. */
  append(item: AppendedItem): boolean {
    if (!this.#writer.append(item)) return false;
    this.#ownBook.take(item.count);
    return true;
  }

  /** Records that a span is open, so that a later start can send it if this process dies. The span is what is known of it so far. */
  appendStart(spanId: string, span: Uint8Array, scope: SpoolScope): boolean {
    return this.#writer.appendStart(spanId, span, scope);
  }

  /** Says that an open span ended without a record. */
  endStart(spanId: string): void {
    this.#writer.endStart(spanId);
  }

  /** The next records to send; undefined when there are none now. They are handed out once. */
  next(maxItems: number, maxBytes: number): Promise<SpoolBatch | undefined> {
    return this.#alone(() => this.#next(maxItems, maxBytes));
  }

  /** Says that records need not be sent again: they were delivered or given up. In any order. */
  settle(items: readonly SpoolItem[]): void {
    const touched = new Set<OwnedSegment>();
    for (const { ticket, count } of items) {
      if (!ticket.segment.settle(ticket.number)) continue;
      this.#bookOf(ticket.segment).settle(count);
      touched.add(ticket.segment);
    }
    for (const segment of touched) {
      if (this.#handedOver) this.#saveAfterHandOver(segment);
      else if (!this.#finish(segment)) segment.saveCursor();
    }
  }

  /** Takes over what dead processes left. */
  adopt(): Promise<void> {
    return this.#alone(() => this.#adopt());
  }

  /** Signs of life, so that nobody takes what this thread holds. */
  beat(): void {
    this.#writer.beat();
    const live = this.#writer.file;
    for (const segment of this.segments()) {
      if (segment.file !== undefined && segment.file === live) continue;
      try {
        this.#parts.fs.touch(segment.path, this.#parts.clock.now());
      } catch {
        // Removed or taken: the next read notices.
      }
      if (segment.finished) this.#finish(segment);
    }
  }

  /** What this thread holds, the oldest first; `droppable` leaves out the segment that is being written. */
  segments(droppable: boolean = false): readonly OwnedSegment[] {
    const all = [...this.#own, ...this.#adopted].filter(({ gone }) => !gone);
    const live = this.#writer.file;
    return droppable ? all.filter(({ file, ignored }) => !ignored && (file === undefined || file !== live)) : all;
  }

  /** Removes a segment of this thread whose records cannot be kept, and counts those that were not handed out yet. */
  drop(segment: OwnedSegment, reason: SpoolDropReason): boolean {
    if (this.#handedOver || segment.gone || !segment.remove()) return false;
    const unread = segment.unread;
    this.#bookOf(segment).drop(reason, segment.forget() + unread);
    this.#forget(segment);
    return true;
  }

  /** The same for any segment; one of others is read first, to know how much is lost. */
  readAndDrop(segment: OwnedSegment, reason: SpoolDropReason): Promise<boolean> {
    return this.#alone(async () => {
      if (segment.file === undefined && !segment.sealed) await this.#loadAdopted(segment);
      return !segment.ignored && this.drop(segment, reason);
    });
  }

  /** Ends writing and lets anyone take what is left: the next start, or another process. Synchronous. */
  handOver(): void {
    if (this.#handedOver) return;
    const { witness } = this.#writer;
    this.#writer.close();
    this.#handedOver = true;
    for (const segment of this.segments()) {
      const done = segment.file !== undefined && segment.file !== witness && segment.idle;
      if (!(done && segment.remove())) segment.release();
    }
    this.#own.length = 0;
    this.#adopted.length = 0;
  }

  health(): SpoolHealth {
    const { failure } = this.#writer;
    return {
      own: this.#ownBook.counts(),
      adopted: this.#adoptedBook.counts(),
      adoptedSegments: this.#adopted.length,
      recovered: this.#recovered,
      damaged: this.#damaged,
      ...(failure === undefined ? {} : { failure }),
      ...(this.#readError === undefined ? {} : { lastReadError: this.#readError }),
    };
  }

  #opened(file: SegmentFile): void {
    const { fs, folder } = this.#parts;
    const { name, path } = file;
    this.#own.push(new OwnedSegment({ fs, folder, path, name, file, size: 0, lastSignMillis: 0, heldUntil: 0 }));
  }

  /** One reader at a time: what is read is handed out once. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(run);
    this.#busy = result.catch(() => undefined);
    return result;
  }

  async #next(maxItems: number, maxBytes: number): Promise<SpoolBatch | undefined> {
    if (this.#handedOver) return undefined;
    this.#writer.checkPlace();
    this.#turn += 1;
    const othersFirst = this.#turn % OTHERS_TURN === 0;
    const order = othersFirst ? [...this.#adopted, ...this.#own] : [...this.#own, ...this.#adopted];
    const batch = await this.#firstOf(order, maxItems, maxBytes);
    if (batch !== undefined || !this.#moreOrphans) return batch;
    await this.#adopt();
    return this.#firstOf([...this.#adopted], maxItems, maxBytes);
  }

  async #firstOf(order: readonly OwnedSegment[], maxItems: number, maxBytes: number): Promise<SpoolBatch | undefined> {
    for (const segment of order) {
      if (segment.ignored) continue;
      if (!segment.hasWaiting && !segment.sealed) await this.#load(segment);
      if (this.#handedOver) return undefined;
      if (segment.hasWaiting && !segment.gone) return this.#batch(segment, segment.take(maxItems, maxBytes));
      this.#finish(segment);
    }
    return undefined;
  }

  #batch(segment: OwnedSegment, taken: readonly TakenItem[]): SpoolBatch {
    return {
      items: taken.map(({ item: { bytes, count, scope }, number }) => ({
        bytes,
        byteLength: bytes.byteLength,
        count,
        scope,
        ticket: { segment, number },
      })),
      resource: taken[0]?.item.resource,
      origin: segment.file === undefined ? "adopted" : "own",
    };
  }

  async #load(segment: OwnedSegment): Promise<void> {
    const { clock } = this.#parts;
    if (clock.monotonic() < segment.blockedUntil) return;
    if (segment.file === undefined) await this.#loadAdopted(segment);
    else await this.#loadOwn(segment, segment.file);
  }

  async #loadOwn(segment: OwnedSegment, file: SegmentFile): Promise<void> {
    try {
      await segment.load();
    } catch (error) {
      if (this.#handedOver) return;
      if (errorCode(error) === "ENOENT") await this.#missed(segment);
      else this.#unreadable(segment, error);
      return;
    }
    if (file === this.#writer.file || segment.readTo < file.size || segment.sealed || segment.gone) return;
    segment.sealed = true;
    this.#ownBook.drop("corrupt", segment.unread);
    segment.loaded = file.records;
  }

  /** A closed file is not where it was: either another process has it, or it was removed. */
  async #missed(segment: OwnedSegment): Promise<void> {
    const names = await this.#list();
    const taken = names.some((name) => parseSegmentName(name)?.key === segment.name.key);
    if (taken) this.#ownBook.handBack(segment.unread);
    else this.#ownBook.drop("vanished", segment.unread);
    segment.gone = true;
    this.#forget(segment);
  }

  /** Whether it could be read. */
  async #loadAdopted(segment: OwnedSegment): Promise<boolean> {
    const { loaded, corrupt } = segment;
    try {
      await segment.load();
      if (segment.gone) this.#forget(segment);
      else if (!segment.ignored) await this.#seal(segment);
      return !segment.gone;
    } catch (error) {
      this.#unreadable(segment, error);
      return false;
    } finally {
      this.#adoptedBook.take(segment.loaded - loaded);
      this.#damaged += segment.corrupt - corrupt;
    }
  }

  async #seal(segment: OwnedSegment): Promise<void> {
    const { fs, clock, folder, endInterrupted } = this.#parts;
    if (clock.monotonic() < segment.heldUntil) {
      segment.blockedUntil = clock.monotonic() + HELD_LOOK_MILLIS;
      return;
    }
    const { open } = segment.state;
    if (open.size > 0 && (await isWitness(fs, folder, segment)) && !this.#handedOver) {
      const recovered = recoverStarts(fs, segment, endInterrupted);
      this.#recovered += recovered;
      if (recovered > 0) await segment.load();
    }
    open.clear();
    segment.sealed = true;
  }

  #unreadable(segment: OwnedSegment, error: unknown): void {
    this.#readError = errorCode(error);
    segment.blockedUntil = this.#parts.clock.monotonic() + READ_RETRY_MILLIS;
  }

  async #adopt(): Promise<void> {
    const { adoption, folder } = this.#parts;
    if (this.#handedOver) return;
    const names = await this.#list();
    const limit = MAX_ADOPTED - this.#adopted.filter(({ ignored }) => !ignored).length;
    const orphans = await adoption.findOrphans(folder, names, limit);
    // Also when another process is faster: then there is one look more.
    this.#moreOrphans = orphans.length >= limit;
    let adopted = 0;
    for (const orphan of orphans) {
      if (this.#handedOver) return;
      const taken = adoption.claim(orphan);
      if (taken === undefined) continue;
      this.#take(taken);
      adopted += 1;
    }
    if (adopted > 0) this.#parts.onAdopted();
    await this.#removeStrayCursors(names);
  }

  #take(adopted: Adopted): void {
    const { fs, clock, folder } = this.#parts;
    const heldUntil = adopted.certain ? 0 : clock.monotonic() + HOLD_MILLIS;
    this.#adopted.push(adoptedSegment(fs, folder, adopted, heldUntil));
  }

  async #removeStrayCursors(names: readonly string[]): Promise<void> {
    const { fs, clock } = this.#parts;
    const keys = new Set(names.map((name) => parseSegmentName(name)?.key));
    for (const name of names) {
      const key = parseCursorName(name);
      if (key === undefined || keys.has(key)) continue;
      try {
        const path = this.#path(name);
        const facts = await fs.lookUp(path);
        // A file that is renamed while a folder is listed may be missing from the list.
        if (facts !== undefined && clock.now() - facts.mtimeMillis > STRAY_CURSOR_MILLIS) fs.remove(path);
      } catch {
        // Eight bytes that stay.
      }
    }
  }

  /** Removes a segment when all is done; true when it is no longer there. */
  #finish(segment: OwnedSegment): boolean {
    if (segment.gone) return true;
    const { file, witness } = this.#writer;
    const needed = segment.file !== undefined && (segment.file === file || segment.file === witness);
    if (!segment.finished || needed || !segment.remove()) return false;
    this.#forget(segment);
    return true;
  }

  #forget(segment: OwnedSegment): void {
    for (const list of [this.#own, this.#adopted]) {
      const index = list.indexOf(segment);
      if (index >= 0) list.splice(index, 1);
    }
  }

  #saveAfterHandOver(segment: OwnedSegment): void {
    try {
      if (this.#parts.fs.facts(segment.freePath) !== undefined) segment.saveCursor();
    } catch {
      // Sent once more by whoever takes it.
    }
  }

  #bookOf(segment: OwnedSegment): SpoolBook {
    return segment.file === undefined ? this.#adoptedBook : this.#ownBook;
  }

  async #list(): Promise<readonly string[]> {
    try {
      return await this.#parts.fs.list(this.#parts.folder);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") this.#readError = errorCode(error);
      return [];
    }
  }

  #path(name: string): string {
    return process.getBuiltinModule("node:path").join(this.#parts.folder, name);
  }
}
