import type { Adoption } from "./adoption.ts";
import { type DeletedRecords, DeletedSegments } from "./deleted-segments.ts";
import { type OtherSegment, OtherSegments } from "./other-segments.ts";
import type { OwnedSegment } from "./owned-segment.ts";
import type { Spool } from "./spool.ts";
import type { SpoolClock } from "./spool-clock.ts";
import type { SpoolCounts, SpoolDropReason } from "./spool-counts.ts";
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
  /** Is told afterwards of what was dropped. Must not throw. */
  readonly onDeleted?: ((deleted: DeletedRecords) => void) | undefined;
}

interface DroppableSegment {
  readonly spool: Spool;
  readonly segment: OwnedSegment;
}

/** A clock that says a time before this one was not set yet: what it dated has no known age. */
const EARLIEST_CREATED = Date.UTC(2024, 0, 1);

/** Keeps a spool directory within its size and age, the oldest segments first; only those that nobody alive reads or writes. */
export class SpoolCaps {
  readonly #options: SpoolCapsOptions;
  readonly #others: OtherSegments;
  readonly #deleted: DeletedSegments;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SpoolCapsOptions) {
    this.#options = options;
    this.#deleted = new DeletedSegments({ maxAgeMillis: options.maxAgeMillis, tell: options.onDeleted });
    const { basename } = process.getBuiltinModule("node:path");
    const segments = (): readonly OwnedSegment[] => options.spools().flatMap((spool) => spool.segments());
    this.#others = new OtherSegments({ ...options, ownNames: () => segments().map(({ path }) => basename(path)) });
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
        this.#others.forget(segment.name.key);
      }
    }
    return bytes + this.#others.bytes;
  }

  /** Why no new segment may be begun; undefined when it may. Drops the oldest segments to make room: its own, and those that are certainly nobody's. */
  refusal(directory: string): string | undefined {
    const { fs, maxBytes, spools } = this.#options;
    try {
      if (fs.used(directory) >= MAX_DISK_USE) return "disk_nearly_full";
    } catch {
      // A disk that does not say how full it is refuses the write when it is.
    }
    // Processes that end soon would fill the disk one after the other.
    if (!this.#others.isKnown) this.#others.lookNow();
    let hasRoom = true;
    while (hasRoom && this.bytes >= maxBytes) {
      const own = byAge(spools(), ({ file }) => file !== undefined)[0];
      const other = this.#others.oldestOrphan();
      if (other !== undefined && (own === undefined || other.name.key < own.segment.name.key)) {
        const { bytes } = other;
        this.#gone("spool_full", bytes, this.#others.dropNow(other, "spool_full"));
      } else hasRoom = own !== undefined && this.#dropOwnNow(own);
    }
    this.#deleted.settle();
    return hasRoom ? undefined : "spool_full";
  }

  /** Records of dead processes that were dropped here, before any spool read them; data points of metrics apart. */
  counts(): { readonly records: SpoolCounts; readonly points: SpoolCounts } {
    return { records: this.#others.records.counts(), points: this.#others.points.counts() };
  }

  /** Looks at the whole directory and drops what is too old or too much. */
  async enforce(): Promise<void> {
    try {
      await this.#enforce();
    } finally {
      this.#deleted.settle();
    }
  }

  /** Looks at nothing more: what is there is for others. */
  close(): void {
    this.#others.close();
  }

  async #enforce(): Promise<void> {
    const { spools, maxBytes, clock } = this.#options;
    this.#lookedAt = clock.monotonic();
    const others = await this.#others.look();
    const isOld = this.#ageLimit();
    for (const own of byAge(spools(), isOld)) await this.#dropOwn(own, "expired");
    const rest = [];
    for (const other of others) {
      if (isOld(other)) await this.#dropOther(other, "expired");
      else rest.push(other);
    }
    while (this.bytes > maxBytes) {
      const own = byAge(spools(), () => true)[0];
      const other = rest[0];
      if (other !== undefined && (own === undefined || other.name.key < own.segment.name.key)) {
        rest.shift();
        await this.#dropOther(other, "spool_full");
      } else if (own === undefined || !(await this.#dropOwn(own, "spool_full"))) return;
    }
  }

  #dropOwnNow({ spool, segment }: DroppableSegment): boolean {
    const { size } = segment;
    const dropped = spool.drop(segment, "spool_full");
    this.#gone("spool_full", size, dropped);
    return dropped !== undefined;
  }

  async #dropOwn({ spool, segment }: DroppableSegment, reason: SpoolDropReason): Promise<boolean> {
    const { size } = segment;
    const dropped = await spool.readAndDrop(segment, reason);
    this.#gone(reason, size, dropped);
    return dropped !== undefined;
  }

  async #dropOther(other: OtherSegment, reason: SpoolDropReason): Promise<void> {
    const { bytes } = other;
    this.#gone(reason, bytes, await this.#others.drop(other, reason));
  }

  /** Only what was lost is told of: what the sender has of a segment, or had, is delivered without it. */
  #gone(reason: SpoolDropReason, bytes: number, records: number | undefined): void {
    if (records !== undefined && records > 0) this.#deleted.add(reason, bytes);
  }

  /**
   * Whether a segment is too old. The age of one that this process wrote is what passed since then: the wall clock of a machine may be set right meanwhile. The age of others is by
   * the wall clock and by what the disk dates files with, so that a program that plays with its clock, as tests do, drops nothing of others.
   */
  #ageLimit(): (segment: Pick<OwnedSegment, "name"> & { readonly openedAt?: number | undefined }) => boolean {
    const { fs, clock, directory, maxAgeMillis } = this.#options;
    let onDisk: number | undefined;
    return ({ name: { createdMillis }, openedAt }) => {
      if (openedAt !== undefined) return clock.monotonic() - openedAt > maxAgeMillis;
      if (createdMillis < EARLIEST_CREATED || clock.now() - createdMillis <= maxAgeMillis) return false;
      onDisk ??= clock.onDisk(fs, directory) ?? Number.NEGATIVE_INFINITY;
      return onDisk - createdMillis > maxAgeMillis;
    };
  }
}

/** The segments of all spools that may be dropped, the oldest first. */
function byAge(spools: readonly Spool[], which: (segment: OwnedSegment) => boolean): readonly DroppableSegment[] {
  return spools
    .flatMap((spool) => spool.segments(true).map((segment) => ({ spool, segment })))
    .filter(({ segment }) => which(segment))
    .sort((a, b) => (a.segment.name.key < b.segment.name.key ? -1 : 1));
}
