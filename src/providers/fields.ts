/** More entries of one list than any request or response has; what lies behind is not read. */
const MAX_ENTRIES = 10_000;

/** Longest JSON text that is parsed: the time stays within a few milliseconds. */
export const MAX_PARSED_LENGTH: number = 256 * 1024;

/** One property of anything; `undefined` when there is none or reading it throws. */
export function field(value: unknown, key: string): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // A throwing getter or a revoked proxy has nothing to tell.
    return undefined;
  }
}

/** A property reached through several others. */
export function path(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    found = field(found, key);
    if (found === undefined || found === null) return undefined;
  }
  return found;
}

/** A property under its wire name (`prompt_tokens`), or under the camelCase name that some clients give it. */
export function cased(value: unknown, key: string): unknown {
  if (value === undefined || value === null) return undefined;
  const found = field(value, key);
  if (found !== undefined && found !== null) return found;
  const name = camelCase(key);
  return name === key ? found : (field(value, name) ?? found);
}

/** Whether a property exists, its getter not called. */
export function has(value: unknown, key: PropertyKey): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    return key in value;
  } catch {
    return false;
  }
}

/** A property when it is text with at least one character. */
export function text(value: unknown, key: string): string | undefined {
  return nonEmpty(field(value, key));
}

/** As {@link text}, in either case. */
export function casedText(value: unknown, key: string): string | undefined {
  return nonEmpty(cased(value, key));
}

/** A property when it is a word: a name, an id, a kind. Text that is too long for one is none. */
export function word(value: unknown, key: string): string | undefined {
  return short(field(value, key));
}

/** As {@link word}, in either case. */
export function casedWord(value: unknown, key: string): string | undefined {
  return short(cased(value, key));
}

/** A property when it is a finite number (or a bigint within the safe integers), of any sign. */
export function amount(value: unknown, key: string): number | undefined {
  const found = cased(value, key);
  if (typeof found === "number") return Number.isFinite(found) ? found : undefined;
  if (typeof found !== "bigint") return undefined;
  const narrowed = Number(found);
  return Number.isSafeInteger(narrowed) ? narrowed : undefined;
}

/** A property when it is a number that can count something: finite and not negative. */
export function count(value: unknown, key: string): number | undefined {
  const found = amount(value, key);
  return found !== undefined && found >= 0 ? found : undefined;
}

/** The sum of the known ones; `undefined` when none is known. */
export function add(...counts: readonly (number | undefined)[]): number | undefined {
  let sum: number | undefined;
  for (const one of counts) if (one !== undefined) sum = (sum ?? 0) + one;
  return sum;
}

/** Whether a value is an array; a revoked proxy is not. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The entries of a list, up to {@link MAX_ENTRIES}; none when it is no list. */
export function list(value: unknown): readonly unknown[] {
  if (!isList(value)) return [];
  const length = Math.min(lengthOf(value), MAX_ENTRIES, depth > 0 ? entriesLeft : MAX_ENTRIES);
  if (depth > 0) entriesLeft -= length;
  const entries: unknown[] = [];
  for (let i = 0; i < length; i++) entries.push(entryOf(value, i));
  return entries;
}

function lengthOf(value: readonly unknown[]): number {
  try {
    const { length } = value;
    return Number.isFinite(length) ? Math.max(0, length) : 0;
  } catch {
    return 0; // A proxy of a list that does not say how long it is.
  }
}

function entryOf(value: readonly unknown[], index: number): unknown {
  try {
    return value[index];
  } catch {
    return undefined; // As for any property that throws when it is read.
  }
}

/** The first entry of a list, the others not looked at. */
export function firstOf(value: unknown): unknown {
  return isList(value) ? field(value, "0") : undefined;
}

/** Whether a value is an object that is not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is bytes, which a proxy never is. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value instanceof Uint8Array;
}

/**
 * What `read` gives, or `fallback` when a hostile value makes it throw. The outermost attempt has an allowance of entries that all
 * lists below it share, so that lists within lists end.
 */
export function attempt<T>(read: () => T, fallback: T): T {
  if (depth === 0) entriesLeft = MAX_ENTRIES_OF_CALL;
  depth++;
  try {
    return read();
  } catch {
    // Only what a value does when it is looked at can throw here, and such a value has nothing to tell.
    return fallback;
  } finally {
    depth--;
  }
}

/** Entries of all lists that one call looks at. */
const MAX_ENTRIES_OF_CALL = 12_000;

let depth = 0;
let entriesLeft: number = MAX_ENTRIES_OF_CALL;

/** Parses JSON that is short enough; `undefined` when it is none. */
export function parseJson(value: unknown, maxLength: number = MAX_PARSED_LENGTH): unknown {
  if (typeof value !== "string" || value.length > maxLength) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The same object without the properties that are `undefined`. */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value as T[typeof key];
  }
  return kept as T;
}

/** Looking up longer text in a set would hash all of it. */
const MAX_WORD_LENGTH = 1_024;

function short(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_WORD_LENGTH ? value : undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

const camelCased = new Map<string, string>();

/** `prompt_tokens` as `promptTokens`. */
export function camelCase(key: string): string {
  let name = camelCased.get(key);
  if (name === undefined) {
    name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (camelCased.size < 1_000) camelCased.set(key, name);
  }
  return name;
}
