export const HOUR_MILLIS = 3_600_000;

/** What an hour is compared with: so many hours before it. */
export const BASELINE_HOURS = 24;
/** Of these, so many must have had calls, so that busy and quiet ones are among them. */
export const LEAST_HOURS = 20;

/** What is rare is looked at for a day at most, and compared with the week before. */
const RECENT_HOURS = 24;
export const WEEK_HOURS: number = 7 * 24;

/**
 * How many of the newest hours hold enough cases together; a day of them where none do.
 *
 * @param sizeOf - cases of the hour that ended so many hours ago
 * @param least - cases that the hours should hold together
 */
export function enoughHours(sizeOf: (back: number) => number, least: number): number {
  let hours = 0;
  for (let size = 0; hours < RECENT_HOURS && size < least; hours += 1) size += sizeOf(hours);
  return hours;
}
