/** A part of a text, and whether it is what was searched for. */
export interface HighlightPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Splits a text at each occurrence of any word of a query, in whatever case. All parts joined are the text. */
export function highlight(text: string, query: string): readonly HighlightPart[] {
  const words = query
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0 || text === "") return [{ text, isHit: false }];
  // Longest first, so that "errors" is not marked as "error" only.
  words.sort((a, b) => b.length - a.length);
  return text
    .split(new RegExp(`(${words.join("|")})`, "iu"))
    .map((part, at) => ({ text: part, isHit: at % 2 === 1 }))
    .filter((part) => part.text !== "");
}
