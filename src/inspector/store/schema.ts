import type { Database } from "./sqlite.ts";
import { numberOf } from "./sqlite.ts";
import { viewsSql } from "./views.ts";

/** Grows with each change of the tables. */
export const SCHEMA_VERSION = 8;

/** Marks the file as ours: "ascr". */
const APPLICATION_ID = 0x61736372;

/** A file that is not ours, or made by another version. */
export class UnreadableStore extends Error {
  override readonly name = "UnreadableStore";
}

/** @throws UnreadableStore for a file that this version must not touch; an empty file is fine */
export function checkSchema(database: Database, path: string): "empty" | "ready" {
  const version = numberOf(database, "PRAGMA user_version");
  const application = numberOf(database, "PRAGMA application_id");
  if (application === 0 && version === 0 && numberOf(database, "SELECT count(*) FROM sqlite_schema") === 0)
    return "empty";
  if (application !== APPLICATION_ID) throw new UnreadableStore(`${path} is no store of agentscribe`);
  if (version > SCHEMA_VERSION)
    throw new UnreadableStore(
      `${path} was written by a newer version of agentscribe (schema ${version}, this one knows ${SCHEMA_VERSION}): update agentscribe, or name another file`,
    );
  if (version < SCHEMA_VERSION)
    throw new UnreadableStore(
      `${path} was written by an older version of agentscribe (schema ${version}, this one knows ${SCHEMA_VERSION}): export it with that version and import what comes out, or name another file`,
    );
  return "ready";
}

/** Makes what is not there yet. Settings that cannot change later come before the first table. */
export function prepareSchema(database: Database, path: string, fullText: boolean): void {
  if (checkSchema(database, path) === "empty") {
    database.exec("PRAGMA auto_vacuum=INCREMENTAL");
    database.exec("PRAGMA journal_mode=WAL");
    database.exec(
      `BEGIN; ${TABLES} PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}; COMMIT`,
    );
  }
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  // A WAL that grew while somebody read for long shrinks again.
  database.exec("PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864");
  database.exec(DELETED);
  if (fullText) database.exec(FULL_TEXT);
  database.exec(`BEGIN; ${viewsSql("main")} COMMIT`);
}

/**
 * `dict` holds each text of low cardinality once; 0 is "". `spans.n` and `events.n` count in the order of arrival; bodies of 256 of them are one blob in
 * `*_chunks`, of a chunk that is not full in `*_tail`. `sessions`, `traces`, `hour`, `hist`, `decisions` and `sources` are sums that are written in the
 * transaction of the rows they are made of; `*_p` columns tell how much a value weighs against another one (see `chosen.ts`).
 *
 * Columns of `spans` that questions name often come first: to find one, SQLite looks through what stands before it. There is no index by time: to read
 * 1,000,000 rows in order takes a third of the time that the way over an index takes. In its place `span_hours` says between which rows those that began
 * in an hour lie; they come about in the order of time.
 */
const TABLES = `
CREATE TABLE dict(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
INSERT INTO dict VALUES(0, '');
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE groups(
  g INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, service INTEGER NOT NULL, agent_kind INTEGER NOT NULL, resource INTEGER NOT NULL, scope INTEGER NOT NULL,
  schema_url INTEGER NOT NULL, resource_schema_url INTEGER NOT NULL
);
CREATE TABLE messages(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL);
CREATE TABLE traces(
  t INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session INTEGER NOT NULL, stated INTEGER NOT NULL,
  start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, spans INTEGER NOT NULL
);
CREATE TABLE spans(
  n INTEGER PRIMARY KEY, kind INTEGER NOT NULL DEFAULT 0, counted INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0, session INTEGER NOT NULL,
  start_us INTEGER NOT NULL, duration_us INTEGER NOT NULL, model INTEGER NOT NULL DEFAULT 0, tool INTEGER NOT NULL DEFAULT 0, agent INTEGER NOT NULL DEFAULT 0,
  service INTEGER NOT NULL, error_type INTEGER NOT NULL DEFAULT 0, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER,
  cache_write_tokens INTEGER, reasoning_tokens INTEGER, cost_usd REAL, task_type INTEGER NOT NULL DEFAULT 0, user INTEGER NOT NULL DEFAULT 0, task INTEGER NOT NULL DEFAULT 0,
  outcome INTEGER NOT NULL DEFAULT 0, end_reason INTEGER NOT NULL DEFAULT 0, purpose INTEGER NOT NULL DEFAULT 0, provider INTEGER NOT NULL DEFAULT 0, cost_reason INTEGER NOT NULL DEFAULT 0,
  name INTEGER NOT NULL, agent_kind INTEGER NOT NULL, source INTEGER NOT NULL DEFAULT 0, flags INTEGER NOT NULL DEFAULT 0, trace INTEGER NOT NULL,
  span_id BLOB NOT NULL, parent BLOB, grp INTEGER NOT NULL, request_model INTEGER NOT NULL DEFAULT 0, model_version INTEGER NOT NULL DEFAULT 0, tenant INTEGER NOT NULL DEFAULT 0,
  finish_reason INTEGER NOT NULL DEFAULT 0, first_chunk_us INTEGER, retries INTEGER
);
CREATE UNIQUE INDEX spans_by_id ON spans(trace, span_id);
CREATE INDEX spans_by_session ON spans(session);
CREATE INDEX spans_unpriced ON spans(n) WHERE counted = 1 AND cost_usd IS NULL;
CREATE TABLE span_chunks(c INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE span_tail(n INTEGER PRIMARY KEY, packed INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE events(
  n INTEGER PRIMARY KEY, hash BLOB NOT NULL, trace INTEGER, span_id BLOB, session INTEGER NOT NULL, grp INTEGER NOT NULL,
  service INTEGER NOT NULL, agent_kind INTEGER NOT NULL, flags INTEGER NOT NULL DEFAULT 0,
  time_us INTEGER NOT NULL, name INTEGER NOT NULL, agent INTEGER NOT NULL DEFAULT 0, user INTEGER NOT NULL DEFAULT 0, task INTEGER NOT NULL DEFAULT 0, task_type INTEGER NOT NULL DEFAULT 0,
  model INTEGER NOT NULL DEFAULT 0, tool INTEGER NOT NULL DEFAULT 0, decision_type INTEGER NOT NULL DEFAULT 0, decision_choice INTEGER NOT NULL DEFAULT 0, confidence REAL,
  outcome INTEGER NOT NULL DEFAULT 0, value REAL, error_type INTEGER NOT NULL DEFAULT 0, severity INTEGER NOT NULL DEFAULT 0, summary TEXT
);
CREATE UNIQUE INDEX events_by_content ON events(time_us, hash);
CREATE INDEX events_by_session ON events(session);
CREATE INDEX events_by_trace ON events(trace, span_id) WHERE trace IS NOT NULL;
CREATE INDEX events_deciding ON events(session, time_us, n) WHERE decision_type <> 0;
CREATE TABLE event_chunks(c INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE event_tail(n INTEGER PRIMARY KEY, packed INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE sessions(
  s INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  service INTEGER NOT NULL, agent_kind INTEGER NOT NULL, group_p INTEGER NOT NULL, agent INTEGER NOT NULL, agent_p INTEGER NOT NULL,
  user INTEGER NOT NULL, user_p INTEGER NOT NULL, task_type INTEGER NOT NULL, task_type_p INTEGER NOT NULL,
  outcome INTEGER NOT NULL, outcome_p INTEGER NOT NULL, end_reason INTEGER NOT NULL, end_reason_p INTEGER NOT NULL,
  start_us INTEGER NOT NULL, end_us INTEGER NOT NULL, ended INTEGER NOT NULL, spans INTEGER NOT NULL, traces INTEGER NOT NULL, events INTEGER NOT NULL,
  calls_span INTEGER NOT NULL, calls_event INTEGER NOT NULL, calls_metric INTEGER NOT NULL, derived INTEGER NOT NULL,
  inference_calls INTEGER NOT NULL, tool_calls INTEGER NOT NULL, errors INTEGER NOT NULL, failed INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL, cost_usd REAL NOT NULL, unpriced_calls INTEGER NOT NULL, decision_path TEXT NOT NULL, revision INTEGER NOT NULL
);
CREATE INDEX sessions_by_start ON sessions(start_us);
CREATE INDEX sessions_by_cost ON sessions(cost_usd);
CREATE INDEX sessions_by_tokens ON sessions(input_tokens + output_tokens);
CREATE INDEX sessions_by_errors ON sessions(errors);
CREATE INDEX sessions_by_duration ON sessions(end_us - start_us);
CREATE TABLE session_ids(s INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE session_names(session INTEGER NOT NULL, what INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY(session, what, name)) WITHOUT ROWID;
CREATE INDEX session_names_by_name ON session_names(what, name);
CREATE TABLE session_traces(session INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY(session, trace)) WITHOUT ROWID;
CREATE TABLE dims(
  d INTEGER PRIMARY KEY, service INTEGER NOT NULL, agent_kind INTEGER NOT NULL, agent INTEGER NOT NULL, provider INTEGER NOT NULL, model INTEGER NOT NULL,
  tool INTEGER NOT NULL, purpose INTEGER NOT NULL, task_type INTEGER NOT NULL, kind INTEGER NOT NULL, source INTEGER NOT NULL, counted INTEGER NOT NULL,
  UNIQUE(service, agent_kind, agent, provider, model, tool, purpose, task_type, kind, source, counted)
);
CREATE TABLE hour(
  hour INTEGER NOT NULL, d INTEGER NOT NULL, spans INTEGER NOT NULL, errors INTEGER NOT NULL, failed INTEGER NOT NULL, priced INTEGER NOT NULL,
  unpriced INTEGER NOT NULL, cached INTEGER NOT NULL, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER,
  reasoning_tokens INTEGER, cost_usd REAL NOT NULL, cost_squares REAL NOT NULL, PRIMARY KEY(hour, d)
) WITHOUT ROWID;
CREATE TABLE span_hours(hour INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE hist(
  hour INTEGER NOT NULL, d INTEGER NOT NULL, measure INTEGER NOT NULL, bucket INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(hour, d, measure, bucket)
) WITHOUT ROWID;
CREATE TABLE decisions(
  hour INTEGER NOT NULL, service INTEGER NOT NULL, agent INTEGER NOT NULL, type INTEGER NOT NULL, choice INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(hour, service, agent, type, choice)
) WITHOUT ROWID;
CREATE TABLE sources(
  service INTEGER NOT NULL, agent_kind INTEGER NOT NULL, spans INTEGER NOT NULL, events INTEGER NOT NULL, PRIMARY KEY(service, agent_kind)
) WITHOUT ROWID;
CREATE TABLE series(
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, grp INTEGER NOT NULL, name INTEGER NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL,
  type TEXT NOT NULL, cumulative INTEGER NOT NULL, monotonic INTEGER NOT NULL, attributes TEXT NOT NULL, attribute_bytes BLOB NOT NULL
);
CREATE INDEX series_by_name ON series(name);
CREATE TABLE points(
  series INTEGER NOT NULL, time_us INTEGER NOT NULL, start_us INTEGER NOT NULL, value REAL NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY(series, time_us)
) WITHOUT ROWID;
`;

/** Of what is not there any more: nobody who reads needs it. */
const DELETED = `
CREATE TABLE IF NOT EXISTS deleted_traces(key INTEGER PRIMARY KEY, until_us INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS deleted_traces_by_time ON deleted_traces(until_us);
`;

/** Contentless: the texts are in the bodies. */
const FULL_TEXT =
  "CREATE VIRTUAL TABLE IF NOT EXISTS span_text USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='unicode61');";
