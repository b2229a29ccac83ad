import { raisedFor } from "../../internal/statistics/many-series.ts";
import { judgeRate } from "../../internal/statistics/rate-rule.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS, LastHour } from "../windows/last-hour.ts";
import type { ErrorRateOptions } from "./drift-options.ts";

interface Calls {
  total: number;
  hits: number;
}

const DEVIATIONS = 3.5;

/** How many calls of a model or tool fail. */
export class ErrorRateSeries implements Series<boolean> {
  readonly #options: ErrorRateOptions;
  readonly #calls = new LastHour<Calls>(() => ({ total: 0, hits: 0 }));

  constructor(options: ErrorRateOptions) {
    this.#options = options;
  }

  add(atMillis: number, failed: boolean): void {
    count(this.#calls.step(atMillis), failed);
    count(this.#calls.hour(atMillis), failed);
  }

  judge(atMillis: number, series: number): Judgement {
    const { deviations = DEVIATIONS, ...rule } = this.#options;
    const now = { total: 0, hits: 0 };
    for (const { total, hits } of this.#calls.now(atMillis)) {
      now.total += total;
      now.hits += hits;
    }
    const verdict = judgeRate(now, this.#calls.before(atMillis), {
      ...rule,
      deviations: raisedFor(deviations, series),
    });
    const value = now.total === 0 ? undefined : now.hits / now.total;
    return { verdict, value, count: now.total, windowMillis: HOUR_MILLIS };
  }
}

function count(calls: Calls | undefined, failed: boolean): void {
  if (calls === undefined) return;
  calls.total += 1;
  if (failed) calls.hits += 1;
}
