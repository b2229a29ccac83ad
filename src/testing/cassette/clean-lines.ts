import type { Cleaner } from "./cleaner.ts";
import { jsonOf } from "./stored-body.ts";

interface TextPiece {
  readonly at: number;
  readonly text: string;
}

interface Line {
  readonly end: number;
  text: string;
  /** What stands before its JSON, such as `data: `. */
  readonly prefix: string;
  readonly json: object | undefined;
}

/**
 * Takes secrets out of a stream of lines, such as server-sent events: out of each, and out of what many of them spell together, a few letters each. Pieces
 * stay as they came where nothing was taken out.
 */
export function cleanLines(pieces: readonly TextPiece[], cleaner: Cleaner): readonly TextPiece[] {
  const whole = pieces.map(({ text }) => text).join("");
  const lines = linesOf(whole);
  const isPlain = lines.every(({ json }) => json === undefined);
  const before = lines.map(({ text }) => text);
  if (isPlain) {
    const cleaned = cleaner.text(whole);
    return cleaned === whole ? pieces : [{ at: pieces[0]?.at ?? 0, text: cleaned }];
  }
  for (const line of lines) line.text = cleanLine(line, cleaner);
  cleanSpelled(lines, cleaner);
  return lines.every(({ text }, index) => text === before[index]) ? pieces : recut(pieces, lines);
}

function linesOf(whole: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < whole.length) {
    const newline = whole.indexOf("\n", start);
    const end = newline < 0 ? whole.length : newline + 1;
    const text = whole.slice(start, end);
    const prefix = /^(?:data:\s?)?/.exec(text)?.[0] ?? "";
    lines.push({ end, text, prefix, json: jsonOf(text.slice(prefix.length)) });
    start = end;
  }
  return lines;
}

function cleanLine({ text, prefix, json }: Line, cleaner: Cleaner): string {
  if (json === undefined) return cleaner.text(text);
  const clean = JSON.stringify(cleaner.value(json));
  return clean === JSON.stringify(json) ? text : prefix + clean + lineEnd(text);
}

const lineEnd = (text: string): string => /\r?\n?$/.exec(text)?.[0] ?? "";

/** A text that stands at one place of many events: pieces of an answer, or of the arguments of a tool. */
interface Spelled {
  readonly line: Line;
  readonly holder: Record<string, unknown>;
  readonly name: string;
  readonly value: string;
}

function cleanSpelled(lines: readonly Line[], cleaner: Cleaner): void {
  const groups = new Map<string, Spelled[]>();
  for (const line of lines) {
    const json = line.json === undefined ? undefined : jsonOf(line.text.slice(line.prefix.length));
    if (json === undefined) continue;
    walk(json, placeOf(json), (path, holder, name, value) => {
      const group = groups.get(path) ?? [];
      groups.set(path, group);
      group.push({ line: { ...line, json }, holder, name, value });
    });
  }
  for (const group of groups.values()) {
    if (group.every(({ value }) => value === group[0]?.value)) continue;
    const spelled = group.map(({ value }) => value).join("");
    const clean = cleaner.text(spelled);
    // The whole text comes with its first piece: where it was cut is where the secret was.
    if (clean !== spelled) for (const [index, one] of group.entries()) one.holder[one.name] = index === 0 ? clean : "";
  }
  const changed = new Map<number, Line>();
  for (const group of groups.values()) for (const { line } of group) changed.set(line.end, line);
  for (const line of lines) {
    const now = changed.get(line.end);
    if (now?.json === undefined) continue;
    const text = JSON.stringify(now.json);
    if (text !== JSON.stringify(jsonOf(line.text.slice(line.prefix.length))))
      line.text = line.prefix + text + lineEnd(line.text);
  }
}

/** Which of the texts that are told at once an event belongs to. */
function placeOf(event: object): string {
  const { type, index, output_index, content_index, item_id } = event as Readonly<Record<string, unknown>>;
  return JSON.stringify([type, index, output_index, content_index, item_id]);
}

type Visit = (path: string, holder: Record<string, unknown>, name: string, value: string) => void;

function walk(value: object, path: string, visit: Visit): void {
  const index = (value as { readonly index?: unknown }).index;
  for (const [name, item] of Object.entries(value)) {
    // `choices` and `tool_calls` have an index of their own, which is not where they stand in the list.
    const here = `${path}.${name}${typeof index === "number" ? `#${index}` : ""}`;
    if (typeof item === "string") visit(here, value as Record<string, unknown>, name, item);
    else if (typeof item === "object" && item !== null) walk(item as object, here, visit);
  }
}

/** Gives each line to the piece that held its end. */
function recut(pieces: readonly TextPiece[], lines: readonly Line[]): readonly TextPiece[] {
  const cut: TextPiece[] = [];
  let reached = 0;
  let next = 0;
  for (const { at, text } of pieces) {
    reached += text.length;
    let held = "";
    for (; (lines[next]?.end ?? Number.POSITIVE_INFINITY) <= reached; next++) held += lines[next]?.text ?? "";
    if (held !== "") cut.push({ at, text: held });
  }
  return cut;
}
