/** Something that the palette can jump to. */
export interface Destination {
  readonly label: string;
  readonly detail: string;
  /** Where it is in the page. */
  readonly href: string;
}

/**
 * The destinations that fit a typed text, best first: each word must be in the label or the detail, or its letters in
 * their order in the label.
 */
export function rankDestinations(all: readonly Destination[], text: string, limit = 12): readonly Destination[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all
    .map((destination) => ({ destination, score: scoreOf(destination, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ destination }) => destination);
}

function scoreOf({ label, detail }: Destination, words: readonly string[]): number {
  const name = label.toLowerCase();
  const rest = detail.toLowerCase();
  let score = 1;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at === 0) score += 8;
    else if (at > 0) score += name[at - 1] === " " ? 6 : 4;
    else if (rest.includes(word)) score += 2;
    else if (hasLetters(name, word)) score += 1;
    else return 0;
  }
  return score;
}

function hasLetters(name: string, word: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
