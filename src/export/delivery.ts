/** Why a record that was accepted will never arrive. */
export type DropReason =
  | "memory_full"
  | "too_large"
  | "refused_4xx"
  | "rejected_by_backend"
  | "encode_error"
  | "exporter_failed"
  | "disabled"
  /** The spool was at its size limit: the oldest records on disk gave way. */
  | "spool_full"
  /** Longer on disk than records are kept. */
  | "expired"
  /** The disk gave other bytes back than were written. */
  | "corrupt"
  /** Somebody removed the files. */
  | "vanished";

/** What became of the records so far: `accepted + adopted = delivered + pending + onDisk + sum(dropped)`. */
export interface DeliveryReport {
  readonly delivered: number;
  /** Records in files, which the next start sends. */
  readonly onDisk: number;
  /** Records in memory. */
  readonly pending: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** The answer of a backend to one request. */
export type SendResult =
  | { readonly status: "ok"; readonly rejected: number }
  | { readonly status: "retry"; readonly reason: string; readonly retryAfterMillis?: number }
  /** `code` is 0 when something on the way refused and the backend saw nothing. */
  | { readonly status: "refused"; readonly code: number; readonly reason: string };

export type Signal = "traces" | "logs" | "metrics";
