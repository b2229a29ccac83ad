import type { Query } from "../routing/routes.ts";
import { isRangeName, type RangeName, type TimeRange, timeRange } from "./time-range.ts";

/** What all panels of a board show: a time, and one service or all. */
export interface BoardFilter {
  readonly time: TimeRange;
  /** `undefined` for a stretch that was marked by hand. */
  readonly range: RangeName | undefined;
  /** Whether it ends with the newest data, before now. */
  readonly isPast: boolean;
  readonly service: string;
}

/**
 * Reads an address. A range ends now, or with the newest data where that is before the range: old recordings are shown
 * at once.
 */
export function boardFilter(query: Query, nowUs: number, newestUs: number | null): BoardFilter {
  const service = query.service ?? "";
  const [from, to] = [Number(query.from), Number(query.to)];
  if (from > 0 && to > from) return { time: stretchOf(from, to), range: undefined, isPast: true, service };
  const range = isRangeName(query.range) ? query.range : "24h";
  const time = timeRange(range, nowUs);
  const isOld = newestUs !== null && newestUs < time.fromUs;
  return { time: isOld ? timeRange(range, newestUs + 1) : time, range, isPast: isOld, service };
}

/** Steps that buckets of a stretch have, in seconds. */
const STEPS = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400] as const;

/** A stretch of time widened to whole buckets, at most 180 of them. */
export function stretchOf(fromUs: number, toUs: number): TimeRange {
  const stepUs = 1e6 * (STEPS.find((step) => (toUs - fromUs) / (step * 1e6) <= 178) ?? 7 * 86_400);
  return { fromUs: Math.floor(fromUs / stepUs) * stepUs, toUs: Math.ceil(toUs / stepUs) * stepUs, stepUs };
}
