/**
 * How many characters at the start of a word belong to the escape before it: of text inside of text (`\n`, `\u0022`), of a URL (`%0A`) or of a
 * terminal's colours (`[32m`). Without it a word that has a line of its own would seem to begin with a letter of another.
 */
export function escapedStart(text: string, start: number): number {
  const pattern = ESCAPES.get(text.charCodeAt(start - 1));
  if (pattern === undefined) return 0;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex - start : 0;
}

const COLOUR = /\d{0,3}m/y;

/** By the character that begins them. */
const ESCAPES: ReadonlyMap<number, RegExp> = new Map([
  [0x5c, /[bfnrt]|u[0-9a-f]{4}|x[0-9a-f]{2}/iy],
  [0x25, /[0-9a-f]{2}/iy],
  [0x5b, COLOUR],
  [0x3b, COLOUR],
]);

/** A pattern that matches only where a word starts: what belongs to an escape before it is no part of the word. */
export function atWord({ source, flags }: RegExp): RegExp {
  return new RegExp(`(?:\\b|${AFTER_ESCAPE})(?:${source})`, flags);
}

const AFTER_ESCAPE = String.raw`(?<=\\[bfnrt]|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}|[[;]\d{0,3}m)`;
