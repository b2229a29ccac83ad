/** Measures working time: while at least one of the scopes that use it is open and does not wait for people. */
export class WorkClock {
  readonly #now: () => number;
  #open = 0;
  #waiting = 0;
  #since: number | undefined;
  #millis = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A scope is open, though it may be waiting. */
  get isOpen(): boolean {
    return this.#open > 0;
  }

  get isRunning(): boolean {
    return this.#since !== undefined;
  }

  /** Milliseconds so far. */
  get millis(): number {
    return this.#millis + (this.#since === undefined ? 0 : Math.max(0, this.#now() - this.#since));
  }

  opened(): void {
    this.#open += 1;
    this.#turn();
  }

  closed(): void {
    this.#open = Math.max(0, this.#open - 1);
    this.#turn();
  }

  waits(isWaiting: boolean): void {
    this.#waiting = Math.max(0, this.#waiting + (isWaiting ? 1 : -1));
    this.#turn();
  }

  /** Starts again, as if that had been so many milliseconds ago; what is open goes on. */
  reset(agoMillis: number): void {
    this.#millis = 0;
    if (this.#since !== undefined) this.#since = Math.max(this.#since, this.#now() - agoMillis);
  }

  #turn(): void {
    const runs = this.#open > this.#waiting;
    if (runs === (this.#since !== undefined)) return;
    this.#millis = this.millis;
    this.#since = runs ? this.#now() : undefined;
  }
}
