const COMPACT_FROM = 1024;

/** Which of the records handed out, in order, are settled; tells up to where all of them are. */
export class SettledPrefix {
  #ends: number[] = [];
  #settled: boolean[] = [];
  /** The number of the first record in the lists. */
  #first = 0;
  /** How many at the start of the lists are settled. */
  #finished = 0;
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
    if (index < this.#finished || this.#settled[index] !== false) return false;
    this.#settled[index] = true;
    this.#outstanding -= 1;
    if (index > this.#finished) return true;
    while (this.#settled[this.#finished] === true) this.#finished += 1;
    this.#offset = this.#ends[this.#finished - 1] ?? this.#offset;
    if (this.#finished >= COMPACT_FROM && this.#finished * 2 >= this.#ends.length) this.#compact();
    return true;
  }

  #compact(): void {
    this.#ends = this.#ends.slice(this.#finished);
    this.#settled = this.#settled.slice(this.#finished);
    this.#first += this.#finished;
    this.#finished = 0;
  }
}
