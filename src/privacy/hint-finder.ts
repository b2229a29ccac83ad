/** Finds which of many hints a text holds, letter by letter, in one walk over the text: a search for each takes three times as long. */
export class HintFinder {
  /** By two characters behind each other: the place in `#sought` of what is looked for around them, 0 for most. */
  readonly #byPair = new Uint8Array(CODES * CODES);
  readonly #sought: Sought[][] = [[]];
  /** Hints of one character, which a search finds at once. */
  readonly #single: Sought[] = [];

  /** @param groups - hints, of which any one speaks for its group; of ASCII, and by no more than 255 pairs */
  constructor(groups: readonly (readonly string[])[]) {
    for (const [group, hints] of groups.entries()) for (const hint of hints) this.#seek(hint, group);
  }

  #seek(hint: string, group: number): void {
    const offset = rarestPair(hint);
    if (offset < 0) {
      this.#single.push({ hint, offset, group });
      return;
    }
    const pair = pairOf(hint.charCodeAt(offset), hint.charCodeAt(offset + 1));
    const place = this.#byPair[pair] || this.#sought.push([]) - 1;
    this.#byPair[pair] = place;
    this.#sought[place]?.push({ hint, offset, group });
  }

  /** The groups, by their numbers, that have a hint in the text. */
  groupsIn(text: string): ReadonlySet<number> {
    let found: Set<number> | undefined;
    for (const { hint, group } of this.#single) if (text.includes(hint)) found = (found ?? new Set()).add(group);
    let first = 0;
    for (let at = 0; at < text.length; at += 1) {
      // What is not ASCII looks like something that is; each hint is compared whole.
      const second = text.charCodeAt(at) % CODES;
      const place = this.#byPair[pairOf(first, second)] ?? 0;
      first = second;
      if (place === 0) continue;
      for (const { hint, offset, group } of this.#sought[place] ?? []) {
        if (text.startsWith(hint, at - 1 - offset)) found = (found ?? new Set()).add(group);
      }
    }
    return found ?? NONE;
  }
}

/** A hint that may stand where its pair was met. */
interface Sought {
  readonly hint: string;
  /** Of the pair in the hint. */
  readonly offset: number;
  readonly group: number;
}

const CODES = 128;
const NONE: ReadonlySet<number> = new Set();
/** Letters of English, those that come most often first. */
const LETTERS = " etaoinsrhldcumfpgwybvkxjqz";

function pairOf(first: number, second: number): number {
  return first * CODES + second;
}

/** Where the two characters of the hint stand that are met least. */
function rarestPair(hint: string): number {
  let [rarest, least] = [-1, Number.POSITIVE_INFINITY];
  for (let offset = 0; offset < hint.length - 1; offset += 1) {
    const often = commonness(hint.charAt(offset)) * commonness(hint.charAt(offset + 1));
    if (often < least) [rarest, least] = [offset, often];
  }
  return rarest;
}

/** Capitals, digits and marks are rarer than any letter. */
function commonness(character: string): number {
  const rank = LETTERS.indexOf(character);
  return rank < 0 ? 1 : LETTERS.length + 1 - rank;
}
