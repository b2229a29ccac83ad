/** Stops one agent for a reason that is no budget. */
export class RunSwitch {
  readonly #controller = new AbortController();
  #error: Error | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Set once the agent is stopped. */
  get error(): Error | undefined {
    return this.#error;
  }

  trip(error: Error): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#controller.abort(error);
  }
}
