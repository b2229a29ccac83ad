/** Which of the records handed out, in order, are settled; tells up to where all of them are. */
export class SettledPrefix {
  #ends: number[] = [];
  #settled: boolean[] = [];
  /** The number of the first record in the lists. */
  #first = 0;
  #offset: number;
  #outstanding = 0;

  constructor(offset: number) {
    this.#offset = offset;
  }

  /** Everything below this offset of the segment is settled. */
  get offset(): number {
    return this.#offset;
  }

  /** Records handed out and not settled. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** Hands out the record that ends at `end`; returns its number. */
  add(end: number): number {
    this.#outstanding += 1;
    this.#ends.push(end);
    this.#settled.push(false);
    return this.#first + this.#ends.length - 1;
  }

  /** False when it was settled before. */
  settle(number: number): boolean {
    const index = number - this.#first;
    if (index < 0 || this.#settled[index] !== false) return false;
    this.#settled[index] = true;
    this.#outstanding -= 1;
    if (index > 0) return true;
    let finished = 0;
    while (this.#settled[finished] === true) finished += 1;
    this.#offset = this.#ends[finished - 1] ?? this.#offset;
    this.#ends = this.#ends.slice(finished);
    this.#settled = this.#settled.slice(finished);
    this.#first += finished;
    return true;
  }
}
