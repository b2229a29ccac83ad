import { WEEK_HOURS } from "../../internal/judgements/baseline-hours.ts";
import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import { HourlyJudge } from "./hourly-judge.ts";
import { tokenEfficiencyOf } from "./judge-hours.ts";
import { type AlertReading, askHours, type History, nameOf } from "./reading.ts";
import { OF_HOURS, SeriesWatch } from "./series-watch.ts";
import { sessionsSql } from "./statements.ts";

/** What the sessions of each service make of their tokens. A session is of the hour in which its last call ended. */
export function* readSessions(history: History): AlertReading<readonly SeriesWatch[]> {
  const { window, dialect } = history;
  const watch = new SeriesWatch({ kind: "token_efficiency", unit: "{token}/1000", times: OF_HOURS }, window);
  const sessions = new HourlyJudge({
    ...{ watch, keep: WEEK_HOURS, judge: tokenEfficiencyOf },
    make: () => new LogHistogram(),
  });
  for (const [at, whose, bucket, cases] of yield* askHours(
    history,
    sessionsSql({ dialect, service: window.service }),
  )) {
    const [hour, service] = [Number(at), nameOf(whose)];
    // A call that began in the last hour may end after it.
    if (hour >= window.toHour) break;
    const about = { subjectType: "sessions", subject: service, service } as const;
    sessions.window(about, hour)?.addCases(Number(bucket), Number(cases));
  }
  sessions.finish();
  return [watch];
}
