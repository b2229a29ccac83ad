import type { SpoolClock } from "./spool-clock.ts";

const RETRY_MILLIS = 5_000;

/** Why the last write failed. The disk is then left alone for a while. */
export class WriteFailure {
  readonly #clock: SpoolClock;
  #reason: string | undefined;
  #at = Number.NEGATIVE_INFINITY;

  constructor(clock: SpoolClock) {
    this.#clock = clock;
  }

  /** Undefined when the last write did not fail. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** Whether the disk is left alone at that monotonic time. */
  isRecent(steady: number): boolean {
    return steady - this.#at < RETRY_MILLIS;
  }

  /** The disk refused something. */
  disk(reason: string): void {
    this.#reason = reason;
    this.#at = this.#clock.monotonic();
  }

  /** What was to be written is at fault, or came too late: the disk is not. */
  other(reason: string): void {
    this.#reason = reason;
  }

  none(): void {
    this.#reason = undefined;
    this.#at = Number.NEGATIVE_INFINITY;
  }
}
