import type { SpanTable } from "../api.ts";
import { SPAN_KINDS } from "../model/facts.ts";
import type { Store, Target } from "../store/store.ts";
import { csvLine } from "./csv-line.ts";
import { spanTables } from "./span-tables.ts";

type Cell = string | number | null;

const STATUS = ["unset", "ok", "error"] as const;

/** What a row of the table has in each column. */
const COLUMNS: Readonly<Record<string, (table: SpanTable, row: number) => Cell>> = {
  trace_id: ({ traces, trace }, row) => traces[trace[row] ?? -1] ?? "",
  span_id: ({ id }, row) => id[row] ?? "",
  parent_span_id: ({ id, parent, absentParents }, row) => id[parent[row] ?? -1] ?? absentParents[row] ?? "",
  start: ({ originUs, start }, row) => isoMicros(originUs + (start[row] ?? 0)),
  duration_ms: ({ duration }, row) => (duration[row] ?? 0) / 1_000,
  kind: ({ kind }, row) => SPAN_KINDS[kind[row] ?? 0] ?? "",
  name: named("name"),
  service: named("service"),
  agent: named("agent"),
  model: named("model"),
  tool: named("tool"),
  status: ({ status }, row) => STATUS[status[row] ?? 0] ?? "",
  error_type: named("errorType"),
  counted: ({ counted }, row) => counted[row] ?? 0,
  input_tokens: ({ input }, row) => input[row] ?? null,
  output_tokens: ({ output }, row) => output[row] ?? null,
  cache_read_tokens: ({ cacheRead }, row) => cacheRead[row] ?? null,
  cache_write_tokens: ({ cacheWrite }, row) => cacheWrite[row] ?? null,
  reasoning_tokens: ({ reasoning }, row) => reasoning[row] ?? null,
  cost_usd: ({ cost }, row) => cost[row] ?? null,
};

/** Rows that are written at once. */
const BLOCK = 500;

/** The spans of a session, a trace or the whole store as CSV (RFC 4180), one a line; what is not known is empty. */
export async function* spansCsv(store: Pick<Store, "spans" | "sessions">, target?: Target): AsyncGenerator<string> {
  yield csvLine(["session_id", ...Object.keys(COLUMNS)]);
  for await (const { session, table } of spanTables(store, target)) {
    const columns = Object.values(COLUMNS);
    for (let begin = 0; begin < table.id.length; begin += BLOCK) {
      const end = Math.min(begin + BLOCK, table.id.length);
      let text = "";
      for (let row = begin; row < end; row++)
        text += csvLine([session ?? "", ...columns.map((column) => column(table, row))]);
      yield text;
    }
  }
}

function named(column: "name" | "service" | "agent" | "model" | "tool" | "errorType") {
  return (table: SpanTable, row: number): Cell => table.strings[table[column][row] ?? 0] ?? "";
}

/** A time with microseconds, which `Date` does not have. */
function isoMicros(us: number): string {
  const whole = Math.floor(us / 1_000_000);
  const iso = new Date(Math.min(whole, 253_402_300_799) * 1_000).toISOString();
  return `${iso.slice(0, -5)}.${String(us - whole * 1_000_000).padStart(6, "0")}Z`;
}
