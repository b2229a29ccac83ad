/** Everything a terminal could take as a command: C0, DEL, C1, bidirectional, zero-width and other format controls, line separators. */
export const UNSAFE: RegExp = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text that can be printed on one line of a terminal: no control characters, at most `length` characters. */
export function terminalText(value: unknown, length: number = 120): string {
  const text = String(value ?? "")
    .slice(0, length * 2)
    .replace(UNSAFE, " ")
    .trim();
  return text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text.toWellFormed();
}
