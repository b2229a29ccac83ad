export const HOUR_US = 3_600_000_000;

/** Above any hour until 2089. */
export const HOURS: number = 2 ** 20;

/** The hour of a time in microseconds, counted from 1970. */
export function hourOf(micros: number): number {
  return Math.min(Math.floor(micros / HOUR_US), HOURS - 1);
}
