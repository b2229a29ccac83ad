import type { AlertTimes } from "../../internal/judgements/alert-course.ts";
import { HOUR_MILLIS, MINUTE_MILLIS } from "../windows/last-hour.ts";

/** Measures of the last hour: looked at each minute, they cross a limit by chance for a moment more often than for a quarter of an hour. */
export const OF_RATES: AlertTimes = {
  holdMillis: 15 * MINUTE_MILLIS,
  calmMillis: 30 * MINUTE_MILLIS,
  quietMillis: HOUR_MILLIS,
};

/** What is new is so at once, and no longer after a while. */
export const OF_NOVELTIES: AlertTimes = { holdMillis: 0, calmMillis: 0, quietMillis: HOUR_MILLIS };
