import type { Diag } from "../internal/diag.ts";
import { createPeriodicCollector, type PeriodicCollector } from "../metrics/periodic-collector.ts";
import { emitEvent } from "../record/emit-event.ts";
import type { Recorder } from "../record/recorder.ts";
import { StallWatch } from "../record/tell/stall-watch.ts";

/** How often a process says that it is alive, and when a run in it counts as one that stands still. */
export interface HeartbeatOptions {
  /** Time between two signs of life, at least a second. @defaultValue 60,000 */
  readonly everyMillis?: number | undefined;
  /** How long nothing happens in an open run before it is told of. Looked at with each heartbeat. @defaultValue 300,000 */
  readonly stalledAfterMillis?: number | undefined;
}

interface HeartbeatSettings {
  readonly recorder: Recorder;
  readonly diag: Diag;
  /** Monotonic milliseconds. @defaultValue `performance.now` */
  readonly now?: () => number;
}

/** Records signs of life and runs that stand still, outside of all scopes. Its timer does not hold the process. Absent where it is not wanted. */
export function createHeartbeat(
  option: boolean | HeartbeatOptions | undefined,
  { recorder, diag, now = () => performance.now() }: HeartbeatSettings,
): PeriodicCollector | undefined {
  if (option === undefined || option === false) return undefined;
  const { everyMillis = 60_000, stalledAfterMillis = 300_000 } = option === true ? {} : option;
  const started = now();
  const stalls = new StallWatch(recorder, stalledAfterMillis);
  const { context } = recorder.ports;
  return createPeriodicCollector({
    intervalMillis: everyMillis,
    diag,
    collect() {
      if (!recorder.isRecording) return;
      const facts = { uptimeMs: now() - started, intervalMs: everyMillis };
      context.with(context.root, () => emitEvent(recorder, "heartbeat", facts));
      stalls.look(now());
    },
  });
}
