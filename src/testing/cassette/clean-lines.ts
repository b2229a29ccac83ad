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
    const cleaned = cleanList(whole, cleaner) ?? cleaner.text(whole);
    return cleaned === whole ? pieces : [{ at: pieces[0]?.at ?? 0, text: cleaned }];
  }
  // First what they spell together: a piece alone may be taken for the whole, and the rest would be left.
  cleanSpelled(lines, cleaner);
  for (const line of lines) line.text = cleanLine(line, cleaner);
  return lines.every(({ text }, index) => text === before[index]) ? pieces : recut(pieces, lines);
}

/** A stream that is one list of JSON, as Google's is without server-sent events; undefined for anything else, and where nothing has to go. */
function cleanList(whole: string, cleaner: Cleaner): string | undefined {
  const list = jsonOf(whole);
  if (!Array.isArray(list)) return undefined;
  const items = list.map((item: unknown): Line => {
    const json = typeof item === "object" && item !== null ? item : { item };
    return { end: 0, text: JSON.stringify(json), prefix: "", json };
  });
  const before = items.map(({ text }) => text).join(",");
  cleanSpelled(items, cleaner);
  const cleaned = items.map((item) => cleanLine(item, cleaner)).join(",");
  return cleaned === before ? undefined : `[${cleaned}]`;
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
  const written = JSON.stringify(json);
  const clean = JSON.stringify(cleaner.value(json));
  if (clean !== written) return prefix + clean + lineEnd(text);
  // What was written otherwise may hold what was not read, such as a name that is given twice.
  return prefix + written + lineEnd(text) === text ? text : cleaner.text(text);
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
    if (line.json === undefined) continue;
    walk(line.json, placeOf(line.json), (path, holder, name, value) => {
      const group = groups.get(path) ?? [];
      groups.set(path, group);
      group.push({ line, holder, name, value });
    });
  }
  for (const group of groups.values()) {
    if (group.every(({ value }) => value === group[0]?.value)) continue;
    const spelled = group.map(({ value }) => value).join("");
    const clean = cleaner.text(spelled);
    if (clean === spelled || clean === group.map(({ value }) => cleaner.text(value)).join("")) continue;
    // The whole text comes with its first piece: where it was cut is where the secret was.
    for (const [index, { line, holder, name }] of group.entries()) {
      holder[name] = index === 0 ? clean : "";
      line.text = line.prefix + JSON.stringify(line.json) + lineEnd(line.text);
    }
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
