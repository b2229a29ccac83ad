/** What a series had in each of its newest hours. Hours come in their order. */
export class HourlyWindows<W> {
  readonly #keep: number;
  readonly #hours = new Map<number, W>();

  /** @param keep - hours before the one that is judged that are kept */
  constructor(keep: number) {
    this.#keep = keep;
  }

  at(hour: number): W | undefined {
    return this.#hours.get(hour);
  }

  put(hour: number, window: W): W {
    this.#hours.set(hour, window);
    for (const old of this.#hours.keys()) {
      if (old >= hour - this.#keep) break;
      this.#hours.delete(old);
    }
    return window;
  }

  /** Those hours of `[from, to)` in which there was something, the oldest first. */
  between(from: number, to: number): readonly W[] {
    const found: W[] = [];
    for (const [hour, window] of this.#hours) if (hour >= from && hour < to) found.push(window);
    return found;
  }
}
