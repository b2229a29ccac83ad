/** A text that is one word in a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w.:@/][\w.:@/-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
