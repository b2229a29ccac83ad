import { BASELINE_HOURS } from "../../internal/judgements/baseline-hours.ts";
import { bucketOf, LogHistogram } from "../../internal/statistics/log-histogram.ts";
import { MANY_SPANS } from "../questions/ask.ts";
import { HOURS, ROWS } from "../questions/span-sums.ts";
import { middleOf } from "../store/hours/histogram.ts";
import { HourlyJudge } from "./hourly-judge.ts";
import { costDriftOf, errorRateOf, latencyOf } from "./judge-hours.ts";
import { type AlertReading, askHours, type History, nameOf, slicesOf } from "./reading.ts";
import { MAX_SERIES, OF_HOURS, SeriesWatch, type WatchAbout, type WatchSubject } from "./series-watch.ts";
import { askedModelsSql, type Calls, callsSql, durationsSql, MOST_ROWS } from "./statements.ts";

const ERRORS: WatchAbout = { kind: "error_rate", unit: "ratio", times: OF_HOURS };
const COSTS: WatchAbout = { kind: "cost_drift", unit: "USD", times: OF_HOURS };
/** Judged in milliseconds. */
const DURATIONS: WatchAbout = { kind: "latency", unit: "us", scale: 1_000, times: OF_HOURS };

/** An hour has no more buckets of durations: those of the store have no upper end. */
const MOST_BUCKETS = 320;

/** Errors, costs and durations of model calls by model, or errors and durations of tools by tool. */
export function* readCalls(history: History, calls: Calls): AlertReading<readonly SeriesWatch[]> {
  const { dialect, window, hasHours } = history;
  const watchOf = (about: WatchAbout): SeriesWatch => new SeriesWatch(about, window);
  const watches = { errors: watchOf(ERRORS), costs: watchOf(COSTS), durations: watchOf(DURATIONS) };
  const errors = new HourlyJudge({
    ...{ watch: watches.errors, keep: BASELINE_HOURS, judge: errorRateOf },
    make: () => ({ total: 0, hits: 0 }),
  });
  const costs = new HourlyJudge({
    ...{ watch: watches.costs, keep: BASELINE_HOURS, judge: costDriftOf },
    make: () => ({ count: 0, sum: 0, squares: 0 }),
  });
  const asked = calls === "model" ? yield* readAskedModels(history) : new Map<string, string>();
  const subjectOf = (name: string): WatchSubject => ({
    ...{ subjectType: calls, subject: asked.get(name) ?? name, service: null },
  });

  const asking = { dialect, service: window.service };
  const sql = callsSql(asking, calls, hasHours ? HOURS : ROWS);
  const rowsByHour = new Map<number, number>();
  let all = 0;
  for (const slice of slicesOf(window, () => MAX_SERIES, MOST_ROWS)) {
    for (const [at, name, total, hits, priced, sum, squares] of yield* askHours(history, sql, slice)) {
      const [hour, subject, count] = [Number(at), subjectOf(nameOf(name)), Number(total)];
      all += count;
      rowsByHour.set(hour, (rowsByHour.get(hour) ?? 0) + Math.min(count, MOST_BUCKETS));
      const rate = errors.window(subject, hour);
      if (rate !== undefined) [rate.total, rate.hits] = [rate.total + count, rate.hits + Number(hits)];
      const mean = calls === "model" && Number(priced) > 0 ? costs.window(subject, hour) : undefined;
      if (mean === undefined) continue;
      mean.count += Number(priced);
      mean.sum += Number(sum);
      mean.squares += Number(squares);
    }
  }
  errors.finish();
  costs.finish();

  const durations = new HourlyJudge({
    ...{ watch: watches.durations, keep: BASELINE_HOURS, judge: latencyOf },
    make: () => new LogHistogram(),
  });
  const isHourly = hasHours && all >= MANY_SPANS;
  const ofDurations = durationsSql(asking, calls, isHourly ? HOURS : ROWS);
  for (const slice of slicesOf(window, (hour) => rowsByHour.get(hour) ?? 0, MOST_ROWS)) {
    for (const [at, name, bucket, cases] of yield* askHours(history, ofDurations, slice)) {
      const own = isHourly ? bucketOf(middleOf(Number(bucket)) / 1_000) : Number(bucket);
      durations.window(subjectOf(nameOf(name)), Number(at))?.addCases(own, Number(cases));
    }
  }
  durations.finish();
  return calls === "model" ? [watches.errors, watches.costs, watches.durations] : [watches.errors, watches.durations];
}

/**
 * A model is the one that was asked for, as in the process: a call that failed has no other, and by the model that answered all failures would be a series
 * of their own. Sums by hour know the one that answered, so each is taken for what it was asked as most.
 */
function* readAskedModels(history: History): AlertReading<ReadonlyMap<string, string>> {
  const { dialect, window } = history;
  const asked = new Map<string, string>();
  for (const [answered, name] of yield* askHours(history, askedModelsSql({ dialect, service: window.service })))
    if (!asked.has(nameOf(answered))) asked.set(nameOf(answered), nameOf(name));
  return asked;
}
