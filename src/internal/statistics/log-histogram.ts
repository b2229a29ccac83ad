import { quantileRanks } from "./intervals.ts";
import type { QuantileWindow } from "./quantile-rule.ts";

/** Buckets for each doubling: a bucket is 9 % wide. The same as OpenTelemetry's exponential histogram of scale 3. */
export const PER_DOUBLING = 8;
/** From 1 to 2^22: durations from a millisecond to over an hour. Smaller and larger values count in the first and the last bucket. */
export const BUCKETS: number = 22 * PER_DOUBLING;

/** The bucket that a value counts in. */
export function bucketOf(value: number): number {
  return value > 1 ? Math.min(BUCKETS - 1, Math.floor(Math.log2(value) * PER_DOUBLING)) : 0;
}

/** Values from 1 on, counted in buckets that grow with them. Bounded in size, and two can be added up. */
export class LogHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(value: number): void {
    this.addCases(bucketOf(value), 1);
  }

  /** Values that were counted elsewhere. */
  addCases(bucket: number, cases: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + cases;
    this.#total += cases;
  }

  merge(other: LogHistogram): void {
    const from = other.#counts;
    const to = this.#counts;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) to[bucket] = (to[bucket] ?? 0) + (from[bucket] ?? 0);
    this.#total += other.#total;
  }

  /** How many values lie below an edge of the buckets: one that {@link edgeAbove} gave. */
  below(edge: number): number {
    let count = 0;
    for (let bucket = 0; bucket < edge; bucket += 1) count += this.#counts[bucket] ?? 0;
    return count;
  }

  /** The edge of the buckets below which at least this share of values lies. */
  edgeAbove(share: number): number {
    return this.#bucketOf(Math.ceil(this.#total * share)) + 1;
  }

  /** A quantile in the middle of its bucket, and its band from the outer edges of those at its ends. */
  quantile(percent: number, deviations?: number): QuantileWindow {
    const { rank, low, high } = quantileRanks(this.#total, percent, deviations);
    const lowest = low === undefined ? null : 2 ** (this.#bucketOf(low) / PER_DOUBLING);
    const highest = high === undefined ? null : 2 ** ((this.#bucketOf(high) + 1) / PER_DOUBLING);
    const value = this.#total === 0 ? null : 2 ** ((this.#bucketOf(rank) + 0.5) / PER_DOUBLING);
    return { count: this.#total, value, low: lowest, high: highest };
  }

  #bucketOf(rank: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return bucket;
    }
    return BUCKETS - 1;
  }
}
