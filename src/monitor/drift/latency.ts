import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import { raisedFor } from "../../internal/statistics/many-series.ts";
import { judgeQuantile } from "../../internal/statistics/quantile-rule.ts";
import { median } from "../../internal/statistics/robust.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS, LastHour } from "../windows/last-hour.ts";
import type { LatencyOptions } from "./drift-options.ts";

const DEVIATIONS = 1.96;
/** Hours with calls before anything is said, so that busy and quiet ones are among them. */
const LEAST_HOURS = 20;
const newHistogram = (): LogHistogram => new LogHistogram();

/** The hours that a baseline is made of: those in the middle, so that an incident of some hours is not part of it. */
const TYPICAL_HOURS = 8;

/** How long calls of a model or tool take that succeed: p95 of the hour against that of typical hours among the 24 before, with their bands. */
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
    const usual =
      hours.length < LEAST_HOURS ? [] : [merged(typicalOf(hours, percentile)).quantile(percentile, deviations)];
    const verdict = judgeQuantile(now, usual, {
      leastWindows: 1,
      leastValues: leastCalls,
      ...(ratio !== undefined && { ratio }),
    });
    return { verdict, value: now.value ?? undefined, count: now.count, windowMillis: HOUR_MILLIS };
  }
}

/** The hours whose percentile is nearest to the median one. */
function typicalOf(hours: readonly LogHistogram[], percentile: number): readonly LogHistogram[] {
  const measured = hours.map((hour) => ({ hour, value: Math.log(hour.quantile(percentile).value ?? 1) }));
  const middle = median(measured.map(({ value }) => value)) ?? 0;
  const distance = ({ value }: { readonly value: number }): number => Math.abs(value - middle);
  const nearest = measured.sort((one, other) => distance(one) - distance(other)).slice(0, TYPICAL_HOURS);
  return nearest.map(({ hour }) => hour);
}

function merged(histograms: readonly LogHistogram[]): LogHistogram {
  const all = newHistogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
