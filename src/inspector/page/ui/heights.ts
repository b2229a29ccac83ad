/** Heights of the items of a list, known or guessed, and where each begins. */
export class Heights {
  readonly #estimate: number;
  #heights: number[] = [];
  /** Where each item begins, and behind the last the whole; valid up to `#valid`. */
  #tops: number[] = [0];
  #valid = 0;
  #isChanged = false;

  constructor(estimate: number) {
    this.#estimate = estimate;
  }

  /** Sets how many items there are; those that stay keep their heights. */
  resize(count: number): void {
    if (count === this.#heights.length) return;
    this.#valid = Math.min(this.#valid, count, this.#heights.length);
    this.#heights.length = Math.min(count, this.#heights.length);
    while (this.#heights.length < count) this.#heights.push(this.#estimate);
  }

  /** Writes down a height; answers by how much it differs from what was known. */
  set(index: number, height: number): number {
    const known = this.#heights[index];
    if (known === undefined || height <= 0 || Math.abs(known - height) < 0.5) return 0;
    this.#heights[index] = height;
    this.#valid = Math.min(this.#valid, index);
    this.#isChanged = true;
    return height - known;
  }

  /** Whether a height changed since the last time this was asked. */
  isChanged(): boolean {
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    return isChanged;
  }

  /** Where an item begins; for the number of items, where the list ends. */
  top(index: number): number {
    const wanted = Math.max(0, Math.min(index, this.#heights.length));
    for (let at = this.#valid; at < wanted; at++)
      this.#tops[at + 1] = (this.#tops[at] ?? 0) + (this.#heights[at] ?? this.#estimate);
    this.#valid = Math.max(this.#valid, wanted);
    return this.#tops[wanted] ?? 0;
  }

  /** The item at a distance from the top; the last one behind the end. */
  at(distance: number): number {
    this.top(this.#heights.length);
    let low = 0;
    let high = Math.max(0, this.#heights.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
