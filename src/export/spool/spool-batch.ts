import { type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import type { OwnedSegment, TakenItem } from "./owned-segment.ts";
import type { SpoolResource, SpoolScope } from "./record-context.ts";

/** A record read back, to be sent and then settled. */
export interface SpoolItem extends SplicedBytes {
  /** With the texts that belong in it. */
  readonly byteLength: number;
  /** The records or data points it stands for. */
  readonly count: number;
  /** Undefined for a metrics request, and when the disk damaged the name. */
  readonly scope: SpoolScope | undefined;
  /** Where it came from. */
  readonly ticket: SpoolTicket;
}

/** What `Spool.settle` has to know of a record. */
export type SettledItem = Pick<SpoolItem, "count" | "ticket">;

/** Opaque: for `Spool.settle`. */
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

/** What was taken from a segment, as it is handed out. */
export function toBatch(segment: OwnedSegment, taken: readonly TakenItem[]): SpoolBatch {
  return {
    items: taken.map(({ item, item: { bytes, splices, count, scope }, number }) => ({
      bytes,
      splices,
      byteLength: splicedLength(item),
      count,
      scope,
      ticket: { segment, number },
    })),
    resource: taken[0]?.item.resource,
    origin: segment.file === undefined ? "adopted" : "own",
  };
}
