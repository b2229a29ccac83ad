/** As many separate waits as are kept apart; the earliest are then only added up. */
const MAX_INTERVALS = 512;

interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Time spent waiting, as a union: waits that overlap count once, in whatever order they are told. Times in milliseconds since 1970. */
export class WaitTime {
  #open: number[] = [];
  /** In order and apart from each other. */
  #over: Interval[] = [];
  #earlierMillis = 0;

  started(start: number): void {
    this.#open.push(start);
  }

  /** Returns how much it adds to the waits that were over before. */
  ended(start: number, end: number): number {
    const index = this.#open.indexOf(start);
    if (index >= 0) this.#open.splice(index, 1);
    const before = lengthOf(this.#over);
    this.#over = union([...this.#over, { start, end: Math.max(start, end) }]);
    const added = lengthOf(this.#over) - before;
    const earliest = this.#over.length > MAX_INTERVALS ? this.#over.shift() : undefined;
    if (earliest !== undefined) this.#earlierMillis += earliest.end - earliest.start;
    return added;
  }

  /** The same waits so far, to go on apart. */
  copy(): WaitTime {
    const copy = new WaitTime();
    copy.#open = [...this.#open];
    copy.#over = [...this.#over];
    copy.#earlierMillis = this.#earlierMillis;
    return copy;
  }

  /** What was waited until a time; what is open counts as waiting until then. */
  until(nowMillis: number): number {
    if (this.#over.length === 0 && this.#open.length === 0) return this.#earlierMillis;
    const open = this.#open.map((start) => ({ start, end: nowMillis }));
    let sum = this.#earlierMillis;
    for (const { start, end } of union([...this.#over, ...open])) sum += Math.max(0, Math.min(end, nowMillis) - start);
    return sum;
  }
}

function lengthOf(intervals: readonly Interval[]): number {
  let sum = 0;
  for (const { start, end } of intervals) sum += end - start;
  return sum;
}

function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || next.start > last.end) merged.push(next);
    else if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
  }
  return merged;
}
