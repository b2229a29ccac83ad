import { sumCounters } from "../export/counters.ts";
import type { PipelineHealth } from "../export/pipeline-health.ts";
import type { QueueHealth } from "../export/queue/send-queue.ts";
import type { Diag } from "../internal/diag.ts";
import { createPeriodicCollector, type PeriodicCollector } from "../metrics/periodic-collector.ts";

export interface DeliveryNoticeOptions {
  readonly health: () => Pick<PipelineHealth, "destinations">;
  readonly diag: Diag;
  /** Monotonic milliseconds. @defaultValue `performance.now` */
  readonly now?: () => number;
  /** @defaultValue 10,000 */
  readonly intervalMillis?: number;
}

/** From then on it is said that records wait. */
const HELD_MILLIS = 60_000;
const LOOK_MILLIS = 10_000;

/** A destination that has records and delivers none. */
interface Progress {
  readonly delivered: number;
  readonly since: number;
}

/**
 * Says on stderr, once a minute at most, that records were dropped, or that they are held for more than a minute: an outage is seen while it
 * lasts. It also looks after a flush and at the end of the process. Silent while nothing is wrong. Its timer does not hold the process.
 */
export function createDeliveryNotice(options: DeliveryNoticeOptions): PeriodicCollector {
  const { health, diag, now = () => performance.now(), intervalMillis = LOOK_MILLIS } = options;
  const progress = new Map<string, Progress>();
  const said = new Map<string, number>();

  function collect(): void {
    const { destinations } = health();
    const held = destinations.filter((one) => isHeld(one));
    const dropped = describeDropped(destinations);
    if (dropped === undefined && held.length === 0) return;
    const parts = [...(dropped === undefined ? [] : [dropped]), ...held.map(describeHeld)];
    if (!diag.report("delivery", parts.join("; "))) return;
    for (const one of destinations) said.set(one.name, droppedBy(one));
  }

  function isHeld(one: QueueHealth): boolean {
    const { name, delivered } = one;
    if (one.pending + one.onDisk === 0) {
      progress.delete(name);
      return false;
    }
    const known = progress.get(name);
    if (known?.delivered !== delivered) {
      progress.set(name, { delivered, since: now() });
      return false;
    }
    return now() - known.since > HELD_MILLIS;
  }

  /** What was dropped since the last line. */
  function describeDropped(destinations: readonly QueueHealth[]): string | undefined {
    const fresh = destinations.filter((one) => droppedBy(one) > (said.get(one.name) ?? 0));
    if (fresh.length === 0) return undefined;
    const count = fresh.reduce((sum, one) => sum + droppedBy(one) - (said.get(one.name) ?? 0), 0);
    const reasons = Object.keys(sumCounters(fresh).dropped).join(", ");
    return `${count} records were dropped (${reasons}): ${fresh.map(({ name }) => name).join(", ")}`;
  }

  return createPeriodicCollector({ collect, intervalMillis, diag });
}

function droppedBy({ dropped }: QueueHealth): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

function describeHeld({ name, pending, onDisk, lastError }: QueueHealth): string {
  const places = [...(onDisk > 0 ? [`${onDisk} on disk`] : []), ...(pending > 0 ? [`${pending} in memory`] : [])];
  return `${name}: records wait for more than a minute, ${places.join(", ")} (${lastError ?? "no answer yet"})`;
}
