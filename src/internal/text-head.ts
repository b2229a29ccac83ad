/**
 * Text longer than this is never looked at: V8 first has to copy all of a string that was put together from pieces, which takes tens of
 * milliseconds for one of 50 million characters, whatever part of it is asked for.
 */
export const MAX_READ_CHARS: number = 8 * 1024 * 1024;

/**
 * The first characters of a text: itself when it is short enough, else a copy that does not keep the whole in memory. Of a text that is too
 * long to be looked at, a note of its length.
 */
export function headOf(text: string, maxChars: number): string {
  if (text.length > MAX_READ_CHARS) return unreadMark(text.length);
  if (text.length <= maxChars) return text;
  // Decoding makes a string of its own; a mere slice would hold on to all of the text it was cut from.
  return Buffer.from(text.slice(0, maxChars), "utf16le").toString("utf16le");
}

/** What stands in place of text that was not looked at. */
export function unreadMark(length: number): string {
  return `[Truncated ${length} chars]`;
}
