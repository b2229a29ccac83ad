import type { EventRow } from "../api.ts";
import { spanKey } from "./span-tree.ts";

/** Log records that hold what was said in a model call, by {@link spanKey}. */
export type SpanEvents = ReadonlyMap<string, readonly EventRow[]>;

/** One for each message, all messages of a prompt or an answer, or everything about the call. */
const HOLDS_MESSAGES =
  /^gen_ai\.(system|user|assistant|tool)\.message$|^gen_ai\.(choice|content\.(prompt|completion)|client\.inference\.operation\.details)$/;

/** Where agents put messages into log records and not on the spans: those records, by their span. */
export function messageEvents(events: readonly EventRow[]): SpanEvents {
  const found = new Map<string, EventRow[]>();
  for (const event of events) {
    if (event.spanId === null || !HOLDS_MESSAGES.test(event.name)) continue;
    const key = spanKey(event.traceId, event.spanId);
    const others = found.get(key);
    if (others === undefined) found.set(key, [event]);
    else others.push(event);
  }
  return found;
}
