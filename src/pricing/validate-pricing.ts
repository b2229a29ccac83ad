import {
  anyOf,
  boolean,
  type Check,
  fields,
  isRecord,
  list,
  number,
  oneOf,
  type Problem,
  problem,
  readable,
  record,
  share,
  text,
  that,
  whole,
} from "../internal/option-checks.ts";
import { isList } from "../internal/own-keys.ts";
import { RATE_FIELDS } from "./rates.ts";

const price = number("a price in USD, 0 or more", 0);
const factor = number("a factor, 0 or more", 0);
const tokens = whole("a whole number of tokens", 1);
const days = that("a number of days", (value) => typeof value === "number" && value >= 0);
const modelKey = that('"provider/model"', (value) => isText(value) && /^[^/]+\/.+$/.test(value));
const date = that("a date", (value) => !Number.isNaN(instantOf(value)));
const regExp = that("a RegExp", (value) => value instanceof RegExp);

const RATES = Object.fromEntries(RATE_FIELDS.map((field) => [field, price]));
const TIER = fields({ ...RATES, fromInputTokens: tokens });
const SCHEDULE = { ...RATES, tiers: list(tierRow) };
const OVERRIDE = {
  ...SCHEDULE,
  like: modelKey,
  multiplier: factor,
  serviceTiers: record(serviceTier),
  effectiveFrom: date,
  effectiveUntil: date,
};
const OPTIONS = fields({
  enabled: boolean,
  overrides: record(overrideEntry),
  patterns: list((path, value) => validatePattern(path, value)),
  discount: anyOf(share, record(share)),
  free: list(text),
  tierFallback: oneOf("standard"),
  staleAfterDays: days,
});

/** Everything that is wrong with pricing options; empty when they can be used. Takes any value and never throws. */
export const validatePricing: Check = (path, options) =>
  options === undefined ? [] : readable(path, () => OPTIONS(path, options));

/** Everything that is wrong with one override. */
export const validateOverride: Check = (path, value) => checkOverride(path, value, OVERRIDE);

/** Everything that is wrong with an override for all models whose name matches. */
export const validatePattern: Check = (path, value) => {
  const found = checkOverride(path, value, { ...OVERRIDE, match: regExp });
  return isRecord(value) && value.match === undefined ? [...regExp(`${path}.match`, undefined), ...found] : found;
};

function checkOverride(path: string, value: unknown, known: Readonly<Record<string, Check>>): readonly Problem[] {
  const found = fields(known)(path, value);
  if (found.length > 0 || !isRecord(value)) return found;
  const { effectiveFrom: from, effectiveUntil: until } = value;
  if (from === undefined || until === undefined || instantOf(from) < instantOf(until)) return [];
  return [problem(`${path}.effectiveUntil`, "a date after effectiveFrom", until)];
}

function overrideEntry(path: string, value: unknown, key: string): readonly Problem[] {
  if (!/^[^/]+\/.+$/.test(key)) return [problem(path, 'a key "provider/model"', key)];
  return isList(value) ? list(validateOverride)(path, value) : validateOverride(path, value);
}

function serviceTier(path: string, value: unknown): readonly Problem[] {
  const isFactor = isRecord(value) && value.multiplier !== undefined;
  return fields(isFactor ? { multiplier: factor } : SCHEDULE)(path, value);
}

function tierRow(path: string, value: unknown): readonly Problem[] {
  const found = TIER(path, value);
  const isMissing = isRecord(value) && value.fromInputTokens === undefined;
  return isMissing ? [...found, ...tokens(`${path}.fromInputTokens`, undefined)] : found;
}

function instantOf(value: unknown): number {
  return isText(value) ? Date.parse(value) : value instanceof Date ? value.getTime() : Number.NaN;
}

/** Longer texts are no name and no date. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 1_000;
}
