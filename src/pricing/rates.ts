/** Prices of one model in USD. A field that is absent has no stated price. */
export interface Rates {
  /** Per million input tokens that no cache served. */
  readonly input?: number | undefined;
  /** Per million output tokens. */
  readonly output?: number | undefined;
  /** Per million tokens read from a cache. */
  readonly cacheRead?: number | undefined;
  /** Per million tokens written to a cache that lives five minutes, or whose lifetime is not known. */
  readonly cacheWrite5m?: number | undefined;
  /** Per million tokens written to a cache that lives an hour. */
  readonly cacheWrite1h?: number | undefined;
  /** Per million audio tokens in the input. */
  readonly audioInput?: number | undefined;
  /** Per million audio tokens in the output. */
  readonly audioOutput?: number | undefined;
  /** Per million audio tokens read from a cache. */
  readonly audioCacheRead?: number | undefined;
  /** Per million image tokens in the input. */
  readonly imageInput?: number | undefined;
  /** Per million image tokens in the output. */
  readonly imageOutput?: number | undefined;
  /** Per million reasoning tokens, where they cost something else than output. */
  readonly reasoning?: number | undefined;
  /** Per request. */
  readonly perRequest?: number | undefined;
  /** Per search of the web. */
  readonly webSearch?: number | undefined;
  /** Per search of the web by OpenAI's tool `web_search_preview`. */
  readonly webSearchPreview?: number | undefined;
  /** Per search of files that are kept at the provider. */
  readonly fileSearch?: number | undefined;
  /** Per run of code by OpenAI's code interpreter. OpenAI bills the container instead, so that no price is known: give 0 where you count containers yourself. */
  readonly codeInterpreter?: number | undefined;
}

export type RateField = keyof Rates;

export const RATE_FIELDS: readonly RateField[] = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
  "audioInput",
  "audioOutput",
  "audioCacheRead",
  "imageInput",
  "imageOutput",
  "reasoning",
  "perRequest",
  "webSearch",
  "webSearchPreview",
  "fileSearch",
  "codeInterpreter",
];

/** Prices of a request whose whole input, cache included, has at least this many tokens. They hold for the whole request. */
export interface RateTier extends Rates {
  readonly fromInputTokens: number;
}

/** Prices that may depend on the size of the input. */
export interface RateSchedule extends Rates {
  /** In rising order of `fromInputTokens`. A field that a tier lacks is that of the base. */
  readonly tiers?: readonly RateTier[] | undefined;
}

const FEES: ReadonlySet<RateField> = new Set([
  "perRequest",
  "webSearch",
  "webSearchPreview",
  "fileSearch",
  "codeInterpreter",
]);

/** The prices of a request with this many input tokens in all. */
export function ratesAt(schedule: RateSchedule, inputTokens: number): Rates {
  let rates: Rates = schedule;
  for (const tier of schedule.tiers ?? []) {
    if (inputTokens >= tier.fromInputTokens) rates = { ...schedule, ...pickRates(tier) };
  }
  return rates;
}

/**
 * Puts prices over others, field by field. A stated field holds in every tier beneath; stated tiers replace all tiers.
 */
export function overRates(base: RateSchedule, over: RateSchedule): RateSchedule {
  const fields = pickRates(over);
  const tiers = over.tiers ?? base.tiers?.map((tier) => ({ ...tier, ...fields }));
  return { ...pickRates(base), ...fields, ...(tiers && { tiers }) };
}

/** Multiplies prices; `fees` says whether fees per request and per search are multiplied too. */
export function scaleRates(schedule: RateSchedule, factor: number, fees: boolean): RateSchedule {
  const scale = (rates: Rates): Rates => {
    const scaled: { -readonly [K in RateField]?: number } = {};
    for (const field of RATE_FIELDS) {
      const rate = rates[field];
      if (rate !== undefined) scaled[field] = fees || !FEES.has(field) ? rate * factor : rate;
    }
    return scaled;
  };
  const tiers = schedule.tiers?.map((tier) => ({ ...scale(tier), fromInputTokens: tier.fromInputTokens }));
  return { ...scale(schedule), ...(tiers && { tiers }) };
}

/** Only the prices of an object that may hold more. */
export function pickRates(source: Rates): Rates {
  return pick(source, RATE_FIELDS);
}

/** Only what is not charged by tokens. */
export function pickFees(source: Rates): Rates {
  return pick(source, FEES);
}

function pick(source: Rates, fields: Iterable<RateField>): Rates {
  const rates: { -readonly [K in RateField]?: number } = {};
  for (const field of fields) {
    const rate = source[field];
    if (rate !== undefined) rates[field] = rate;
  }
  return rates;
}
