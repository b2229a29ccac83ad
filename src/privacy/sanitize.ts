import { MAX_READ_CHARS, unreadMark } from "../internal/text-head.ts";
import { cutToBytes, REDACTION_OVERLAP_CHARS, truncationMark } from "./budget.ts";
import { describeObject, isProxy, readEntries, textOf } from "./read-object.ts";
import {
  behindWords,
  inList,
  inObject,
  markUnder,
  ofProgram,
  programOf,
  type Telling,
  tellingOf,
} from "./telling-names.ts";

/** A value that `JSON.stringify` takes as it is. Its objects have no prototype. */
export type SafeJson = string | number | boolean | null | SafeJson[] | { [key: string]: SafeJson };

export interface SafeJsonOptions {
  /** What the value is called. */
  readonly name?: string | undefined;
  /** The program whose arguments it is. */
  readonly program?: string | undefined;
  /** @defaultValue 24 */
  readonly maxDepth?: number;
  /** Keys of one object. @defaultValue 500 */
  readonly maxKeys?: number;
  /** Elements of one array, Map or Set. @defaultValue 1000 */
  readonly maxItems?: number;
  /** UTF-8 bytes of one string. @defaultValue 64 KiB */
  readonly maxStringBytes?: number;
  /** UTF-8 bytes of the whole value, roughly. @defaultValue 128 KiB */
  readonly maxTotalBytes?: number;
  /** Cleans a string of at most the window's length plus an overlap; undefined drops it. */
  readonly redact?: (text: string, path: string, windowChars: number) => string | undefined;
  /** Cleans the name of a property, of which the first characters are kept; undefined drops the name. */
  readonly redactName?: (name: string, path: string) => string | undefined;
  /** Answers for a value that stands for media; undefined leaves it to be walked. */
  readonly media?: (value: unknown) => SafeJson | undefined;
}

/** The tree, and how many places had something cut or left out. */
export interface SafeJsonResult {
  readonly value: SafeJson;
  readonly truncations: number;
}

/**
 * Turns any value into a JSON-safe tree within limits. Never throws, never calls a `toJSON` or a getter of the host, and
 * says in place what it left out.
 */
export function toSafeJson(value: unknown, options: SafeJsonOptions = {}): SafeJsonResult {
  const walk: Walk = {
    maxDepth: options.maxDepth ?? 24,
    maxKeys: options.maxKeys ?? 500,
    maxItems: options.maxItems ?? 1000,
    maxStringBytes: options.maxStringBytes ?? 64 * 1024,
    redact: options.redact ?? ((text) => text),
    redactName: options.redactName ?? ((name) => name),
    media: options.media ?? (() => undefined),
    leftBytes: options.maxTotalBytes ?? 128 * 1024,
    truncations: 0,
    ancestors: undefined,
  };
  const { name, program } = options;
  const telling = program !== undefined ? ofProgram(program) : name === undefined ? undefined : tellingOf(name);
  return { value: convert(walk, value, 0, "", telling), truncations: walk.truncations };
}

interface Walk extends Required<Omit<SafeJsonOptions, "name" | "program" | "maxTotalBytes">> {
  leftBytes: number;
  truncations: number;
  /** Objects around the one that is walked. */
  ancestors: Set<object> | undefined;
}

const TRUNCATED = "[Truncated]";
const BIGGEST = 2n ** 1024n;
/** UTF-16 code units of the name of a property. */
export const MAX_NAME_CHARS = 256;

/** @param telling - what the name before the value says of it */
function convert(walk: Walk, value: unknown, depth: number, path: string, telling: Telling | undefined): SafeJson {
  if (typeof value === "string") {
    return (telling === undefined ? undefined : markUnder(telling, value)) ?? convertString(walk, value, path);
  }
  walk.leftBytes -= 8;
  if (typeof value === "number" || typeof value === "bigint") return convertNumber(value, telling);
  if (typeof value === "boolean" || value === null) return value;
  if (value === undefined) return null;
  if (typeof value === "symbol") return "[Symbol]";
  if (typeof value === "function") return "[Function]";
  try {
    return convertObject(walk, value, depth, path, telling);
  } catch {
    // Code of the host (a Proxy's trap) threw while its object was read: the place says so.
    walk.truncations += 1;
    return isProxy(value) ? "[Unreadable Proxy]" : "[Unreadable]";
  }
}

function convertNumber(value: number | bigint, telling: Telling | undefined): SafeJson {
  if (typeof value === "bigint" && (value >= BIGGEST || value <= -BIGGEST)) return "[BigInt]";
  const mark = telling === undefined ? undefined : markUnder(telling, value);
  return mark ?? (Number.isFinite(value) ? (value as number) : String(value));
}

function convertString(walk: Walk, value: string, path: string): SafeJson {
  if (value.length > MAX_READ_CHARS) {
    walk.truncations += 1;
    return unreadMark(value.length);
  }
  const asMedia = walk.media(value);
  if (asMedia !== undefined) return asMedia;
  if (walk.leftBytes <= 0) {
    walk.truncations += 1;
    return TRUNCATED;
  }
  const limit = Math.min(walk.maxStringBytes, walk.leftBytes);
  const clean = walk.redact(value, path, limit);
  if (clean === undefined) return "[Dropped]";
  const { text, cutChars } = cutToBytes(clean.toWellFormed(), limit);
  walk.leftBytes -= Math.max(8, Buffer.byteLength(text));
  if (cutChars === 0 && value.length <= limit) return text;
  walk.truncations += 1;
  return `${text}${truncationMark(Math.max(cutChars, value.length - text.length), value.length)}`;
}

function convertObject(walk: Walk, value: object, depth: number, path: string, telling: Telling | undefined): SafeJson {
  if (walk.ancestors?.has(value) === true) return "[Circular]";
  const asMedia = walk.media(value);
  if (asMedia !== undefined) return asMedia;
  const described = describeObject(value);
  if (described !== undefined) return described;
  const text = textOf(value);
  if (text !== undefined) return convertString(walk, text, path);
  if (depth >= walk.maxDepth || walk.leftBytes <= 0) {
    walk.truncations += 1;
    return TRUNCATED;
  }
  walk.ancestors ??= new Set();
  walk.ancestors.add(value);
  try {
    return Array.isArray(value)
      ? convertItems(walk, value, value.length, depth, path, telling)
      : convertEntries(walk, value, depth, path, telling);
  } finally {
    walk.ancestors.delete(value);
  }
}

function convertItems(
  walk: Walk,
  items: readonly unknown[],
  length: number,
  depth: number,
  path: string,
  telling: Telling | undefined,
): SafeJson {
  const result: SafeJson[] = [];
  const kept = Math.min(length, walk.maxItems);
  let before: unknown;
  const caller = telling?.startsWith("program ") ? programOf(telling) : undefined;
  let program = caller;
  let index = 0;
  for (; index < kept && walk.leftBytes > 0; index += 1) {
    const item = items[index];
    const said = inList(telling, length, index === 1 ? before : undefined);
    const safe = convert(walk, item, depth + 1, `${path}${path === "" ? "" : "."}${index}`, said);
    result.push(typeof safe === "string" ? behindWords(items, index, safe, program, caller) : safe);
    program = programOf(item) ?? program;
    before = item;
  }
  if (index < length) {
    walk.truncations += 1;
    result.push(`[Truncated ${length - index} of ${length} items]`);
  }
  return result;
}

function convertEntries(
  walk: Walk,
  value: object,
  depth: number,
  path: string,
  telling: Telling | undefined,
): SafeJson {
  const { entries, total, isList } = readEntries(value, walk.maxKeys);
  if (isList)
    return convertItems(
      walk,
      entries.map((entry) => entry[1]),
      total,
      depth,
      path,
      telling,
    );
  const result: { [key: string]: SafeJson } = Object.create(null);
  let kept = 0;
  for (const [key, item] of entries) {
    if (walk.leftBytes <= 0) break;
    kept += 1;
    if (item === undefined) continue;
    const clean = cleanName(walk, key, path);
    // Two names can become one as they are cleaned.
    const name = clean in result ? `${clean} ${kept}` : clean;
    walk.leftBytes -= name.length + 4;
    const said = inObject(telling, key, entries);
    result[name] = convert(walk, item, depth + 1, path === "" ? name : `${path}.${name}`, said);
  }
  if (kept < total) {
    walk.truncations += 1;
    result["[Truncated]"] = `${total - kept} of ${total} keys`;
  }
  return result;
}

function cleanName(walk: Walk, key: string, path: string): string {
  const name = walk.redactName(key, path) ?? "[Dropped]";
  const isCut = name.length > MAX_NAME_CHARS || key.length > MAX_NAME_CHARS + REDACTION_OVERLAP_CHARS;
  return (isCut ? `${name.slice(0, MAX_NAME_CHARS)}[Truncated]` : name).toWellFormed();
}
