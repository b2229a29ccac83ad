/** An instant, and the time around it in which every price found so far stays the same. Both ends in milliseconds since 1970. */
export interface PriceInterval {
  readonly at: number;
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  until: number;
}

export function intervalAround(at: number): PriceInterval {
  return { at, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
}

/** Notes that prices may change at this instant; true when it has been reached. */
export function passed(interval: PriceInterval, boundary: number): boolean {
  if (interval.at >= boundary) {
    interval.from = Math.max(interval.from, boundary);
    return true;
  }
  interval.until = Math.min(interval.until, boundary);
  return false;
}

/** Whether the instant lies between two dates, either of which may be missing. */
export function within(interval: PriceInterval, from: string | undefined, until: string | undefined): boolean {
  const begun = from === undefined || passed(interval, Date.parse(from));
  const over = until !== undefined && passed(interval, Date.parse(until));
  return begun && !over;
}

const DAY_MILLIS = 86_400_000;

/** Whether the instant lies in a daily window of UTC, both ends in milliseconds after midnight; a window may span midnight. */
export function inDailyWindow(interval: PriceInterval, start: number, end: number): boolean {
  const midnight = Math.floor(interval.at / DAY_MILLIS) * DAY_MILLIS;
  passed(interval, midnight);
  passed(interval, midnight + DAY_MILLIS);
  const started = passed(interval, midnight + start);
  const ended = passed(interval, midnight + end);
  return end < start ? started || !ended : started && !ended;
}

/** Saturday or Sunday in UTC. */
export function onWeekend(interval: PriceInterval): boolean {
  const day = new Date(interval.at).getUTCDay();
  return day === 0 || day === 6;
}
