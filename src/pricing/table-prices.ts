import { inDailyWindow, onWeekend, type PriceInterval, passed } from "./price-interval.ts";

/** Prices by the table's own field names. */
export type TablePrices = Readonly<Record<string, unknown>>;

/**
 * DeepSeek charges the off-peak price all day on weekends of Beijing since 2026-08-23 there. Its peak windows (01:00-04:00 and
 * 06:00-10:00 UTC) lie on the same weekday in Beijing and in UTC. The table cannot say this; its notes do.
 */
const WEEKENDS_OFF_PEAK_FROM = Date.parse("2026-08-22T16:00:00Z");

interface ConditionalRow {
  readonly prices: TablePrices;
  readonly startDate?: number;
  readonly window?: readonly [start: number, end: number];
}

/**
 * The prices of a model at an instant. The last row whose condition holds wins. A daily window that follows a dated row is part of
 * what began on that date: before it there was no peak.
 */
export function selectPrices(prices: unknown, interval: PriceInterval): TablePrices {
  if (!Array.isArray(prices)) return isRecord(prices) ? prices : {};
  const rows = prices.map(toRow);
  let chosen = rows[0]?.prices ?? {};
  let begun = true;
  let dated = false;
  for (const row of rows) {
    if (row.startDate !== undefined) {
      dated = true;
      begun = passed(interval, row.startDate);
      if (begun) chosen = row.prices;
    } else if (row.window === undefined) chosen = row.prices;
    else if (inDailyWindow(interval, ...row.window) && begun && !(dated && offPeakWeekend(interval)))
      chosen = row.prices;
  }
  return chosen;
}

function offPeakWeekend(interval: PriceInterval): boolean {
  return passed(interval, WEEKENDS_OFF_PEAK_FROM) && onWeekend(interval);
}

function toRow(value: unknown): ConditionalRow {
  const row = isRecord(value) ? value : {};
  const prices = isRecord(row.prices) ? row.prices : {};
  const constraint = isRecord(row.constraint) ? row.constraint : {};
  if (typeof constraint.start_date === "string") return { prices, startDate: Date.parse(constraint.start_date) };
  const start = timeOfDay(constraint.start_time);
  const end = timeOfDay(constraint.end_time);
  return start === undefined || end === undefined ? { prices } : { prices, window: [start, end] };
}

/** `01:30:00Z` in milliseconds after midnight. */
function timeOfDay(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const instant = Date.parse(`1970-01-01T${value}`);
  return Number.isNaN(instant) ? undefined : ((instant % 86_400_000) + 86_400_000) % 86_400_000;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
