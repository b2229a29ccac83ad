import { types } from "node:util";
import { isList, ownKeys } from "../internal/own-keys.ts";
import { headOf } from "../internal/text-head.ts";
import { RATE_FIELDS } from "./rates.ts";

const MAX_FIELDS = 100;
const MAX_ENTRIES = 5_000;

/** What is wrong with an option. */
export interface Problem {
  /** The path of the option: `pricing.overrides["openai/gpt-5"].input`. */
  readonly option: string;
  readonly expected: string;
  readonly got: string;
}

type Fields = Readonly<Record<string, (path: string, value: unknown) => Problem[]>>;

const RATES: Fields = Object.fromEntries(RATE_FIELDS.map((field) => [field, price]));
const TIER: Fields = { ...RATES, fromInputTokens: tokens };
const SCHEDULE: Fields = { ...RATES, tiers: (path, value) => list(path, value, (at, tier) => tierRow(at, tier)) };
const OVERRIDE: Fields = {
  ...SCHEDULE,
  like: modelKey,
  multiplier: factor,
  serviceTiers: (path, value) => record(path, value, serviceTier),
  effectiveFrom: date,
  effectiveUntil: date,
};
const OPTIONS: Fields = {
  enabled: boolean,
  overrides: (path, value) => record(path, value, overrideEntry),
  patterns: (path, value) => list(path, value, pattern),
  discount: (path, value) => (typeof value === "number" ? share(path, value) : record(path, value, share)),
  free: (path, value) => list(path, value, text),
  tierFallback: (path, value) => (value === "standard" ? [] : [problem(path, '"standard"', value)]),
  staleAfterDays: days,
};

/** Everything that is wrong with pricing options; empty when they can be used. Takes any value and never throws. */
export function validatePricing(options: unknown): Problem[] {
  if (options === undefined) return [];
  try {
    return object("pricing", options, OPTIONS);
  } catch {
    // A getter or a Proxy of the caller threw.
    return [problem("pricing", "options that can be read", options)];
  }
}

/** Everything that is wrong with one override. */
export function validateOverride(path: string, value: unknown): Problem[] {
  const found = object(path, value, OVERRIDE, ["match"]);
  if (found.length > 0 || !isRecord(value)) return found;
  const { effectiveFrom: from, effectiveUntil: until } = value as { effectiveFrom?: string; effectiveUntil?: string };
  if (from !== undefined && until !== undefined && new Date(from) >= new Date(until)) {
    return [problem(`${path}.effectiveUntil`, "a date after effectiveFrom", until)];
  }
  return [];
}

function overrideEntry(path: string, value: unknown): Problem[] {
  const key = path.slice(path.indexOf('["') + 2, -2);
  if (!/^[^/]+\/.+$/.test(key)) return [problem(path, 'a key "provider/model"', key)];
  return isList(value) ? list(path, value, validateOverride) : validateOverride(path, value);
}

function pattern(path: string, value: unknown): Problem[] {
  if (!isRecord(value)) return [problem(path, "an object", value)];
  const wrong = value.match instanceof RegExp ? [] : [problem(`${path}.match`, "a RegExp", value.match)];
  return [...wrong, ...validateOverride(path, value)];
}

function serviceTier(path: string, value: unknown): Problem[] {
  if (isRecord(value) && "multiplier" in value) return object(path, value, { multiplier: factor });
  return object(path, value, SCHEDULE);
}

function tierRow(path: string, value: unknown): Problem[] {
  const found = object(path, value, TIER);
  return isRecord(value) && value.fromInputTokens === undefined
    ? [...found, problem(`${path}.fromInputTokens`, "a number of tokens", undefined)]
    : found;
}

function object(path: string, value: unknown, fields: Fields, also: readonly string[] = []): Problem[] {
  if (!isRecord(value)) return [problem(path, "an object", value)];
  // A Proxy that refuses to list its fields throws here, and not only when it is used.
  if (types.isProxy(value)) Reflect.ownKeys(value);
  const { keys, total } = ownKeys(value, MAX_FIELDS);
  if (total > MAX_FIELDS) return [problem(path, `an object of at most ${MAX_FIELDS} fields`, value)];
  return keys.flatMap((key) => {
    const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (also.includes(key) || value[key] === undefined) return [];
    if (check !== undefined) return check(`${path}.${key}`, value[key]);
    return [{ option: `${path}.${key}`, expected: `one of ${Object.keys(fields).join(", ")}`, got: `"${key}"` }];
  });
}

function record(path: string, value: unknown, check: (path: string, value: unknown) => Problem[]): Problem[] {
  if (!isRecord(value)) return [problem(path, "an object", value)];
  const { keys, total } = ownKeys(value, MAX_ENTRIES);
  if (total > MAX_ENTRIES) return [problem(path, `an object of at most ${MAX_ENTRIES} entries`, value)];
  return keys.flatMap((key) => check(`${path}["${key}"]`, value[key]));
}

function list(path: string, value: unknown, check: (path: string, value: unknown) => Problem[]): Problem[] {
  if (!isList(value)) return [problem(path, "an array", value)];
  if (value.length > MAX_ENTRIES) return [problem(path, `an array of at most ${MAX_ENTRIES} entries`, value)];
  return value.flatMap((each, index) => check(`${path}[${index}]`, each));
}

function price(path: string, value: unknown): Problem[] {
  return isNumber(value, 0) ? [] : [problem(path, "a price in USD, 0 or more", value)];
}

function factor(path: string, value: unknown): Problem[] {
  return isNumber(value, 0) ? [] : [problem(path, "a factor, 0 or more", value)];
}

function share(path: string, value: unknown): Problem[] {
  return isNumber(value, 0) && value <= 1 ? [] : [problem(path, "a share from 0 to 1", value)];
}

function tokens(path: string, value: unknown): Problem[] {
  return isNumber(value, 1) && Number.isInteger(value) ? [] : [problem(path, "a whole number of tokens", value)];
}

function days(path: string, value: unknown): Problem[] {
  return typeof value === "number" && value >= 0 ? [] : [problem(path, "a number of days", value)];
}

function boolean(path: string, value: unknown): Problem[] {
  return typeof value === "boolean" ? [] : [problem(path, "true or false", value)];
}

function text(path: string, value: unknown): Problem[] {
  return isText(value) && value !== "" ? [] : [problem(path, "a name", value)];
}

function modelKey(path: string, value: unknown): Problem[] {
  return isText(value) && /^[^/]+\/.+$/.test(value) ? [] : [problem(path, '"provider/model"', value)];
}

function date(path: string, value: unknown): Problem[] {
  const instant = isText(value) ? Date.parse(value) : value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isNaN(instant) ? [problem(path, "a date", value)] : [];
}

/** Longer texts are no name and no date. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 1_000;
}

function isNumber(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= least;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isList(value);
}

function problem(option: string, expected: string, value: unknown): Problem {
  const got = typeof value === "string" ? `"${headOf(value, 60)}"` : value === null ? "null" : describe(value);
  return { option, expected, got };
}

function describe(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}
