import type { Diag } from "../internal/diag.ts";
import type { Channel } from "./channel.ts";
import { type Counters, sumCounters } from "./counters.ts";
import type { Targets } from "./destinations/create-channels.ts";
import type { QueueHealth } from "./queue/send-queue.ts";
import type { SpoolCounts } from "./spool/spool-counts.ts";
import type { SpoolStore } from "./spool/spool-store.ts";

/** Spans and events of all destinations summed; `accepted + adopted = delivered + pending + onDisk + sum(dropped)`. */
export interface PipelineHealth extends Counters {
  readonly lastError?: string;
  /** The folder of records on disk, and why it cannot be used when it cannot. */
  readonly spool?: { readonly directory: string; readonly bytes: number; readonly refused?: string };
  /** Counted in data points, apart from spans and events. */
  readonly metricPoints: Counters;
  /** One entry for each destination and signal. */
  readonly destinations: readonly QueueHealth[];
}

/** What a pipeline counts in. */
export interface PipelineParts {
  readonly channels: readonly Channel[];
  readonly spans: Targets;
  readonly logs: Targets;
  readonly points: Targets;
  readonly store: SpoolStore | undefined;
}

export function readHealth(parts: PipelineParts): PipelineHealth {
  const { channels, points, store } = parts;
  const destinations = channels.map(({ queue }) => queue.health());
  const lastError = destinations.findLast((health) => health.lastError !== undefined)?.lastError;
  const queues = points.all.map(({ queue }) => queue.health());
  const unread = store === undefined ? [] : [droppedUnread(store.health().unread.points)];
  const metricPoints = sumCounters([...queues, ...unread]);
  return {
    ...countRecords(parts),
    metricPoints,
    destinations,
    ...(lastError !== undefined && { lastError }),
    ...(store !== undefined && { spool: spoolHealth(store) }),
  };
}

/** Spans and events of all destinations. */
export function countRecords({ spans, logs, store }: PipelineParts): Counters {
  const queues = [...spans.all, ...logs.all].map(({ queue }) => queue.health());
  return sumCounters(store === undefined ? queues : [...queues, droppedUnread(store.health().unread.records)]);
}

/** Says what is left in memory, which does not outlive the process, and what on disk, and why it was not delivered. */
export function sayUndelivered(channels: readonly Channel[], diag: Diag): void {
  const lost: string[] = [];
  for (const { name, pending, onDisk, lastError } of channels.map(({ queue }) => queue.health())) {
    const why = lastError ?? "no answer in time";
    if (pending > 0) lost.push(`${name}: ${pending} records were not delivered (${why})`);
    if (onDisk > 0) diag.debug(`${name}: ${onDisk} records are kept on disk and sent by the next start (${why})`);
  }
  if (lost.length > 0) diag.warn("undelivered", lost.join("; "));
}

function spoolHealth(store: SpoolStore): NonNullable<PipelineHealth["spool"]> {
  const { directory, bytes, refused } = store.health();
  return refused === undefined ? { directory, bytes } : { directory, bytes, refused };
}

/** Records of dead processes that went before any queue saw them, for the limits of the directory. */
function droppedUnread({ taken, dropped }: SpoolCounts): Counters {
  return { ...sumCounters([]), adopted: taken, dropped };
}
