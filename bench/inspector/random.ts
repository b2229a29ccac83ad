/** Random numbers that are the same in each run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Early items are more likely than late ones. */
  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() ** 2 * items.length)] as Item;
  }

  /** Of a log-normal distribution: most are near the median, few are many times larger. */
  around(median: number, sigma: number = 0.8): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return Math.round(median * Math.exp(sigma * normal));
  }

  id(bytes: 8 | 16): Buffer {
    const id = Buffer.allocUnsafe(bytes);
    for (let at = 0; at < bytes; at += 4) id.writeUInt32LE((this.below(2 ** 32) | 1) >>> 0, at);
    return id;
  }
}
