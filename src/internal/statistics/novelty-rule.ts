import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

/** What is known of the kinds of things that were seen so far. */
export interface NoveltyHistory {
  /** Since when they are looked at. */
  readonly ageMillis: number;
  /** Things seen. */
  readonly total: number;
  /** Kinds of which just one thing was seen before. */
  readonly singles: number;
}

export interface NoveltyRule {
  /** In the first hours of a service, or a version of it, everything is new. @defaultValue 24 hours */
  readonly muteMillis?: number;
  /** The share of new kinds that is expected anyway, from which on one more says nothing. @defaultValue 0.01 */
  readonly expectedShare?: number;
}

const DAY_MILLIS = 86_400_000;

/**
 * Whether a kind of thing, such as a type of decision, is new. Where kinds that were seen only once are common, the next unknown one is just as likely (the
 * estimate of Good and Turing): that is rather free text than a few kinds, and nothing is said of it.
 */
export function judgeNovelty(
  isNew: boolean,
  { ageMillis, total, singles }: NoveltyHistory,
  rule: NoveltyRule = {},
): Verdict {
  const { muteMillis = DAY_MILLIS, expectedShare = 0.01 } = rule;
  if (ageMillis < muteMillis || total === 0) return NOT_ENOUGH;
  const baseline = singles / total;
  if (baseline > expectedShare) return NOT_ENOUGH;
  return { verdict: isNew ? "new" : "usual", baseline };
}
