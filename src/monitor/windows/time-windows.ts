/** Equal stretches of time, the newest `count` of them, each with something that adds up what happened in it. What is older is forgotten. */
export class TimeWindows<W> {
  readonly #millis: number;
  readonly #make: () => W;
  readonly #windows: (W | undefined)[];
  /** Which stretch since 1970 each place holds. */
  readonly #stretches: number[];
  #newest = Number.NEGATIVE_INFINITY;

  constructor(millis: number, count: number, make: () => W) {
    this.#millis = millis;
    this.#make = make;
    this.#windows = new Array<W | undefined>(count).fill(undefined);
    this.#stretches = new Array<number>(count).fill(Number.NaN);
  }

  /** The window that a time lies in; absent for times that are forgotten already. */
  at(millis: number): W | undefined {
    const stretch = Math.floor(millis / this.#millis);
    const count = this.#windows.length;
    if (stretch <= this.#newest - count) return undefined;
    if (stretch > this.#newest) this.#newest = stretch;
    const place = ((stretch % count) + count) % count;
    const known = this.#windows[place];
    if (known !== undefined && this.#stretches[place] === stretch) return known;
    const made = this.#make();
    this.#windows[place] = made;
    this.#stretches[place] = stretch;
    return made;
  }

  /** The windows in which something happened, that lie wholly between two times or at their ends; the oldest first. */
  between(fromMillis: number, toMillis: number): readonly W[] {
    const count = this.#windows.length;
    if (this.#newest === Number.NEGATIVE_INFINITY) return [];
    const first = Math.max(Math.ceil(fromMillis / this.#millis), this.#newest - count + 1);
    const last = Math.min(Math.floor(toMillis / this.#millis) - 1, this.#newest);
    const found: W[] = [];
    for (let stretch = first; stretch <= last; stretch += 1) {
      const place = ((stretch % count) + count) % count;
      const window = this.#windows[place];
      if (window !== undefined && this.#stretches[place] === stretch) found.push(window);
    }
    return found;
  }

  /** The first moment after the window that a time lies in. */
  endOf(millis: number): number {
    return (Math.floor(millis / this.#millis) + 1) * this.#millis;
  }
}
