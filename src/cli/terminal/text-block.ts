import { terminalText } from "../../internal/terminal-text.ts";

export interface BlockLimits {
  /** Characters in a line. */
  readonly width: number;
  readonly maxLines: number;
}

/** Text of several lines as lines that can be printed: nothing in them is a command to a terminal. What is too long ends with how long it is. */
export function textLines(text: string, { width, maxLines }: BlockLimits): readonly string[] {
  const lines: string[] = [];
  // No more is looked at than can be shown.
  const shown = text.slice(0, width * maxLines * 2);
  for (const line of shown.split(/\r\n|[\n\r\u0085\u2028\u2029]/)) {
    lines.push(...wrapped(line, width));
    if (lines.length > maxLines) break;
  }
  if (lines.length <= maxLines && shown.length === text.length) return lines;
  return [...lines.slice(0, maxLines - 1), `… (${text.length} characters in all)`];
}

/** A line broken where it is too long, with its indentation. */
function wrapped(line: string, width: number): readonly string[] {
  const spaced = line.replaceAll("\t", "  ");
  const indent = " ".repeat(Math.min(spaced.length - spaced.trimStart().length, width >> 1));
  const room = width - indent.length;
  const clean = terminalText(spaced, spaced.length);
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < clean.length; at += room) {
    parts.push(`${indent}${clean.slice(at, at + room)}`.toWellFormed().trimEnd());
  }
  return parts;
}
