/** Things with a time, of which the soonest is taken first: a binary heap. */
export class Soonest<T> {
  readonly #heap: { readonly at: number; readonly value: T }[] = [];

  add(at: number, value: T): void {
    const heap = this.#heap;
    let index = heap.push({ at, value }) - 1;
    for (let up = (index - 1) >> 1; index > 0 && this.#at(up) > at; up = (index - 1) >> 1) {
      this.#swap(index, up);
      index = up;
    }
  }

  /** Takes one whose time is `at` or before. */
  takeUntil(at: number): T | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (first === undefined || first.at > at) return undefined;
    this.#swap(0, heap.length - 1);
    heap.pop();
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(least) >= this.#at(index)) return first.value;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
