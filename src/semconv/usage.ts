/**
 * What one model call used, the same for every provider: totals as the conventions define them.
 *
 * `inputTokens` includes cache reads, cache writes and every modality; `outputTokens` includes reasoning. All other token counts are
 * subsets of one of the two. A field that the provider did not report is absent, never 0.
 */
export interface Usage {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  /** All cache writes, whatever their lifetime. */
  readonly cacheWriteTokens?: number | undefined;
  readonly cacheWrite5mTokens?: number | undefined;
  readonly cacheWrite1hTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly audioInputTokens?: number | undefined;
  readonly audioOutputTokens?: number | undefined;
  readonly audioCacheReadTokens?: number | undefined;
  readonly textCacheReadTokens?: number | undefined;
  readonly imageCacheReadTokens?: number | undefined;
  readonly textInputTokens?: number | undefined;
  readonly textOutputTokens?: number | undefined;
  readonly imageInputTokens?: number | undefined;
  readonly imageOutputTokens?: number | undefined;
  /** Billed searches of the web made by the provider, a number of requests. */
  readonly webSearches?: number | undefined;
  /** Those of them that OpenAI's tool `web_search_preview` made, which has a price of its own. */
  readonly previewWebSearches?: number | undefined;
  /** Billed searches of files that are kept at the provider, a number of calls. */
  readonly fileSearches?: number | undefined;
  /** Runs of code by OpenAI's code interpreter, a number of calls. What is billed is the container that they ran in, which calls share. */
  readonly codeInterpreterCalls?: number | undefined;
}

/** What a tool of the provider that makes images used. It runs a model of its own, so none of it is in the usage of the call. */
export interface ImageGeneration {
  /** The model that made the images, when it is known. */
  readonly model?: string | undefined;
  /** Its tokens; absent when the provider did not report them. */
  readonly usage?: Usage | undefined;
}

/** What an advisor used: another model that the answering one asked inside the call, so none of it is in the usage of the call. */
export interface Advice {
  /** Absent when there were several. */
  readonly model?: string | undefined;
  readonly usage?: Usage | undefined;
}

export type UsageField = keyof Usage;

export const USAGE_FIELDS: readonly UsageField[] = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "reasoningTokens",
  "audioInputTokens",
  "audioOutputTokens",
  "audioCacheReadTokens",
  "textCacheReadTokens",
  "imageCacheReadTokens",
  "textInputTokens",
  "textOutputTokens",
  "imageInputTokens",
  "imageOutputTokens",
  "webSearches",
  "previewWebSearches",
  "fileSearches",
  "codeInterpreterCalls",
];

/** More than any call can use; above it a number is a fault, and sums would leave the safe integers. */
const MAX_COUNT = 1e12;

/** Whether a value can be a count of what one call used. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= MAX_COUNT;
}

/** Usage that holds the invariants, with the names of the fields that had to be dropped or lowered to hold them. */
export interface CheckedUsage {
  readonly usage: Usage;
  readonly mended: readonly UsageField[];
}

/**
 * Makes usage safe to add up, whoever reports it: counts are whole, finite and not negative; parts never exceed their total.
 * A total that is missing while its parts are known is their sum.
 */
export function checkUsage(reported: unknown): CheckedUsage {
  const counts: { -readonly [K in UsageField]?: number } = {};
  let mended: UsageField[] | undefined;
  const mend = (field: UsageField): void => {
    mended ??= [];
    if (!mended.includes(field)) mended.push(field);
  };
  for (const field of USAGE_FIELDS) {
    const value = readField(reported, field);
    if (value === undefined || value === null) continue;
    const count = typeof value === "bigint" ? Number(value) : value;
    if (isCount(count)) counts[field] = Math.round(count);
    else mend(field);
  }
  const split = sum(counts.cacheWrite5mTokens, counts.cacheWrite1hTokens);
  if (split !== undefined && (counts.cacheWriteTokens ?? 0) < split) {
    if (counts.cacheWriteTokens !== undefined) mend("cacheWriteTokens");
    counts.cacheWriteTokens = split;
  }
  capAt(counts, mend, "cacheReadTokens", CACHED_PARTS);
  const cached = sum(counts.cacheReadTokens, counts.cacheWriteTokens);
  if (cached !== undefined && cached > (counts.inputTokens ?? -1)) {
    if (counts.inputTokens !== undefined) mend("inputTokens");
    counts.inputTokens = cached;
  }
  capAt(counts, mend, "outputTokens", OUTPUT_PARTS);
  capAt(counts, mend, "outputTokens", REASONING);
  capAt(counts, mend, "inputTokens", INPUT_PARTS);
  capAt(counts, mend, "webSearches", SEARCH_PARTS);
  return { usage: counts, mended: mended ?? NONE };
}

const NONE: readonly UsageField[] = [];
const CACHED_PARTS: readonly UsageField[] = ["audioCacheReadTokens", "textCacheReadTokens", "imageCacheReadTokens"];
const OUTPUT_PARTS: readonly UsageField[] = ["audioOutputTokens", "textOutputTokens", "imageOutputTokens"];
/** Text too, so that it adds nothing to the sum of the others. */
const REASONING: readonly UsageField[] = ["reasoningTokens"];
const SEARCH_PARTS: readonly UsageField[] = ["previewWebSearches"];
const INPUT_PARTS: readonly UsageField[] = ["audioInputTokens", "textInputTokens", "imageInputTokens"];

function readField(reported: unknown, field: UsageField): unknown {
  if (typeof reported !== "object" || reported === null) return undefined;
  try {
    return (reported as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}

function capAt(
  counts: { -readonly [K in UsageField]?: number },
  mend: (field: UsageField) => void,
  total: UsageField,
  parts: readonly UsageField[],
): void {
  const limit = counts[total];
  for (const part of parts) {
    const value = counts[part];
    if (value === undefined) continue;
    if (limit === undefined) counts[total] = (counts[total] ?? 0) + value;
    else if (value > limit) {
      counts[part] = limit;
      mend(part);
    }
  }
}
