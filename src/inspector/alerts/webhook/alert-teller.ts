import { describeError } from "../../../internal/guard.ts";
import type { AlertReport, AlertRow } from "../../api.ts";
import type { Store } from "../../store/store.ts";
import { HOUR_US } from "../alert-window.ts";
import type { Webhook } from "./webhook.ts";

/** History is judged no more often. */
const PAUSE_MILLIS = 60_000;
/** Alerts that stand began in this time, or what they are compared with has them in it by now. */
const LOOK_BACK_US = 3 * 24 * HOUR_US;

export interface AlertTellerOptions {
  readonly store: Pick<Store, "alerts" | "onChange">;
  readonly webhook: Pick<Webhook, "tell">;
  readonly log: (line: string) => void;
  /** @defaultValue 60,000 */
  readonly pauseMillis?: number;
  readonly now?: () => number;
}

interface Standing {
  readonly alert: AlertRow;
  readonly isTold: boolean;
}

/** What earlier looks found. */
interface Known {
  /** When the first look was, in microseconds. */
  readonly sinceUs: number;
  readonly standing: ReadonlyMap<string, Standing>;
  /** By series, the end of its newest alert that began and ended since then. */
  readonly over: ReadonlyMap<string, number>;
}

/**
 * Judges history when data came in, once a minute at most, and when an hour is over, and tells of each alert when it begins and when it ends. Those that
 * stand when it starts, or were over by then, are taken for known: whoever starts an inspector again is not told again.
 *
 * @returns what ends it
 */
export function startTelling(options: AlertTellerOptions): () => Promise<void> {
  const { store, webhook, log, pauseMillis = PAUSE_MILLIS, now = Date.now } = options;
  let known: Known | undefined;
  let isClosed = false;
  let hasNews = true;
  let lookedHour = 0;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const nowUs = now() * 1_000;
    const report = await store.alerts({ fromUs: nowUs - LOOK_BACK_US }, nowUs);
    lookedHour = Math.floor(nowUs / HOUR_US);
    if (!isClosed) known = known === undefined ? seen(report, nowUs) : told(report, known, webhook);
  };
  const start = (): void => {
    if (isClosed || round !== undefined || timer !== undefined || !hasNews) return;
    hasNews = false;
    round = look()
      .catch((error: unknown) => {
        if (!isClosed) log(`alerts could not be looked for: ${describeError(error)}`);
      })
      .finally(() => {
        round = undefined;
        if (isClosed) return;
        timer = setTimeout(() => {
          timer = undefined;
          start();
        }, pauseMillis).unref();
      });
  };
  const stop = store.onChange(({ spans, events }) => {
    if (spans === 0 && events === 0) return;
    hasNews = true;
    start();
  });
  // An hour is judged when it is over: time alone begins and ends alerts as well.
  const hours = setInterval(() => {
    hasNews ||= Math.floor((now() * 1_000) / HOUR_US) !== lookedHour;
    start();
  }, pauseMillis).unref();
  start();
  return async () => {
    isClosed = true;
    stop();
    clearInterval(hours);
    clearTimeout(timer);
    await round;
  };
}

/** Takes what is there for known. */
function seen({ alerts }: AlertReport, nowUs: number): Known {
  const standing = alerts.filter(({ untilUs }) => untilUs === null);
  return {
    sinceUs: nowUs,
    standing: new Map(standing.map((alert) => [keyOf(alert), { alert, isTold: false }])),
    over: new Map(),
  };
}

/** Tells what is new against what was known. @returns what is known now */
function told({ alerts, fromUs }: AlertReport, known: Known, webhook: Pick<Webhook, "tell">): Known {
  const standing = new Map<string, Standing>();
  // What was over before the time that is judged comes no more.
  const over = new Map([...known.over].filter(([, untilUs]) => untilUs > fromUs));
  for (const [key, one] of known.standing) {
    const { alert, isTold } = one;
    const same = alerts.filter((other) => keyOf(other) === key);
    // The oldest: another may have begun since, and may have ended as well.
    const untilUs = same.findLast((other) => other.untilUs !== null && other.untilUs > alert.sinceUs)?.untilUs;
    if (untilUs == null && same.some((other) => other.untilUs === null)) {
      standing.set(key, one);
      continue;
    }
    // Data that came late may say that there never was anything.
    const ended = { ...alert, untilUs: untilUs ?? alert.sinceUs };
    over.set(key, ended.untilUs);
    if (isTold) webhook.tell("alert.ended", ended);
  }
  // The newest come first: what is told is told in the order of time.
  for (const alert of alerts.toReversed()) {
    const key = keyOf(alert);
    const { untilUs } = alert;
    if (untilUs === null) {
      if (!standing.has(key)) standing.set(key, { alert, isTold: webhook.tell("alert.began", alert) });
    } else if (untilUs > known.sinceUs && alert.sinceUs >= (over.get(key) ?? 0) && !standing.has(key)) {
      // It began and ended between two looks.
      over.set(key, untilUs);
      if (webhook.tell("alert.began", { ...alert, untilUs: null })) webhook.tell("alert.ended", alert);
    }
  }
  return { ...known, standing, over };
}

/** An alert keeps its key when older data that comes late moves its beginning. */
function keyOf({ kind, subjectType, service, subject }: AlertRow): string {
  return JSON.stringify([kind, subjectType, service, subject]);
}
