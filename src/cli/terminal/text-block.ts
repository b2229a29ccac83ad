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

/** A line broken where it is too long, between words if there are some, with its indentation. */
function wrapped(line: string, width: number): readonly string[] {
  const spaced = line.replaceAll("\t", "  ");
  const indent = " ".repeat(Math.min(spaced.length - spaced.trimStart().length, width >> 1));
  const room = width - indent.length;
  const clean = terminalText(spaced, spaced.length);
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < clean.length; ) {
    const end = endOfLine(clean, at, room);
    parts.push(`${indent}${clean.slice(at, end)}`.toWellFormed().trimEnd());
    at = clean[end] === " " ? end + 1 : end;
    if (at === 0) break;
  }
  return parts;
}

/** After the last word that fits; in the middle of one that is longer than half a line. */
function endOfLine(text: string, from: number, room: number): number {
  if (text.length - from <= room) return text.length;
  const space = text.lastIndexOf(" ", from + room);
  return space > from + room / 2 ? space : from + room;
}
