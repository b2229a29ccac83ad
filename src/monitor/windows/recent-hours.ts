import { enoughHours, HOUR_MILLIS, WEEK_HOURS } from "../../internal/judgements/baseline-hours.ts";
import { TimeWindows } from "./time-windows.ts";

/** As many of the newest hours as hold enough cases, a day at most, and what came before them within a week. */
export class RecentHours<W> {
  readonly #hours: TimeWindows<W>;
  readonly #sizeOf: (window: W) => number;

  constructor(make: () => W, sizeOf: (window: W) => number) {
    this.#hours = new TimeWindows(HOUR_MILLIS, WEEK_HOURS + 1, make);
    this.#sizeOf = sizeOf;
  }

  /** The hour that a time lies in; absent when that is more than a week ago. */
  hour(atMillis: number): W | undefined {
    return this.#hours.at(atMillis);
  }

  /** @param least - cases that the newest hours should hold together */
  split(
    atMillis: number,
    least: number,
  ): { readonly now: readonly W[]; readonly before: readonly W[]; readonly hours: number } {
    const end = this.#hours.endOf(atMillis);
    const hours = enoughHours((back) => {
      const [window] = this.#hours.between(end - (back + 1) * HOUR_MILLIS, end - back * HOUR_MILLIS);
      return window === undefined ? 0 : this.#sizeOf(window);
    }, least);
    const begin = end - hours * HOUR_MILLIS;
    return {
      now: this.#hours.between(begin, end),
      before: this.#hours.between(end - (WEEK_HOURS + 1) * HOUR_MILLIS, begin),
      hours,
    };
  }
}
