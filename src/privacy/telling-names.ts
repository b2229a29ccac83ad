import { headOf } from "../internal/text-head.ts";
import { PROGRAMS } from "./login-rules.ts";
import { isSecretValue, type KeyStrength, secretKeyStrength } from "./secret-values.ts";
import { redactionMark, redactSecrets } from "./secrets.ts";

/**
 * What stands before a value says of it: how surely it is a secret, that it is cookies, that it may be a name and its value, or that it is what a
 * program is called with.
 */
export type Telling = KeyStrength | "cookie" | "pair" | `program ${string}`;

/** More names than programs have; with them the memory starts again. */
const MAX_KNOWN = 2_000;
const known = new Map<string, Telling | undefined>();

/** What the name of a property or an attribute says of its value. The same names come again and again, so each is looked at once. */
export function tellingOf(name: string): Telling | undefined {
  if (name.length < 3 || name.length > MAX_NAME_CHARS) return undefined;
  const found = known.get(name);
  if (found !== undefined || known.has(name)) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const telling = readName(name);
  known.set(name, telling);
  return telling;
}

/** What is said of arguments by the program that they are for, where that takes a password among them. */
export function ofProgram(program: unknown): Telling | undefined {
  const name = programOf(program);
  return name === undefined ? undefined : `program ${name}`;
}

/** The name of a program that takes a password among its arguments. */
export function programOf(path: unknown): string | undefined {
  if (typeof path !== "string" || path.length > MAX_PATH_CHARS) return undefined;
  return path.startsWith("program ") ? path.slice("program ".length) : PROGRAM.exec(path)?.[1];
}

/** What is said of a property: by its name, and of a `value` by the name that the object has, or stands under. */
export function inObject(
  around: Telling | undefined,
  key: string,
  entries: readonly (readonly [string, unknown])[],
): Telling | undefined {
  if (ARGUMENTS_KEY.test(key)) return ofProgram(entries.find(([other]) => PROGRAM_KEY.test(other))?.[1]);
  if (!VALUE_KEY.test(key)) return tellingOf(key);
  if (around !== undefined && around !== "pair") return around;
  for (const [other, name] of entries) {
    const telling = NAME_KEY.test(other) ? readName(name) : undefined;
    if (telling !== undefined) return telling;
  }
  return undefined;
}

/**
 * What is said of an item: that of its list, and of the second in a list of two that is in a list itself, as those of headers are, by the first.
 * That one has to be likely, since pairs of words are many.
 */
export function inList(around: Telling | undefined, length: number, before: unknown): Telling | undefined {
  if (around !== undefined && around !== "pair") return around;
  const telling = around === "pair" && length === 2 ? readName(before) : undefined;
  return isSure(telling) ? "likely" : (telling ?? "pair");
}

function isOfProgram(telling: Telling): telling is `program ${string}` {
  return telling.startsWith("program ");
}

function isSure(telling: Telling | undefined): boolean {
  return telling === "sure" || telling === "folder";
}

function readName(name: unknown): Telling | undefined {
  if (typeof name !== "string" || name.length > MAX_NAME_CHARS) return undefined;
  return COOKIE_NAME.test(name) ? "cookie" : secretKeyStrength(name);
}

/** The mark for a text or a number that is a secret under such a name; undefined where it can be none, as a count or a placeholder. */
export function markUnder(telling: Telling, value: string | number | bigint): string | undefined {
  if (typeof value !== "string") {
    const isSecret = isSure(telling) && isSecretValue(String(value), "sure", false);
    return isSecret ? redactionMark("secret") : undefined;
  }
  if (telling === "pair" || isOfProgram(telling)) return undefined;
  const head = headOf(value, MAX_VALUE_CHARS);
  if (telling === "cookie") return COOKIE_VALUE.test(head) ? redactionMark("cookie") : undefined;
  return isSecretValue(head, telling, true) ? redactionMark("secret") : undefined;
}

/**
 * An argument of a command line, without a secret that the flag in front of it announces (`["--token", "..."]`), the program that it is for
 * (`["mysql", "-p..."]`), or what that is told to do (`["aws", "configure", "set", "aws_secret_access_key", "..."]`).
 *
 * @param items - the list that holds it at `index`
 * @param program - the last one before it
 * @param caller - the one that all of the list is for
 */
export function behindWords(
  items: readonly unknown[],
  index: number,
  argument: string,
  program: string | undefined,
  caller: string | undefined,
): string {
  const before = items[index - 1];
  const isBehind = typeof before === "string" && before.length <= MAX_FLAG_CHARS && FLAG.test(before);
  const words = isBehind ? "" : wordsBefore(items, index, caller);
  const told = words !== "" && isTelling(before) ? words : "";
  if (!isBehind && told === "" && (program === undefined || !argument.startsWith("-"))) return argument;
  const start = told !== "" ? told : ` ${program === undefined ? "" : `${program} `}${isBehind ? `${before} ` : ""}`;
  const { text } = redactSecrets(start + argument);
  return text.startsWith(start) ? text.slice(start.length) : argument;
}

/** A value follows, where a program is told to keep it or to log in. */
function isTelling(word: unknown): boolean {
  if (typeof word !== "string" || word.length > MAX_NAME_CHARS) return false;
  return word === "login" || (readName(word) ?? "cookie") !== "cookie";
}

/** The words before an item, where they tell a program to keep something. */
function wordsBefore(items: readonly unknown[], index: number, caller: string | undefined): string {
  const before = items.slice(Math.max(0, index - MAX_WORDS), index);
  if (!isKeeping(caller) && !before.some(isKeeping)) return "";
  let words = caller === undefined ? " " : ` ${caller} `;
  for (const item of before) {
    if (typeof item !== "string" || item.length > MAX_NAME_CHARS || /\s/.test(item)) words = " ";
    else words += `${item} `;
  }
  return KEEPING.test(words) ? words : "";
}

/** Asked first: most lists have none of these words, and no other one of theirs is looked at. */
function isKeeping(word: unknown): boolean {
  return typeof word === "string" && word.length <= MAX_KEEPING_CHARS && KEEPING.test(` ${word} `);
}

const MAX_KEEPING_CHARS = "config:set".length;
/** `config set --secret NAME`. */
const MAX_WORDS = 4;
const KEEPING = / (?:setx?|config:set|vault|cargo) /;
const FLAG = /^--?[a-z][a-z-]*$/i;
/** A pattern that looks at a text makes V8 put it together first, which is slow for one of millions of characters. */
const MAX_FLAG_CHARS = 33;
const MAX_PATH_CHARS = 300;
const PROGRAM = new RegExp(`^(?:.*[/\\\\])?(${PROGRAMS})(?:\\.exe)?$`, "i");
const PROGRAM_KEY = /^(?:command|cmd|program|executable|bin|file)$/i;
const ARGUMENTS_KEY = /^(?:args|argv|arguments)$/i;
const MAX_NAME_CHARS = 80;
const MAX_VALUE_CHARS = 4_096;
const NAME_KEY = /^(?:name|key)$/i;
const VALUE_KEY = /^(?:string_?)?value$/i;
const COOKIE_NAME = /cookies?$/i;
const COOKIE_VALUE = /^\s{0,4}[\w.%-]{1,80}=[^\r\n"']{2}/;
