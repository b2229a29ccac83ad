import { isToolCall } from "../../../../src/inspector/model/facts.ts";
import type { Reading } from "../../../../src/inspector/store/reader/reading.ts";

type Row = Readonly<Record<string, string | number | null>>;
export type Sums = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** Everything that the store sums, by a name for what it is the sum of. */
export interface AllSums {
  readonly sessions: Sums;
  readonly traces: Sums;
  readonly sources: Sums;
  readonly hours: Sums;
  readonly durations: Sums;
  readonly counts: Sums;
}

const TOKENS = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens"];

/** What is written beside the rows. Money is rounded: sums made in another order differ in their last digits. */
export function storedSums(reading: Reading): AllSums {
  return {
    sessions: byKey(
      reading,
      `SELECT id AS key, start_us, end_us, spans, traces, events, inference_calls, tool_calls, ${TOKENS.join(", ")}, round(cost_usd, 6) + 0 AS cost,
       unpriced_calls AS unpriced, decision_path AS path, coalesce((SELECT group_concat(text) FROM (SELECT d.text FROM session_names n
       JOIN dict d ON d.id = n.name WHERE n.session = s AND n.what IN (1, 6) GROUP BY d.text ORDER BY d.text)), '') AS models FROM sessions`,
    ),
    traces: byKey(reading, "SELECT id AS key, spans FROM traces WHERE spans > 0"),
    sources: byKey(
      reading,
      `SELECT s.text || ' ' || k.text AS key, x.spans, x.events FROM sources x JOIN dict s ON s.id = x.service JOIN dict k ON k.id = x.agent_kind`,
    ),
    hours: byKey(
      reading,
      `SELECT h.hour || ' ' || s.text || ' ' || m.text || ' ' || t.text || ' ' || a.text || ' ' || d.counted AS key, sum(h.spans) AS spans, sum(h.errors) AS errors,
       sum(h.failed) AS failed, sum(h.priced) AS priced, sum(h.unpriced) AS unpriced, sum(h.cached) AS cached, coalesce(sum(h.input_tokens), 0) AS input,
       round(sum(h.cost_usd), 6) + 0 AS cost, round(sum(h.cost_squares), 6) + 0 AS squares FROM hour h JOIN dims d ON d.d = h.d
       JOIN dict s ON s.id = d.service JOIN dict m ON m.id = d.model JOIN dict t ON t.id = d.tool JOIN dict a ON a.id = d.agent GROUP BY 1`,
    ),
    durations: byKey(
      reading,
      `SELECT h.hour || ' ' || m.text || ' ' || d.counted || ' ' || h.bucket AS key, sum(h.count) AS count FROM hist h JOIN dims d ON d.d = h.d
       JOIN dict m ON m.id = d.model WHERE h.measure = 0 GROUP BY 1`,
    ),
    counts: byKey(reading, "SELECT name AS key, value FROM counters WHERE name IN ('spans', 'events') AND value <> 0"),
  };
}

/** The same made of the rows as questions see them. */
export function recount(reading: Reading, bucketOf: (micros: number) => number): AllSums {
  const [sessions, traces, sources, hours, durations, counts] = Array.from({ length: 6 }, () => new Tally()) as [
    Tally,
    Tally,
    Tally,
    Tally,
    Tally,
    Tally,
  ];
  for (const row of reading.all<Row>("SELECT * FROM agent_spans")) {
    const [session, start, duration] = [String(row.session_id), Number(row.start_us), Number(row.duration_us)];
    const isCall = row.counted === 1 && row.kind === "inference" ? 1 : 0;
    const failed = row.status === "error" || row.error_type !== "" ? 1 : 0;
    const tokens = (name: string): number => (row.counted === 1 ? Number(row[name] ?? 0) : 0);
    const cost = tokens("cost_usd");
    const isUnpriced = row.counted === 1 && row.cost_usd === null && row.cost_reason !== "request_refused";
    const unpriced = isUnpriced ? 1 : 0;
    sessions.extend(session, start, start + duration);
    sessions.add(session, {
      spans: 1,
      inference_calls: isCall,
      tool_calls: isToolCall(String(row.kind)) ? 1 : 0,
      cost,
      unpriced,
    });
    sessions.add(session, Object.fromEntries(TOKENS.map((name) => [name, tokens(name)])));
    sessions.distinct(session, "traces", String(row.trace_id));
    sessions.list(session, "models", String(row.model));
    traces.add(String(row.trace_id), { spans: 1 });
    sources.add(`${row.service} ${row.agent_kind}`, { spans: 1, events: 0 });
    const hour = Math.floor(start / 3_600_000_000);
    const isCounted = row.counted === 1;
    hours.add(`${hour} ${row.service} ${row.model} ${row.tool} ${row.agent} ${row.counted}`, {
      ...{
        spans: 1,
        errors: row.status === "error" ? 1 : 0,
        failed,
        priced: isCounted && row.cost_usd !== null ? 1 : 0,
        unpriced,
      },
      ...{ cached: tokens("cache_read_tokens") > 0 ? 1 : 0, input: tokens("input_tokens"), cost, squares: cost * cost },
    });
    durations.add(`${hour} ${row.model} ${row.counted} ${bucketOf(duration)}`, { count: 1 });
    counts.add("spans", { value: 1 });
  }
  const events = reading.all<Row>(
    "SELECT v.*, e.n FROM agent_events v JOIN events e ON e.time_us = v.time_us ORDER BY v.time_us",
  );
  for (const row of events) {
    const session = String(row.session_id);
    sessions.extend(session, Number(row.time_us), Number(row.time_us));
    sessions.add(session, { events: 1 });
    sessions.list(session, "models", String(row.model));
    if (row.decision_type !== "") sessions.path(session, String(row.decision_choice));
    sources.add(`${row.service} ${row.agent_kind}`, { spans: 0, events: 1 });
    counts.add("events", { value: 1 });
  }
  const zero = {
    spans: 0,
    traces: 0,
    events: 0,
    inference_calls: 0,
    tool_calls: 0,
    cost: 0,
    unpriced: 0,
    path: "",
    models: "",
  };
  const noTokens = Object.fromEntries(TOKENS.map((name) => [name, 0]));
  return {
    sessions: sessions.all({ ...zero, ...noTokens }),
    ...{
      traces: traces.all(),
      sources: sources.all(),
      hours: hours.all(),
      durations: durations.all(),
      counts: counts.all(),
    },
  };
}

class Tally {
  readonly #sums = new Map<string, Record<string, number | string | Set<string>>>();

  add(key: string, amounts: Readonly<Record<string, number>>): void {
    const sums = this.#of(key);
    for (const [name, amount] of Object.entries(amounts)) sums[name] = Number(sums[name] ?? 0) + amount;
  }

  extend(key: string, start: number, end: number): void {
    const sums = this.#of(key);
    sums.start_us = Math.min(Number(sums.start_us ?? Number.MAX_SAFE_INTEGER), start);
    sums.end_us = Math.max(Number(sums.end_us ?? 0), end);
  }

  distinct(key: string, name: string, value: string): void {
    const sums = this.#of(key);
    const values = sums[name] instanceof Set ? sums[name] : new Set<string>();
    sums[name] = values.add(value);
  }

  list(key: string, name: string, value: string): void {
    const sums = this.#of(key);
    const values = new Set(String(sums[name] ?? "").split(",")).add(value);
    sums[name] = [...values]
      .filter((text) => text !== "")
      .sort()
      .join(",");
  }

  path(key: string, choice: string): void {
    const sums = this.#of(key);
    sums.path = sums.path === undefined ? choice : `${sums.path} > ${choice}`;
  }

  all(zero: Readonly<Record<string, number | string>> = {}): Sums {
    const rows = Array.from(this.#sums, ([key, sums]) => [key, { ...zero, ...plain(sums) }] as const);
    return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #of(key: string): Record<string, number | string | Set<string>> {
    const known = this.#sums.get(key) ?? {};
    this.#sums.set(key, known);
    return known;
  }
}

function plain(sums: Readonly<Record<string, number | string | Set<string>>>): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(sums).map(([name, value]) => {
      if (value instanceof Set) return [name, value.size];
      return [name, name === "cost" || name === "squares" ? Math.round(Number(value) * 1e6) / 1e6 + 0 : value];
    }),
  );
}

function byKey(reading: Reading, sql: string): Sums {
  return Object.fromEntries(
    reading
      .all<Row>(sql)
      .map(({ key, ...sums }) => [String(key), sums as Record<string, string | number>] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
