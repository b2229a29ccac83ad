import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import { judgeLow, LOW_SHARE } from "../../internal/statistics/low-rule.ts";
import { raisedFor } from "../../internal/statistics/many-series.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS } from "../windows/last-hour.ts";
import { RecentHours } from "../windows/recent-hours.ts";
import type { TokenEfficiencyOptions } from "./drift-options.ts";

const DEVIATIONS = 3.5;
const LEAST_SESSIONS = 50;
const newHistogram = (): LogHistogram => new LogHistogram();

/** Output tokens that sessions give for a thousand input tokens: whether more of them than usual lie below the usual tenth percentile. */
export class TokenEfficiencySeries implements Series<number> {
  readonly #options: TokenEfficiencyOptions;
  readonly #sessions = new RecentHours<LogHistogram>(newHistogram, ({ total }) => total);

  constructor(options: TokenEfficiencyOptions) {
    this.#options = options;
  }

  add(atMillis: number, outputPerThousand: number): void {
    this.#sessions.hour(atMillis)?.add(outputPerThousand * SCALE);
  }

  judge(atMillis: number, series: number): Judgement {
    const { deviations = DEVIATIONS, leastSessions = LEAST_SESSIONS } = this.#options;
    const { now, before, hours } = this.#sessions.split(atMillis, leastSessions);
    const [recent, usual] = [merged(now), merged(before)];
    const edge = usual.edgeAbove(LOW_SHARE);
    const verdict = judgeLow(
      { total: recent.total, hits: recent.below(edge) },
      { total: usual.total, hits: usual.below(edge) },
      { deviations: raisedFor(deviations, series), leastValues: leastSessions, leastBefore: 4 * leastSessions },
    );
    return {
      // The usual is told as what is measured, and not as the share that the rule compares.
      verdict: verdict.baseline === undefined ? verdict : { ...verdict, baseline: medianOf(usual) ?? 0 },
      value: medianOf(recent),
      count: recent.total,
      windowMillis: hours * HOUR_MILLIS,
    };
  }
}

/** The histogram begins at 1. */
const SCALE = 1_000;

function medianOf(histogram: LogHistogram): number | undefined {
  const { value } = histogram.quantile(50);
  return value === null ? undefined : value / SCALE;
}

function merged(histograms: readonly LogHistogram[]): LogHistogram {
  const all = newHistogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
