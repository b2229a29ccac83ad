import { openDatabase } from "../../src/inspector/store/sqlite.ts";
import { CHUNK_ROWS } from "../../src/inspector/store/write/packed-bodies.ts";

/** Copies follow each other after so many days: longer than what is generated, so that none overlaps. */
const DAYS = 8;
const SHIFT_US = DAYS * 86_400_000_000;
type Changes = Readonly<Record<string, string>>;

/**
 * Makes a store so many times as large, with copies of all that it has, each some days later: in a fraction of the time that taking in as much would
 * need. The store must not be open.
 */
export function copyStore(path: string, times: number): void {
  const database = openDatabase(path, false);
  database.exec(
    "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144",
  );
  const last = (counter: string): number =>
    Number(database.prepare("SELECT value FROM counters WHERE name = ?").get(counter)?.value ?? 0);
  const whole = (count: number): number => Math.ceil((count + 1) / CHUNK_ROWS) * CHUNK_ROWS;
  const [spans, events, traces, sessions] = [
    whole(last("last_span")),
    whole(last("last_event")),
    last("last_trace") + 1,
    last("last_session") + 1,
  ];
  const copy = (table: string, changes: Changes, where: string): void => {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    const values = columns.map(({ name }) => changes[String(name)] ?? String(name));
    database.exec(`INSERT INTO ${table} SELECT ${values.join(", ")} FROM ${table} WHERE ${where}`);
  };
  for (let time = 1; time < times; time += 1) {
    const [ofSpans, ofEvents, ofTraces, ofSessions] = [spans, events, traces, sessions].map((count) => count * time);
    const later = (column: string): string => `${column} + ${SHIFT_US * time}`;
    const session = `session + ${ofSessions}`;
    const trace = `trace + ${ofTraces}`;
    const hour = `hour + ${24 * DAYS * time}`;
    const first = `hour < (SELECT min(hour) FROM span_hours) + ${24 * DAYS}`;
    copy("spans", { n: `n + ${ofSpans}`, session, trace, start_us: later("start_us") }, `n < ${spans}`);
    copy("span_chunks", { c: `c + ${Number(ofSpans) / CHUNK_ROWS}` }, `c < ${spans / CHUNK_ROWS}`);
    copy("span_tail", { n: `n + ${ofSpans}` }, `n < ${spans}`);
    const event = {
      n: `n + ${ofEvents}`,
      hash: `hash || x'${time.toString(16).padStart(2, "0")}'`,
      time_us: later("time_us"),
    };
    copy("events", { ...event, session, trace }, `n < ${events}`);
    copy("event_chunks", { c: `c + ${Number(ofEvents) / CHUNK_ROWS}` }, `c < ${events / CHUNK_ROWS}`);
    copy("event_tail", { n: `n + ${ofEvents}` }, `n < ${events}`);
    const ends = { start_us: later("start_us"), end_us: later("end_us") };
    const id = `id || printf('%02x', ${time})`;
    copy("traces", { t: `t + ${ofTraces}`, id, session, ...ends }, `t < ${traces}`);
    copy("sessions", { s: `s + ${ofSessions}`, id, ...ends }, `s < ${sessions}`);
    copy("session_ids", { s: `s + ${ofSessions}`, id }, `s < ${sessions}`);
    copy("session_names", { session }, `session < ${sessions}`);
    copy("session_traces", { session, trace }, `session < ${sessions}`);
    for (const table of ["hour", "hist"]) copy(table, { hour }, first);
    copy("span_hours", { hour, first: `first + ${ofSpans}`, last: `last + ${ofSpans}` }, first);
  }
  for (const counter of ["spans", "events"])
    database.prepare("UPDATE counters SET value = value * ? WHERE name = ?").run(times, counter);
  for (const [counter, count] of [
    ["last_span", spans],
    ["last_event", events],
    ["last_trace", traces],
    ["last_session", sessions],
  ] as const)
    database.prepare("UPDATE counters SET value = value + ? WHERE name = ?").run(count * (times - 1), counter);
  database.exec("PRAGMA journal_mode=WAL");
  database.close();
}
