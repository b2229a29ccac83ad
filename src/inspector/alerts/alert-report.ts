import type { AlertReport } from "../api.ts";
import type { Asked } from "../questions/ask.ts";
import type { Answer } from "../store/store.ts";
import { HOUR_US } from "./alert-window.ts";
import { readCalls } from "./read-calls.ts";
import { readDecisions } from "./read-decisions.ts";
import { readSessions } from "./read-sessions.ts";
import { readTold } from "./read-told.ts";
import type { AlertReading, History, Statement } from "./reading.ts";

/** Nobody reads more; the newest are those that matter, and all that stand. */
const MOST_ALERTS = 500;

/** Judges stored history as the monitors in a process judge what happens (`internal/judgements`): each hour against those before it. */
export function* readAlerts(history: History): AlertReading<AlertReport> {
  const watches = [
    ...(yield* readCalls(history, "model")),
    ...(yield* readCalls(history, "tool")),
    ...(yield* readDecisions(history)),
    ...(yield* readSessions(history)),
    ...(yield* readTold(history)),
  ];
  const alerts = watches
    .flatMap((watch) => watch.alerts())
    .sort((a, b) => b.sinceUs - a.sinceUs || (a.id < b.id ? -1 : 1));
  const listed = alerts.filter(({ untilUs }, place) => place < MOST_ALERTS || untilUs === null);
  return {
    fromUs: history.window.fromHour * HOUR_US,
    toUs: history.window.toHour * HOUR_US,
    alerts: listed,
    moreAlerts: alerts.length - listed.length,
    states: watches.flatMap((watch) => watch.states()),
    moreSeries: watches.reduce((sum, { left }) => sum + left, 0),
  };
}

/** Runs a reading where answers come at once. */
export function runReading<Result>(reading: AlertReading<Result>, query: (statement: Statement) => Answer): Result {
  let step = reading.next();
  while (step.done !== true) step = reading.next(query(step.value));
  return step.value;
}

/** Runs a reading where a server answers. */
export async function awaitReading<Result>(reading: AlertReading<Result>, query: Asked["query"]): Promise<Result> {
  let step = reading.next();
  while (step.done !== true) {
    const { sql, parameters } = step.value;
    step = reading.next(await query(sql, parameters));
  }
  return step.value;
}
