import type { EventRow } from "../../api.ts";
import type { SpanTree } from "./span-tree.ts";

/** A decision or an outcome, drawn on the row of its span at its time. */
export interface Mark {
  readonly kind: "decision" | "outcome";
  /** From `originUs` of the table. */
  readonly us: number;
  readonly text: string;
}

/** Marks by row. Events of no known span stand on the first row of their trace, or on the first of all. */
export function marksOf({ table, order }: SpanTree, events: readonly EventRow[]): ReadonlyMap<number, readonly Mark[]> {
  const marks = new Map<number, Mark[]>();
  const marked = events.filter(({ decisionType, outcome }) => decisionType !== null || outcome !== null);
  if (marked.length === 0 || order.length === 0) return marks;
  const wanted = new Set(marked.map(({ spanId }) => spanId));
  const rows = new Map<string, number>();
  for (const [row, id] of table.id.entries())
    if (wanted.has(id)) rows.set(`${table.traces[table.trace[row] ?? 0]}/${id}`, row);
  for (const event of marked) {
    const trace = table.traces.indexOf(event.traceId ?? "");
    const root = trace === -1 ? (order[0] ?? 0) : table.trace.indexOf(trace);
    const row = rows.get(`${event.traceId}/${event.spanId}`) ?? root;
    const list = marks.get(row) ?? [];
    list.push(markOf(event, table.originUs));
    marks.set(row, list);
  }
  return marks;
}

function markOf(event: EventRow, originUs: number): Mark {
  const us = event.timeUs - originUs;
  if (event.decisionType === null) return { kind: "outcome", us, text: `Outcome: ${event.outcome}` };
  const confidence = event.confidence === null ? "" : ` (confidence ${event.confidence})`;
  return { kind: "decision", us, text: `Decision ${event.decisionType}: ${event.decisionChoice}${confidence}` };
}
