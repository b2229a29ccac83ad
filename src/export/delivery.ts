/** Why a record that was accepted will never arrive. */
export type DropReason =
  | "memory_full"
  | "too_large"
  | "refused_4xx"
  | "rejected_by_backend"
  | "encode_error"
  | "exporter_failed"
  | "disabled";

/** What became of the records accepted so far: `accepted = delivered + pending + onDisk + sum(dropped)`. */
export interface DeliveryReport {
  readonly delivered: number;
  /** Records kept in files for the next start. */
  readonly onDisk: number;
  readonly pending: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** The answer of a backend to one request. */
export type SendResult =
  | { readonly status: "ok"; readonly rejected: number }
  | { readonly status: "retry"; readonly reason: string; readonly retryAfterMillis?: number }
  | { readonly status: "refused"; readonly code: number; readonly reason: string };

export type Signal = "traces" | "logs" | "metrics";
