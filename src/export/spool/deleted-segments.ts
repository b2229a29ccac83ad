import { realTimers } from "../../internal/real-timers.ts";
import type { SpoolDropReason } from "./spool-counts.ts";

/** What the limits of a spool directory took from the disk. */
export interface DeletedRecords {
  readonly reason: "age" | "size";
  readonly files: number;
  readonly bytes: number;
  /** The limit of age, where that was the reason. */
  readonly maxAgeMillis?: number;
}

export interface DeletedSegmentsOptions {
  readonly maxAgeMillis: number;
  /** Is called in a turn of its own. Must not throw. */
  readonly tell: ((deleted: DeletedRecords) => void) | undefined;
}

/** Adds up segments that are deleted in one go and tells of them afterwards: whoever records that writes to the spool himself. */
export class DeletedSegments {
  readonly #options: DeletedSegmentsOptions;
  readonly #sums = { age: { files: 0, bytes: 0 }, size: { files: 0, bytes: 0 } };
  #isDue = false;

  constructor(options: DeletedSegmentsOptions) {
    this.#options = options;
  }

  add(reason: SpoolDropReason, bytes: number): void {
    if (this.#options.tell === undefined) return;
    const sum = this.#sums[reason === "expired" ? "age" : "size"];
    sum.files += 1;
    sum.bytes += bytes;
  }

  /** Nothing more is deleted for now: tells of what was, if anything. */
  settle(): void {
    const { age, size } = this.#sums;
    if (this.#isDue || age.files + size.files === 0) return;
    this.#isDue = true;
    realTimers.setImmediate(() => this.#tell()).unref();
  }

  #tell(): void {
    this.#isDue = false;
    const { maxAgeMillis, tell } = this.#options;
    for (const reason of ["age", "size"] as const) {
      const sum = this.#sums[reason];
      if (sum.files === 0) continue;
      const deleted = { reason, ...sum, ...(reason === "age" && { maxAgeMillis }) };
      sum.files = 0;
      sum.bytes = 0;
      tell?.(deleted);
    }
  }
}
