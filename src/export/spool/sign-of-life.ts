import type { SpoolClock } from "./spool-clock.ts";

/** Remembers when something was last alive, by both clocks. Costs no memory for each sign. */
export class SignOfLife {
  readonly #clock: SpoolClock;
  #wall = 0;
  #steady = 0;

  constructor(clock: SpoolClock) {
    this.#clock = clock;
    this.now();
  }

  now(): void {
    this.at(this.#clock.now(), this.#clock.monotonic());
  }

  /** The same for clocks that were read already. */
  at(wall: number, steady: number): void {
    this.#wall = wall;
    this.#steady = steady;
  }

  /** Milliseconds since the last sign: the longer answer of the clocks, so that neither a sleep nor a jump back hides time. */
  get silence(): number {
    return this.silenceAt(this.#clock.now(), this.#clock.monotonic());
  }

  /** As above. */
  silenceAt(wall: number, steady: number): number {
    return Math.max(wall - this.#wall, steady - this.#steady);
  }
}
