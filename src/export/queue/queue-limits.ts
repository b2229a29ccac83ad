/** Bounds of the queue of one signal to one destination. */
export interface QueueLimits {
  /** Memory for records, those under way included. @defaultValue 8 MiB */
  readonly maxBytes: number;
  /** @defaultValue 32,768 */
  readonly maxRecords: number;
  /** @defaultValue 512 */
  readonly maxBatchRecords: number;
  /** @defaultValue 2 MiB */
  readonly maxBatchBytes: number;
  /** @defaultValue 1,000 */
  readonly flushIntervalMillis: number;
  /** Requests under way at once. @defaultValue 4 */
  readonly concurrency: number;
}

export const DEFAULT_LIMITS: QueueLimits = {
  maxBytes: 8 * 1024 * 1024,
  maxRecords: 32_768,
  maxBatchRecords: 512,
  maxBatchBytes: 2 * 1024 * 1024,
  flushIntervalMillis: 1_000,
  concurrency: 4,
};
