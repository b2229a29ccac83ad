import type { Diag } from "../../internal/diag.ts";
import type { Counters } from "../counters.ts";
import type { DropReason, SendResult } from "../delivery.ts";
import type { Deliver } from "./deliver-batch.ts";
import type { QueueLimits } from "./queue-limits.ts";
import type { QueueItem } from "./waiting-items.ts";

export interface SendQueueOptions<T extends QueueItem> {
  /** Names the destination and signal in messages. */
  readonly name: string;
  /** The signal aborts when an answer is not waited for any longer: then the items are sent again. */
  readonly send: (items: readonly T[], signal: AbortSignal) => Promise<SendResult>;
  /** How batches become requests. @defaultValue `deliverBatch` */
  readonly deliver?: Deliver;
  readonly diag: Diag;
  readonly limits?: Partial<QueueLimits>;
  /** Told of items that will not be sent again: delivered, or counted as dropped. */
  readonly onSettled?: (items: readonly T[]) => void;
  /** Told of items that the backend refuses each on its own, before they are settled. */
  readonly onRefused?: (items: readonly T[], reason: string) => void;
  /** A request ended: there may be room for more. */
  readonly onRoom?: () => void;
  /** Monotonic milliseconds. @defaultValue `monotonicMillis` */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** What one destination did with the records of one signal. */
export interface QueueHealth extends Counters {
  readonly name: string;
  readonly failing: boolean;
  /** Records that were sent at least once, whatever the answer. */
  readonly sent: number;
  /** Those of `dropped` that were sent before. */
  readonly sentDropped: Counters["dropped"];
  readonly lastError?: string;
}

/** Records on their way to one backend: bounded, in batches, sent again until they arrive or are counted as dropped. */
export interface SendQueue<T extends QueueItem> {
  add(item: T): void;
  /** Whether a batch more can be held without giving any up. */
  readonly hasRoom: boolean;
  /** Whether so many bytes more can be held without giving anything up. */
  hasRoomFor(bytes: number): boolean;
  /** Sends what waits without waiting for a full batch. */
  send(): void;
  /** Counts a record that never became an item. */
  reject(reason: DropReason, count: number): void;
  /** Resolves when everything accepted before the call is settled, or nothing more can be done before the deadline. Never rejects. */
  flush(timeoutMillis: number): Promise<void>;
  /** Stops timers; what is pending stays counted as pending. */
  close(): void;
  health(): QueueHealth;
}
