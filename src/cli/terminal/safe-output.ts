import { UNSAFE } from "../../internal/terminal-text.ts";

/** A value as JSON in one line, in which nothing is a command to a terminal; it reads back as the same value. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;
}

/** Any text for a terminal, lines kept: what is unsafe in it becomes U+FFFD. */
export function withoutCommands(text: string): string {
  return text.replace(UNSAFE, (one) => (one === "\n" ? one : "\ufffd"));
}

function escaped(characters: string): string {
  return Array.from({ length: characters.length }, (_, at) => {
    return `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }).join("");
}
