import { monotonicMillis, realTimers } from "../internal/real-timers.ts";
import type { SpanRecord } from "../internal/telemetry-record.ts";

/** A span that has not ended, and what is known of it. */
export interface LiveSpan {
  readonly spanId: string;
  /** The span as it is now; its end time is now as well. */
  peek(): SpanRecord;
}

export interface OpenSpans {
  add(span: LiveSpan): void;
  /** Whether the span was kept. */
  remove(spanId: string): boolean;
  /** Keeps all that are open, at once: for the end of the process. */
  keepNow(): void;
  close(): void;
}

/** Most spans are over before this; keeping them would be work for nothing. */
const KEPT_AFTER_MILLIS = 100;
/** More than an agent has open; what comes after is not kept. */
const MAX_SPANS = 10_000;

/**
 * Knows the spans that are open and hands over each that stays open for a moment, so that it is not lost with the process. A
 * host that gives timers no turn is looked after at each span it starts or ends.
 *
 * @param now - monotonic milliseconds
 */
export function createOpenSpans(keep: (span: SpanRecord) => void, now: () => number = monotonicMillis): OpenSpans {
  let fresh = new Map<string, LiveSpan>();
  /** The only fresh one, while there is one: it needs no map, and most calls come alone. */
  let only: LiveSpan | undefined;
  /** When the first of the fresh ones came. */
  let since = 0;
  const kept = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function keepOne(span: LiveSpan): void {
    kept.add(span.spanId);
    keep(span.peek());
  }

  function keepAll(): void {
    const alone = only;
    only = undefined;
    if (alone !== undefined) keepOne(alone);
    for (const span of fresh.values()) keepOne(span);
    fresh.clear();
  }

  function addFresh(span: LiveSpan): void {
    if (only === undefined && fresh.size === 0) {
      since = now();
      only = span;
      return;
    }
    if (only !== undefined) fresh.set(only.spanId, only);
    only = undefined;
    fresh.set(span.spanId, span);
  }

  /** Whether the span had not been kept. */
  function removeFresh(spanId: string): boolean {
    if (only?.spanId === spanId) {
      only = undefined;
      return true;
    }
    if (!fresh.has(spanId)) return false;
    // A map that lives long and is emptied again and again leaves a table behind each time, where only a full collection looks.
    if (fresh.size === 1) fresh = new Map();
    else fresh.delete(spanId);
    return true;
  }

  function keepOverdue(): void {
    if ((only !== undefined || fresh.size > 0) && now() - since > KEPT_AFTER_MILLIS) keepAll();
  }

  return {
    add(span) {
      keepOverdue();
      if ((only === undefined ? 0 : 1) + fresh.size + kept.size >= MAX_SPANS) return;
      addFresh(span);
      if (timer !== undefined) return;
      timer = realTimers.setTimeout(() => {
        timer = undefined;
        keepAll();
      }, KEPT_AFTER_MILLIS);
      timer.unref();
    },
    remove(spanId) {
      const wasKept = !removeFresh(spanId) && kept.delete(spanId);
      keepOverdue();
      return wasKept;
    },
    keepNow: keepAll,
    close() {
      realTimers.clearTimeout(timer);
      only = undefined;
      fresh.clear();
      kept.clear();
    },
  };
}
