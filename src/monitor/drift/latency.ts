import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import { raisedFor } from "../../internal/statistics/many-series.ts";
import { judgeQuantile } from "../../internal/statistics/quantile-rule.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS, LastHour } from "../windows/last-hour.ts";
import type { LatencyOptions } from "./drift-options.ts";

const DEVIATIONS = 1.96;
/** Hours with calls before anything is said, so that busy and quiet ones are among them. */
const LEAST_HOURS = 20;
const newHistogram = (): LogHistogram => new LogHistogram();

/** How long calls of a model or tool take that succeed: p95 of the hour against that of all calls in the 24 hours before, with their bands. */
export class LatencySeries implements Series<number> {
  readonly #options: LatencyOptions;
  readonly #durations = new LastHour<LogHistogram>(newHistogram);

  constructor(options: LatencyOptions) {
    this.#options = options;
  }

  add(atMillis: number, durationMillis: number): void {
    this.#durations.step(atMillis)?.add(durationMillis);
    this.#durations.hour(atMillis)?.add(durationMillis);
  }

  judge(atMillis: number, series: number): Judgement {
    const { percentile = 95, ratio, leastCalls = 100 } = this.#options;
    const deviations = raisedFor(DEVIATIONS, series);
    const now = merged(this.#durations.now(atMillis)).quantile(percentile, deviations);
    const hours = this.#durations.before(atMillis);
    const usual = hours.length < LEAST_HOURS ? [] : [merged(hours).quantile(percentile, deviations)];
    const verdict = judgeQuantile(now, usual, {
      leastWindows: 1,
      leastValues: leastCalls,
      ...(ratio !== undefined && { ratio }),
    });
    return { verdict, value: now.value ?? undefined, count: now.count, windowMillis: HOUR_MILLIS };
  }
}

function merged(histograms: readonly LogHistogram[]): LogHistogram {
  const all = newHistogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
