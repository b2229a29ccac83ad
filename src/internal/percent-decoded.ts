/** A part of a URL as it is meant. Where that is no percent-encoded text, as with a stray percent sign, it stands for itself. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
