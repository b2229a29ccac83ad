import type { KeptRecord, Memory } from "../telemetry/memory.ts";
import { type LoneSpan, readEvent, readSpan } from "./read-span.ts";
import type { TestEvent, TestSpan, TestTrace } from "./span.ts";

/** What was recorded, as spans in their places. */
export interface RecordedTree {
  /** In the order they started. */
  readonly spans: readonly TestSpan[];
  /** Log records, in the order they came. */
  readonly events: readonly TestEvent[];
  readonly traces: readonly TestTrace[];
  /** Where an event or a span stands in the order of starts and records. */
  readonly placeOf: (one: TestSpan | TestEvent) => number;
}

interface OpenNode extends LoneSpan {
  readonly events: TestEvent[];
  readonly children: TestSpan[];
}

const lone = new WeakMap<KeptRecord, LoneSpan>();
const read = new WeakMap<KeptRecord, TestEvent>();

export function buildTree(memory: Memory): RecordedTree {
  const places = new Map<TestSpan | TestEvent, number>();
  const nodes = memory.spans.map((kept): OpenNode => {
    const span = remembered(lone, kept, readSpan);
    const node = { ...span, events: [...span.events], children: [] };
    places.set(node, memory.starts.get(span.spanId) ?? kept.sequence);
    return node;
  });
  const place = (one: TestSpan | TestEvent): number => places.get(one) ?? Number.MAX_SAFE_INTEGER;
  nodes.sort((one, other) => one.startTimeMillis - other.startTimeMillis || place(one) - place(other));
  const byId = new Map(nodes.map((node) => [keyOf(node.traceId, node.spanId), node]));
  const events = memory.logs.map((kept) => {
    const event = remembered(read, kept, readEvent);
    places.set(event, kept.sequence);
    byId.get(keyOf(event.traceId, event.spanId))?.events.push(event);
    return event;
  });
  const traces = new Map<
    string,
    { readonly traceId: string; readonly roots: TestSpan[]; readonly spans: TestSpan[] }
  >();
  for (const node of nodes) {
    node.events.sort((one, other) => one.timeMillis - other.timeMillis || place(one) - place(other));
    const trace = traces.get(node.traceId) ?? { traceId: node.traceId, roots: [], spans: [] };
    traces.set(node.traceId, trace);
    trace.spans.push(node);
    const parent = byId.get(keyOf(node.traceId, node.parentSpanId));
    if (parent === undefined || parent === node) trace.roots.push(node);
    else parent.children.push(node);
  }
  return { spans: nodes, events, traces: [...traces.values()], placeOf: place };
}

function remembered<T>(known: WeakMap<KeptRecord, T>, kept: KeptRecord, read: (request: Uint8Array) => T): T {
  const before = known.get(kept);
  if (before !== undefined) return before;
  const made = read(kept.request);
  known.set(kept, made);
  return made;
}

function keyOf(traceId: string | undefined, spanId: string | undefined): string {
  return `${traceId}/${spanId}`;
}
