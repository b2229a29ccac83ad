import type { AlertRow, SessionRow, SpanTable, Step } from "../../api.ts";
import { SPAN_KINDS } from "../../model/facts.ts";

/** What has a value that tells something: not absent, not 0, not empty. */
function telling(entries: object): object {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

/** Milliseconds, and times as a person reads them, for a reader that pays by the character. */
export function shortSession({ startUs, endUs, ...row }: SessionRow): object {
  return { ...telling(row), start: isoTime(startUs), durationMs: millis(endUs - startUs) };
}

export function shortAlert({ sinceUs, untilUs, ...alert }: AlertRow): object {
  const until = untilUs === null ? "stands" : isoTime(untilUs);
  return { ...telling(alert), since: isoTime(sinceUs), until };
}

export function shortStep({ startUs, durationUs, running, depth: _, ...step }: Step): object {
  return {
    index: step.index,
    ...telling(step),
    start: isoTime(startUs),
    durationMs: millis(durationUs),
    costSoFarUsd: running.costUsd,
    contextTokens: running.contextTokens,
  };
}

/** Rows of a table as objects; `parent` is a span's id, or says that it is not in the trace. */
export function shortSpans(table: SpanTable, from: number, limit: number): object {
  const { strings } = table;
  const rows = table.id.slice(from, from + limit).map((span, at) => {
    const row = from + at;
    const parent = table.parent[row] ?? -1;
    const text = (column: readonly number[]): string => strings[column[row] ?? 0] ?? "";
    return telling({
      span,
      parent: parent === -2 ? "not here" : table.id[parent],
      kind: SPAN_KINDS[table.kind[row] ?? 0],
      name: text(table.name),
      agent: text(table.agent),
      model: text(table.model),
      tool: text(table.tool),
      failed: table.status[row] === 2,
      errorType: text(table.errorType),
      afterMs: millis(table.start[row] ?? 0),
      durationMs: millis(table.duration[row] ?? 0),
      inputTokens: table.input[row],
      outputTokens: table.output[row],
      cacheReadTokens: table.cacheRead[row],
      costUsd: table.cost[row],
    });
  });
  return { title: table.title, start: isoTime(table.originUs), spansInAll: table.id.length, spans: rows };
}

const millis = (us: number): number => Math.round(us) / 1_000;

const isoTime = (us: number): string => new Date(Math.min(us / 1_000, 8.64e15)).toISOString();
