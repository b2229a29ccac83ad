import { types } from "node:util";
import { isList, type OwnKeys, ownKeys } from "./own-keys.ts";

/** What is wrong with one option that code gave. */
export interface Problem {
  /** Its path, such as `pricing.overrides["openai/gpt-5"].input`. */
  readonly option: string;
  readonly expected: string;
  /** What stands there, short and without secrets. */
  readonly got: string;
}

/** Says what is wrong with the value at a path of the options; nothing when it can be used. */
export type Check = (path: string, value: unknown) => readonly Problem[];

const MAX_FIELDS = 100;
const MAX_ENTRIES = 5_000;
const MAX_NAME_CHARS = 1_024;
/** A longer text may be a key that was put in the wrong place. */
const MAX_SHOWN_CHARS = 24;

/**
 * A value that a test accepts.
 *
 * @param got - what is wrong with a value that is not accepted, where more is known than what it is
 */
export function that(
  expected: string,
  accepts: (value: unknown) => boolean,
  got: (value: unknown) => string | undefined = () => undefined,
): Check {
  return (path, value) => (accepts(value) ? [] : [problem(path, expected, value, got(value))]);
}

export const boolean: Check = that("true or false", (value) => typeof value === "boolean");
export const call: Check = that("a function", (value) => typeof value === "function");
export const text: Check = that(
  "a text of 1 to 1,024 characters",
  (value) => typeof value === "string" && value !== "" && value.length <= MAX_NAME_CHARS,
);

/** A number within bounds, both of them allowed. */
export function number(expected: string, least: number, most: number = Number.MAX_VALUE): Check {
  return that(expected, (value) => typeof value === "number" && value >= least && value <= most);
}

/** The same without a fraction. */
export function whole(expected: string, least: number, most: number = Number.MAX_VALUE): Check {
  return that(expected, (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most);
}

export const share: Check = number("a number from 0 to 1", 0, 1);

export function oneOf(...allowed: readonly unknown[]): Check {
  return that(allowed.map((one) => JSON.stringify(one)).join(" or "), (value) => allowed.includes(value));
}

/** What one of these takes. Where one finds fault with a part of the value only, that is told. */
export function anyOf(...checks: readonly Check[]): Check {
  return (path, value) => {
    const found = checks.map((check) => check(path, value));
    if (found.some((problems) => problems.length === 0)) return [];
    const ofParts = found.find((problems) => problems.some(({ option }) => option !== path));
    return ofParts ?? [problem(path, found.map(([first]) => first?.expected).join(", or "), value)];
  };
}

export function list(check: Check): Check {
  return (path, value) => {
    if (!isList(value)) return [problem(path, "a list", value)];
    if (value.length > MAX_ENTRIES) return [problem(path, `a list of at most ${MAX_ENTRIES} entries`, value)];
    return value.flatMap((one, index) => check(`${path}[${index}]`, one));
  };
}

/** An object with keys of the caller's own. */
export function record(check: (path: string, value: unknown, key: string) => readonly Problem[]): Check {
  return (path, value) => {
    if (!isRecord(value)) return [problem(path, "an object", value)];
    const { keys, total } = keysOf(value, MAX_ENTRIES);
    if (total > MAX_ENTRIES) return [problem(path, `an object of at most ${MAX_ENTRIES} entries`, value)];
    return keys.flatMap((key) => check(`${path}["${key}"]`, value[key], key));
  };
}

/** An object that has no other fields than these; what is undefined is not there. */
export function fields(checks: Readonly<Record<string, Check>>): Check {
  return (path, value) => {
    if (!isRecord(value)) return [problem(path, "an object", value)];
    const { keys, total } = keysOf(value, MAX_FIELDS);
    if (total > MAX_FIELDS) return [problem(path, `an object of at most ${MAX_FIELDS} fields`, value)];
    return keys.flatMap((key) => readable(`${path}.${key}`, () => field(`${path}.${key}`, value, key, checks)));
  };
}

/** An object of these fields, of which some have to be there. */
export function complete(needed: Readonly<Record<string, Check>>, others: Readonly<Record<string, Check>> = {}): Check {
  const known = fields({ ...needed, ...others });
  return (path, value) => {
    const problems = known(path, value);
    if (problems.length > 0 || !isRecord(value)) return problems;
    return Object.entries(needed).flatMap(([key, check]) =>
      value[key] === undefined ? check(`${path}.${key}`, undefined) : [],
    );
  };
}

/** What a check finds, also where a getter or a Proxy of the caller throws. */
export function readable(path: string, check: () => readonly Problem[]): readonly Problem[] {
  try {
    return check();
  } catch {
    return [problem(path, "options that can be read", undefined, "an object that throws")];
  }
}

export function problem(option: string, expected: string, value: unknown, got: string = describe(value)): Problem {
  return { option, expected, got };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isList(value);
}

/** @throws where a Proxy refuses to list its keys, and not only when it is used */
function keysOf(value: object, most: number): OwnKeys {
  if (types.isProxy(value)) Reflect.ownKeys(value);
  return ownKeys(value, most);
}

function field(
  path: string,
  value: Readonly<Record<string, unknown>>,
  key: string,
  checks: Readonly<Record<string, Check>>,
): readonly Problem[] {
  const given = value[key];
  if (given === undefined) return [];
  const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
  if (check !== undefined) return check(path, given);
  return [problem(path, `one of ${Object.keys(checks).join(", ")}`, key, "an option that does not exist")];
}

/** What stands where a key can stand: nothing of what it says. */
export function kindOf(value: unknown): string {
  if (typeof value === "string") return `a text of ${value.length} characters`;
  return typeof value === "number" ? "a number" : describe(value);
}

function describe(value: unknown): string {
  if (typeof value === "string") {
    const isShown = value.length <= MAX_SHOWN_CHARS && !value.includes("@");
    return isShown ? JSON.stringify(value) : kindOf(value);
  }
  if (value === null || typeof value === "number" || typeof value === "boolean" || value === undefined)
    return String(value);
  return isList(value) ? "a list" : `a value of type ${typeof value}`;
}
