import type { ModelMatch } from "./cost.ts";
import { stripVersion } from "./model-name.ts";
import { type PriceInterval, within } from "./price-interval.ts";
import type { RateSchedule } from "./rates.ts";

/** A model that came out after the price table. */
export interface OverlayModel {
  /** Both by the names the table would use. */
  readonly provider: string;
  readonly model: string;
  readonly schedule: RateSchedule;
  /** Inclusive. Earlier requests have no price. */
  readonly from?: string;
  readonly source: string;
  /** The day on which the source said so. */
  readonly checked: string;
}

const CLAUDE_LIST = "https://docs.rs/synaps/0.10.2/synaps_cli/pricing/index.html";

/** Prices that are stated by two sources; the first is named. */
export const OVERLAY_MODELS: readonly OverlayModel[] = [
  {
    provider: "anthropic",
    model: "claude-sonnet-5-5",
    schedule: { input: 2, output: 10, cacheRead: 0.1, cacheWrite5m: 2.5, cacheWrite1h: 4, webSearch: 0.01 },
    from: "2026-10-07",
    source: CLAUDE_LIST,
    checked: "2026-10-10",
  },
  {
    provider: "anthropic",
    model: "claude-haiku-5-5",
    schedule: {
      ...{ input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite5m: 0.125, cacheWrite1h: 0.2, webSearch: 0.01 },
      tiers: [
        { fromInputTokens: 100_001, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite5m: 0.625, cacheWrite1h: 1 },
      ],
    },
    source: CLAUDE_LIST,
    checked: "2026-10-10",
  },
];

/** The row of a newer model, by its name or its name with a date behind it. */
export function findOverlayModel(
  provider: string,
  name: string,
  interval: PriceInterval,
): (OverlayModel & { readonly match: ModelMatch }) | undefined {
  const bare = stripVersion(name);
  const row = OVERLAY_MODELS.find(
    (each) => each.provider === provider && each.model === bare && within(interval, each.from, undefined),
  );
  return row && { ...row, match: row.model === name ? "exact" : "dated" };
}
