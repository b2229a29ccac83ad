import type { StatedBy } from "./overlay.ts";

/** Models that are billed by a unit that the table has no prices for. */
interface OtherUnit {
  /** By the table's name. */
  readonly provider: string;
  readonly models: RegExp;
  readonly unit: string;
  readonly source: string;
  readonly statedBy: StatedBy;
  /** The day on which the source said so. */
  readonly checked: string;
}

const LIVE: Omit<OtherUnit, "provider"> = {
  models: /^gpt-live-\d/,
  unit: "audio_seconds",
  source: "https://developers.openai.com/api/docs/guides/voice-latency-cost",
  statedBy: "provider",
  checked: "2026-11-20",
};

const OTHER_UNITS: readonly OtherUnit[] = [
  { provider: "openai", ...LIVE },
  { provider: "azure", ...LIVE },
];

/** The unit by which a model is billed that has no price for tokens. Both by the table's names. */
export function otherUnitOf(provider: string, model: string): string | undefined {
  return OTHER_UNITS.find((each) => each.provider === provider && each.models.test(model))?.unit;
}
