import type { SpoolCounts } from "./spool-counts.ts";

/** What a spool holds and what became of the rest. */
export interface SpoolHealth {
  /** Records of this thread. */
  readonly own: SpoolCounts;
  /** Records of processes that are no more, as far as their files were read. */
  readonly adopted: SpoolCounts;
  /** Records in the sender's memory that are in no file any more: part of what is pending. */
  readonly fileless: number;
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
