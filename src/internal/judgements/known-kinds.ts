import type { NoveltyHistory } from "../statistics/novelty-rule.ts";

/** More kinds than this are no kinds: somebody puts ids or free text there. */
export const MAX_KINDS = 200;
const WEEK_MILLIS = 7 * 86_400_000;

interface Kind {
  firstMillis: number;
  lastMillis: number;
  count: number;
}

/**
 * Kinds of things that were seen, and when. What is not seen for a week is forgotten, and new when it comes again; where nothing was seen for a week, as in
 * holidays, all begins anew.
 */
export class KnownKinds {
  readonly #kinds = new Map<string, Kind>();
  #newestMillis = Number.NEGATIVE_INFINITY;
  #sinceMillis: number | undefined;
  #total = 0;
  #singles = 0;
  #isFull = false;

  add(name: string, atMillis: number, count: number = 1): void {
    if (atMillis - this.#newestMillis > WEEK_MILLIS) this.#beginAnew();
    this.#newestMillis = Math.max(this.#newestMillis, atMillis);
    this.#sinceMillis ??= atMillis;
    this.#total += count;
    const known = this.#kinds.get(name);
    if (known === undefined) {
      this.#begin(name, atMillis, count);
      return;
    }
    if (atMillis - known.lastMillis > WEEK_MILLIS) known.firstMillis = atMillis;
    known.lastMillis = Math.max(known.lastMillis, atMillis);
    if (known.count === 1) this.#singles -= 1;
    known.count += count;
  }

  /** When a kind was seen first; absent where it is not known. */
  firstMillis(name: string): number | undefined {
    return this.#kinds.get(name)?.firstMillis;
  }

  countOf(name: string): number {
    return this.#kinds.get(name)?.count ?? 0;
  }

  /** What is known of all other kinds; absent where there are too many. `untilMillis` is the end of the time in which they were seen. */
  others(name: string, untilMillis: number): NoveltyHistory | undefined {
    if (this.#isFull || this.#sinceMillis === undefined) return undefined;
    const own = this.#kinds.get(name)?.count ?? 0;
    return {
      ageMillis: untilMillis - this.#sinceMillis,
      total: this.#total - own,
      singles: this.#singles - (own === 1 ? 1 : 0),
    };
  }

  #beginAnew(): void {
    this.#kinds.clear();
    this.#sinceMillis = undefined;
    this.#total = 0;
    this.#singles = 0;
    this.#isFull = false;
  }

  #begin(name: string, atMillis: number, count: number): void {
    if (this.#kinds.size >= MAX_KINDS) this.#forget(atMillis - WEEK_MILLIS);
    this.#isFull = this.#kinds.size >= MAX_KINDS;
    if (this.#isFull) return;
    this.#kinds.set(name, { firstMillis: atMillis, lastMillis: atMillis, count });
    if (count === 1) this.#singles += 1;
  }

  #forget(beforeMillis: number): void {
    for (const [name, { lastMillis, count }] of this.#kinds) {
      if (lastMillis >= beforeMillis) continue;
      this.#kinds.delete(name);
      if (count === 1) this.#singles -= 1;
    }
  }
}
