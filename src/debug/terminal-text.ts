/** Everything a terminal could take as a command: C0 but none kept, DEL, C1, bidirectional and zero-width controls, line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is what this is for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text that can be printed on one line of a terminal: no control characters, at most `length` characters. */
export function terminalText(value: unknown, length: number = 120): string {
  const text = String(value ?? "")
    .slice(0, length * 2)
    .replace(UNSAFE, " ")
    .trim();
  return text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text.toWellFormed();
}
