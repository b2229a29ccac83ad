import { FLUSH_BUDGET_MILLIS } from "../export/bounded-flush.ts";
import { monotonicMillis, realTimers } from "../internal/real-timers.ts";
import type { Recorder } from "../record/recorder.ts";

export interface NaturalEndSettings {
  readonly recorder: Pick<Recorder, "openScopes" | "endOpen">;
  /** How many records there were so far. */
  readonly accepted: () => number;
  /** Collects what was measured and sends all, within so many milliseconds. Never rejects. */
  readonly flush: (budgetMillis: number) => Promise<unknown>;
  /** Nothing more is sent, unless the application goes on. */
  readonly onOver: () => void;
  /** Monotonic milliseconds. @defaultValue `monotonicMillis` */
  readonly now?: () => number;
}

/** An application that did something for longer than this between two looks went on: its next end gets the whole time. */
const WENT_ON_MILLIS = 1_000;

/**
 * What to do at each `beforeExit`, which comes when the process has nothing left to do, and again after what is done here. First all that was recorded is sent.
 * When nothing came after that, by the application's own listeners for instance, what is still open is ended, and that is sent. All of it shares the time
 * of one flush, so a listener that records each time does not hold the process. The client stays as it is, for an application that goes on.
 */
export function createNaturalEnd(settings: NaturalEndSettings): () => void {
  const { recorder, accepted, flush, onOver, now = monotonicMillis } = settings;
  let isBusy = false;
  let acceptedBefore = -1;
  let leftMillis = FLUSH_BUDGET_MILLIS;
  let overAt = now();

  async function send(): Promise<void> {
    const started = now();
    isBusy = true;
    await flush(leftMillis);
    isBusy = false;
    acceptedBefore = accepted();
    overAt = now();
    leftMillis -= overAt - started;
    // One more turn of the loop, so that `beforeExit` comes again.
    realTimers.setImmediate(() => {});
  }

  return () => {
    if (isBusy) return;
    if (now() - overAt > WENT_ON_MILLIS) leftMillis = FLUSH_BUDGET_MILLIS;
    const isNew = accepted() !== acceptedBefore;
    const endsOpen = !isNew && recorder.openScopes > 0;
    if (endsOpen) recorder.endOpen();
    if ((isNew || endsOpen) && leftMillis > 0) void send();
    else onOver();
  };
}
