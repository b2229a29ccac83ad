import type { Splice } from "../../internal/spliced-bytes.ts";
import type { Adopted, Adoption, Taker } from "./adoption.ts";
import { HeldSegments } from "./held-segments.ts";
import type { AppendedItem } from "./item-frame.ts";
import { adoptedSegment, OwnedSegment } from "./owned-segment.ts";
import type { SpoolScope } from "./record-context.ts";
import type { EndInterrupted } from "./recover-starts.ts";
import type { SegmentFile } from "./segment-file.ts";
import { SegmentIntake } from "./segment-intake.ts";
import type { SegmentSender } from "./segment-name.ts";
import { SegmentWriter, type SegmentWriterOptions } from "./segment-writer.ts";
import { type SettledItem, type SpoolBatch, type SpoolTicket, toBatch } from "./spool-batch.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { SpoolBook, type SpoolDropReason } from "./spool-counts.ts";
import type { SpoolFs } from "./spool-fs.ts";
import type { SpoolHealth } from "./spool-health.ts";

export interface SpoolParts {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly adoption: Adoption;
  readonly folder: string;
  readonly writer: Omit<SegmentWriterOptions, "onOpen" | "onClose">;
  readonly endInterrupted: EndInterrupted;
  /** Whose records the other spools of the same folder have in this thread. */
  readonly others: () => readonly (SegmentSender | undefined)[];
  /** Says, after each look at the disk, that something is to be read: what came in of others, or could not be read the last time. */
  readonly onWaiting: () => void;
}

/** As many files of others are held at once; the rest is for other processes, or for later. */
const MAX_ADOPTED = 64;
const HOLD_MILLIS = 60_000;
/** One batch of so many is of others while there are own ones. */
const OTHERS_TURN = 4;

/** The records of one signal to one destination, on disk. Writing is synchronous, reading is not; nothing throws or rejects. */
export class Spool {
  readonly #parts: SpoolParts;
  readonly #writer: SegmentWriter;
  readonly #held = new HeldSegments();
  readonly #ownBook = new SpoolBook();
  readonly #adoptedBook = new SpoolBook();
  readonly #intake: SegmentIntake;
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
    this.#intake = new SegmentIntake({
      ...parts,
      ownBook: this.#ownBook,
      adoptedBook: this.#adoptedBook,
      isWritten: (file) => file === this.#writer.file,
      onGone: (segment) => this.#held.forget(segment),
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

  /**
   * As {@link append}. When all before it was handed out, the record is handed out too and need not be read back: the ticket is for
   * {@link settle}. True when it is to be read.
   */
  appendAndTake(item: AppendedItem): SpoolTicket | boolean {
    if (!this.append(item)) return false;
    const segment = this.#held.latest;
    if (segment?.file === undefined || segment.file !== this.#writer.file) return true;
    const number = this.#held.isBehind ? undefined : segment.takeWritten(item.count);
    return number === undefined ? true : { segment, number };
  }

  /** Records that a span is open, so that a later start can send it if this process dies. The span is what is known of it so far. */
  appendStart(spanId: string, span: Uint8Array, scope: SpoolScope, splices?: readonly Splice[]): boolean {
    return this.#writer.appendStart(spanId, span, scope, splices);
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
  settle(items: readonly SettledItem[]): void {
    const touched = new Set<OwnedSegment>();
    for (const { ticket, count } of items) {
      if (!ticket.segment.settle(ticket.number)) continue;
      ticket.segment.handedOut -= count;
      if (ticket.segment.handedOut === 0) this.#held.settled(ticket.segment);
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
      segment.keepLastSign();
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
    const all = this.#held.all();
    const live = this.#writer.file;
    return droppable ? all.filter(({ file, ignored }) => !ignored && (file === undefined || file !== live)) : all;
  }

  /** Removes a segment of this thread whose records cannot be kept, and counts those that were not handed out yet. Gives how many; undefined when it is still there. */
  drop(segment: OwnedSegment, reason: SpoolDropReason): number | undefined {
    if (this.#handedOver || segment.gone || !segment.remove()) return undefined;
    const dropped = segment.unread + segment.forget();
    this.#bookOf(segment).drop(reason, dropped);
    this.#held.forget(segment);
    return dropped;
  }

  /** The same for any segment; one of others is read first, to know how much is lost. */
  readAndDrop(segment: OwnedSegment, reason: SpoolDropReason): Promise<number | undefined> {
    return this.#alone(async () => {
      if (segment.file === undefined && !segment.sealed) await this.#intake.load(segment);
      return segment.ignored ? undefined : this.drop(segment, reason);
    });
  }

  /** Removes the segment that is being written where all of it is settled and nothing is open; what comes later begins another one. Synchronous. */
  removeSettled(): void {
    const segment = this.#held.latest;
    const file = this.#writer.file;
    if (file === undefined || segment?.file !== file || !segment.idle || this.#writer.hasOpen) return;
    this.#writer.end();
    segment.seal();
    this.#finish(segment);
  }

  /** Ends writing and lets anyone take what is left: the next start, or another process. Synchronous. */
  handOver(): void {
    if (this.#handedOver) return;
    this.#writer.close();
    this.#handedOver = true;
    for (const segment of this.segments()) {
      const done = segment.file !== undefined && segment.idle && !this.#isNeeded(segment);
      if (!(done && segment.remove())) segment.release();
    }
    this.#held.clear();
    this.#intake.close();
    try {
      this.#parts.fs.removeFolder(this.#parts.folder);
    } catch {
      // It is not empty, or was never made.
    }
  }

  health(): SpoolHealth {
    const { failure } = this.#writer;
    const { lastReadError } = this.#intake;
    return {
      own: this.#ownBook.counts(),
      adopted: this.#adoptedBook.counts(),
      fileless: this.#held.filelessRecords,
      adoptedSegments: this.#held.adopted.length,
      recovered: this.#intake.recovered,
      damaged: this.#intake.damaged,
      ...(failure === undefined ? {} : { failure }),
      ...(lastReadError === undefined ? {} : { lastReadError }),
    };
  }

  #opened(file: SegmentFile): void {
    const { fs, clock, folder } = this.#parts;
    const { name, path } = file;
    const openedAt = clock.monotonic();
    this.#held.addOwn(
      new OwnedSegment({ fs, folder, path, name, file, openedAt, size: 0, lastSignMillis: 0, heldUntil: 0 }),
    );
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
    const batch = await this.#firstOf(this.#held.inTurn(othersFirst), maxItems, maxBytes);
    if (batch !== undefined || !this.#moreOrphans) return batch;
    await this.#adopt();
    return this.#firstOf([...this.#held.adopted], maxItems, maxBytes);
  }

  async #firstOf(order: readonly OwnedSegment[], maxItems: number, maxBytes: number): Promise<SpoolBatch | undefined> {
    for (const segment of order) {
      if (segment.ignored) continue;
      if (!segment.hasWaiting && !segment.sealed) await this.#intake.load(segment);
      if (this.#handedOver) return undefined;
      if (segment.hasWaiting && !segment.gone) return toBatch(segment, segment.take(maxItems, maxBytes));
      this.#finish(segment);
    }
    return undefined;
  }

  async #adopt(): Promise<void> {
    const { adoption, folder } = this.#parts;
    if (this.#handedOver) return;
    const names = await this.#intake.list();
    const limit = MAX_ADOPTED - this.#held.adopted.filter(({ ignored }) => !ignored).length;
    const orphans = await adoption.findOrphans(folder, names, limit, this.#taker(), (code) => {
      this.#intake.lastReadError = code;
    });
    // Also when another process is faster: then there is one look more.
    this.#moreOrphans = orphans.length >= limit;
    for (const orphan of orphans) {
      if (this.#handedOver) return;
      const taken = adoption.claim(orphan);
      if (taken !== undefined) this.#take(taken);
    }
    if (this.#held.isUnread) this.#parts.onWaiting();
    await this.#intake.removeStrayCursors(names);
  }

  #taker(): Taker {
    const { writer, others } = this.#parts;
    const sender = writer.sender();
    return { sender, isOneOfSeveral: others().some((other) => other?.credentials !== sender?.credentials) };
  }

  #take(adopted: Adopted): void {
    const { fs, clock, folder } = this.#parts;
    const heldUntil = adopted.certain ? 0 : clock.monotonic() + HOLD_MILLIS;
    this.#held.adopt(adoptedSegment(fs, folder, adopted, heldUntil));
  }

  /** Removes a segment when all is done; true when it is no longer there. */
  #finish(segment: OwnedSegment): boolean {
    if (segment.gone) return true;
    if (!segment.finished || this.#isNeeded(segment) || !segment.remove()) return false;
    this.#held.forget(segment);
    // A later one may have stayed for this one.
    for (const other of this.segments()) this.#finish(other);
    return true;
  }

  /** Although nothing in it is left to send. */
  #isNeeded(segment: OwnedSegment): boolean {
    return this.#writer.needs(segment.file) || this.#held.answersForEarlier(segment);
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
}
