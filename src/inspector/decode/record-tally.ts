import { OversizedOtlp } from "../model/otlp-errors.ts";

/** What became of the records of a request. */
export interface Decoded {
  /** Records that were visited. */
  readonly accepted: number;
  /** Records left out because they are malformed each by itself, with the first reason. */
  readonly rejected: number;
  readonly reason: string | undefined;
}

/** Counts the records of one request, up to as many as are taken. */
export class RecordTally implements Decoded {
  readonly #limit: number;
  accepted = 0;
  rejected = 0;
  reason: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws OversizedOtlp when there are too many */
  accept(): void {
    this.accepted += 1;
    this.#check();
  }

  /** @throws OversizedOtlp when there are too many */
  reject(reason: string): void {
    this.rejected += 1;
    this.reason ??= reason;
    this.#check();
  }

  #check(): void {
    if (this.accepted + this.rejected > this.#limit) throw new OversizedOtlp(`more than ${this.#limit} records`);
  }
}
