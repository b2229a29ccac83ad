/** Characters of one answer at most, about 15,000 tokens. */
const MAX_CHARS = 60_000;

/** How long texts and lists may be, from generous to the shortest that is still of use. */
const BOUNDS = [
  { text: 8_000, list: 500 },
  { text: 2_000, list: 200 },
  { text: 600, list: 100 },
  { text: 200, list: 50 },
  { text: 80, list: 20 },
] as const;

const MAX_DEPTH = 12;

/**
 * An answer as JSON that fits into a model's context: long texts and lists are cut until it does, and it says so.
 *
 * @param notice - stands first
 */
export function boundedJson(notice: string, answer: object): string {
  for (const bounds of BOUNDS) {
    const cut = new Cutter(bounds);
    const shortened = cut.shorten(answer, 0) as object;
    const truncated = cut.hasCut
      ? { truncated: `texts are cut at ${bounds.text} characters, lists at ${bounds.list} entries` }
      : {};
    const text = JSON.stringify({ notice, ...truncated, ...shortened });
    if (text.length <= MAX_CHARS) return text;
  }
  return JSON.stringify({
    notice,
    truncated: `all of it: more than ${MAX_CHARS} characters even when cut; ask for less`,
  });
}

class Cutter {
  hasCut = false;
  readonly #bounds: { readonly text: number; readonly list: number };

  constructor(bounds: { readonly text: number; readonly list: number }) {
    this.#bounds = bounds;
  }

  shorten(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.#text(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth >= MAX_DEPTH) {
      this.hasCut = true;
      return "[more]";
    }
    if (Array.isArray(value)) return this.#list(value, depth);
    const entries = Object.entries(value).slice(0, this.#bounds.list);
    if (entries.length < Object.keys(value).length) this.hasCut = true;
    return Object.fromEntries(entries.map(([name, one]) => [this.#text(name), this.shorten(one, depth + 1)]));
  }

  #text(text: string): string {
    const { text: limit } = this.#bounds;
    if (text.length <= limit) return text;
    this.hasCut = true;
    return `${text.slice(0, limit).toWellFormed()}[${text.length - limit} more characters]`;
  }

  #list(list: readonly unknown[], depth: number): readonly unknown[] {
    const { list: limit } = this.#bounds;
    const first = list.slice(0, limit).map((one) => this.shorten(one, depth + 1));
    if (list.length <= limit) return first;
    this.hasCut = true;
    return [...first, `[${list.length - limit} more entries]`];
  }
}
