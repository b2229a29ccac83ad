import { attempt } from "../internal/attempt.ts";
import type { Check } from "../internal/option-checks.ts";
import { isList, ownKeys } from "../internal/own-keys.ts";
import type { ModelMatch } from "./cost.ts";
import { normaliseModel, stripVersion } from "./model-name.ts";
import type { PriceInterval } from "./price-interval.ts";
import { passed } from "./price-interval.ts";
import type { PriceOverride, PricingOptions } from "./pricing-options.ts";
import { tableProviderOf } from "./table-provider.ts";
import { validateOverride, validatePattern } from "./validate-pricing.ts";

/** The override that holds for a request. */
export interface FoundOverride {
  readonly override: PriceOverride;
  readonly modelKey: string;
  readonly match: ModelMatch;
}

export interface Overrides {
  /** `names` are the answering model and the one asked for, in this order. */
  find(provider: string, names: readonly string[], interval: PriceInterval): FoundOverride | undefined;
}

interface CompiledPattern {
  readonly match: RegExp;
  readonly override: PriceOverride;
}

/** A list or an object of more is no use; `validatePricing` says so. */
const MAX_OVERRIDES = 5_000;

/** Prepares overrides for look-up. Rows that `validatePricing` complains about are left out. */
export function compileOverrides(options: PricingOptions): Overrides {
  const byKey = new Map<string, readonly PriceOverride[]>();
  const overrides = options.overrides ?? {};
  const { keys, total } = ownKeys(overrides, MAX_OVERRIDES);
  for (const key of total > MAX_OVERRIDES ? [] : keys) {
    const value = attempt(() => overrides[key]);
    const rows = (isList(value) ? bounded(value) : [value]).filter((row) => isUsable(row, validateOverride));
    if (rows.length > 0) byKey.set(overrideKey(key), rows);
  }
  const patterns: CompiledPattern[] = [];
  for (const pattern of bounded(options.patterns ?? [])) {
    const match = attempt(() => (pattern.match instanceof RegExp ? pattern.match : undefined));
    if (match === undefined || !isUsable(pattern, validatePattern)) continue;
    // A global or sticky pattern would remember where it matched last.
    patterns.push({ match: new RegExp(match.source, match.flags.replace(/[gy]/g, "")), override: pattern });
  }
  return {
    find(provider, names, interval) {
      if (byKey.size === 0 && patterns.length === 0) return undefined;
      const id = tableProviderOf(provider);
      const models = names.map((name) => normaliseModel(id, name));
      for (const shorten of [(name: string) => name, stripVersion]) {
        for (const [index, model] of models.entries()) {
          const key = `${id}/${shorten(model)}`;
          const override = inEffect(byKey.get(key) ?? [], interval);
          const match = shorten === stripVersion ? "dated" : index === 0 ? "exact" : "alias";
          if (override !== undefined) return { override, modelKey: key, match };
        }
      }
      for (const { match, override } of patterns) {
        const model = models.find((each) => match.test(`${id}/${each}`) || match.test(each));
        const holds = model !== undefined && inEffect([override], interval) !== undefined;
        if (holds) return { override, modelKey: `${id}/${model}`, match: "alias" };
      }
      return undefined;
    },
  };
}

/** Splits `provider/model`, whatever the model's own slashes. */
export function splitModelKey(key: string): readonly [provider: string, model: string] {
  const slash = key.indexOf("/");
  return slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)];
}

function overrideKey(key: string): string {
  const [provider, model] = splitModelKey(key);
  const id = tableProviderOf(provider);
  return `${id}/${normaliseModel(id, model)}`;
}

function inEffect(rows: readonly PriceOverride[], interval: PriceInterval): PriceOverride | undefined {
  let found: PriceOverride | undefined;
  for (const row of rows) {
    const begun = row.effectiveFrom === undefined || passed(interval, new Date(row.effectiveFrom).getTime());
    const over = row.effectiveUntil !== undefined && passed(interval, new Date(row.effectiveUntil).getTime());
    if (begun && !over) found = row;
  }
  return found;
}

function bounded<T>(list: readonly T[]): readonly T[] {
  return attempt(() => (list.length > MAX_OVERRIDES ? [] : [...list])) ?? [];
}

function isUsable(row: PriceOverride | undefined, check: Check): row is PriceOverride {
  return attempt(() => check("", row).length === 0) === true;
}
