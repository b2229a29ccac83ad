/** A signal that is aborted with others, and lets go of them when its work is over: theirs may last as long as the process. */
export class ScopeSignal {
  readonly #controller = new AbortController();
  readonly #sources: AbortSignal[] = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Is aborted, with the same reason, when the other one is. */
  follow(source: AbortSignal): void {
    if (source.aborted) {
      this.#controller.abort(source.reason);
      return;
    }
    source.addEventListener("abort", this.#pass);
    this.#sources.push(source);
  }

  close(): void {
    for (const source of this.#sources.splice(0)) source.removeEventListener("abort", this.#pass);
  }

  readonly #pass = (event: Event): void => this.#controller.abort((event.target as AbortSignal).reason);
}
