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

/**
 * Judges history when data came in, once a minute at most, and tells of each alert when it begins and when it ends. Those that stand when it starts are
 * taken for known: whoever starts an inspector again is not told again.
 *
 * @returns what ends it
 */
export function startTelling(options: AlertTellerOptions): () => Promise<void> {
  const { store, webhook, log, pauseMillis = PAUSE_MILLIS, now = Date.now } = options;
  let standing: ReadonlyMap<string, Standing> | undefined;
  let isClosed = false;
  let hasNews = true;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const nowUs = now() * 1_000;
    const report = await store.alerts({ fromUs: nowUs - LOOK_BACK_US }, nowUs);
    if (!isClosed) standing = told(report, standing, webhook);
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
          // Time alone ends an alert as well.
          hasNews ||= (standing?.size ?? 0) > 0;
          start();
        }, pauseMillis).unref();
      });
  };
  const stop = store.onChange(({ spans, events }) => {
    if (spans === 0 && events === 0) return;
    hasNews = true;
    start();
  });
  start();
  return async () => {
    isClosed = true;
    stop();
    clearTimeout(timer);
    await round;
  };
}

/** Tells what is new against what was known, if anything was. @returns what stands now */
function told(
  { alerts }: AlertReport,
  known: ReadonlyMap<string, Standing> | undefined,
  webhook: Pick<Webhook, "tell">,
): ReadonlyMap<string, Standing> {
  const now = new Map<string, Standing>();
  for (const alert of alerts) {
    if (alert.untilUs !== null) continue;
    const key = keyOf(alert);
    now.set(key, known?.get(key) ?? { alert, isTold: known !== undefined && webhook.tell("alert.began", alert) });
  }
  for (const [key, { alert, isTold }] of known ?? []) {
    if (now.has(key) || !isTold) continue;
    const ended = alerts.find((one) => keyOf(one) === key && one.untilUs !== null && one.untilUs > alert.sinceUs);
    webhook.tell("alert.ended", { ...alert, untilUs: ended?.untilUs ?? null });
  }
  return now;
}

/** An alert keeps its key when older data that comes late moves its beginning. */
function keyOf({ kind, subjectType, service, subject }: AlertRow): string {
  return JSON.stringify([kind, subjectType, service, subject]);
}
