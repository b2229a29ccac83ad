import { BASELINE_HOURS, HOUR_MILLIS } from "../../internal/judgements/baseline-hours.ts";
import { TimeWindows } from "./time-windows.ts";

export { HOUR_MILLIS };

export const MINUTE_MILLIS = 60_000;
const STEP_MILLIS = 10 * MINUTE_MILLIS;
const STEPS = HOUR_MILLIS / STEP_MILLIS;

/**
 * The last hour, in steps of ten minutes, and the 24 whole hours before it. The baseline ends where the hour that is judged begins, so that an incident
 * does not make itself usual at once.
 */
export class LastHour<W> {
  readonly #steps: TimeWindows<W>;
  readonly #hours: TimeWindows<W>;

  constructor(make: () => W) {
    this.#steps = new TimeWindows(STEP_MILLIS, STEPS, make);
    // The hour that runs, and the one that is judged in parts, come on top.
    this.#hours = new TimeWindows(HOUR_MILLIS, BASELINE_HOURS + 2, make);
  }

  /** The step that a time lies in, absent when it is over for more than an hour. */
  step(atMillis: number): W | undefined {
    return this.#steps.at(atMillis);
  }

  /** The whole hour that a time lies in, absent when it is no longer part of a baseline. */
  hour(atMillis: number): W | undefined {
    return this.#hours.at(atMillis);
  }

  /** The steps of the hour until now. */
  now(atMillis: number): readonly W[] {
    const end = this.#steps.endOf(atMillis);
    return this.#steps.between(end - HOUR_MILLIS, end);
  }

  /** The hours before it. */
  before(atMillis: number): readonly W[] {
    const begin = this.#steps.endOf(atMillis) - HOUR_MILLIS;
    const last = Math.floor(begin / HOUR_MILLIS) * HOUR_MILLIS;
    return this.#hours.between(last - BASELINE_HOURS * HOUR_MILLIS, last);
  }
}
