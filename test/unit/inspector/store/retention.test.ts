import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { decisionHoursSql } from "../../../../src/inspector/alerts/statements.ts";
import { statementOf } from "../../../../src/inspector/questions/ask.ts";
import { newDecisions } from "../../../../src/inspector/questions/decisions.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { bucketOf } from "../../../../src/inspector/store/hours/histogram.ts";
import { readAnswer } from "../../../../src/inspector/store/reader/ad-hoc.ts";
import { readSpan } from "../../../../src/inspector/store/reader/span-details.ts";
import { readStatus } from "../../../../src/inspector/store/reader/status.ts";
import { CHUNK_ROWS } from "../../../../src/inspector/store/write/packed-bodies.ts";
import { logs, START_US, spanId, sums, traceId, traces } from "./otlp-requests.ts";
import { recount, storedSums } from "./recount.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

const MAX_BYTES = 3 * 1024 * 1024;
const MINUTE_US = 60_000_000;

/** A session of 40 spans with messages that do not compress, and a decision. */
function addSession(store: TemporaryWriter, number: number): void {
  const startUs = START_US + number * MINUTE_US;
  const session = `session-${number}`;
  const spans = Array.from({ length: 40 }, (_, index) => ({
    trace: number,
    span: number * 100 + index,
    startUs: startUs + index,
    attributes: {
      "session.id": session,
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "m-1",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.input.messages": randomBytes(600).toString("base64"),
    },
  }));
  store.ingest("traces", traces(spans));
  const attributes = { "session.id": session, "agentscribe.decision.type": "t", "agentscribe.decision.choice": "c" };
  store.ingest("logs", logs([{ trace: number, timeUs: startUs, name: "agentscribe.decision", attributes }]));
  store.ingest("metrics", sums([{ name: "calls", value: number, timeUs: startUs }]));
}

function tidy(store: TemporaryWriter): void {
  while (store.writer.tidy());
}

it("deletes the sessions that ended first when the file is too large, and keeps sums by hour", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  for (let number = 0; number < 120; number += 1) {
    addSession(store, number);
    tidy(store);
  }
  store.writer.checkpoint();
  const { reading } = store;
  const status = readStatus(reading);
  expect(statSync(store.path).size).toBeLessThan(MAX_BYTES * 1.1);
  expect(status.spans + status.deleted).toBe(120 * 40);
  expect(status.deleted).toBeGreaterThan(500);
  const left = reading.all<{ id: string }>("SELECT id FROM sessions ORDER BY start_us").map(({ id }) => id);
  expect(left.at(-1)).toBe("session-119");
  expect(left).toEqual(Array.from({ length: left.length }, (_, index) => `session-${120 - left.length + index}`));
  expect(reading.get("SELECT sum(spans) AS spans, sum(input_tokens) AS tokens FROM hour")).toMatchObject({
    spans: 4_800,
    tokens: 48_000,
  });
  expect(reading.get("SELECT sum(count) AS count FROM decisions")).toMatchObject({ count: 120 });
});

it("knows of what was deleted which decisions are not new, and how many there were", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  const decide = (number: number, choice: string): void => {
    const attributes = { "agentscribe.decision.type": "t", "agentscribe.decision.choice": choice };
    const timeUs = START_US + number * MINUTE_US;
    store.ingest("logs", logs([{ trace: number, timeUs, name: "agentscribe.decision", attributes }]));
  };
  for (let number = 0; number < 120; number += 1) {
    addSession(store, number);
    if (number === 0) decide(number, "old");
    tidy(store);
  }
  for (const choice of ["old", "new"]) decide(119, choice);
  const { reading } = store;
  const hour = 60 * MINUTE_US;
  const window = { fromUs: START_US + 118 * MINUTE_US, toUs: START_US + 120 * MINUTE_US };
  const values = { ...window, memoryDays: 1, limit: 100 };
  expect(readAnswer(reading, "SELECT 1 FROM agent_events WHERE decision_choice = 'old'", {}).rows).toHaveLength(1);
  for (const service of ["", "svc"]) {
    const { sql, parameters } = statementOf(newDecisions, sqlite, { ...values, service });
    expect(readAnswer(reading, sql, parameters).rows.map(([, choice]) => choice)).toEqual(["new"]);
  }

  const hours = { fromUs: Math.floor(START_US / hour) * hour, toUs: (Math.floor(START_US / hour) + 3) * hour };
  const perHour = readAnswer(reading, decisionHoursSql({ dialect: sqlite, service: "" }, true), hours);
  expect(perHour.rows.reduce((sum, [, made]) => sum + Number(made), 0)).toBe(123);
});

it("adds nothing to the sums when what was deleted is sent again, and what is new of it", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  const eventsOnly = { "session.id": "told", "agentscribe.decision.type": "t", "agentscribe.decision.choice": "c" };
  const sendAll = (): void => {
    store.ingest("logs", logs([{ timeUs: START_US, name: "agentscribe.decision", attributes: eventsOnly }]));
    for (let number = 0; number < 120; number += 1) {
      addSession(store, number);
      tidy(store);
    }
  };
  const { reading } = store;
  const sumsByHour = (): unknown => [
    reading.get("SELECT sum(spans) AS spans, sum(input_tokens) AS tokens FROM hour"),
    reading.get("SELECT sum(count) AS durations FROM hist WHERE measure = 0"),
    reading.get("SELECT sum(count) AS decisions FROM decisions"),
    reading.get("SELECT count(*) AS traces FROM traces"),
  ];
  sendAll();
  const before = sumsByHour();
  expect(before).toMatchObject([{ spans: 4_800, tokens: 48_000 }, { durations: 4_800 }, { decisions: 121 }, {}]);
  const { deleted } = readStatus(reading);
  sendAll();
  store.reopen();
  sendAll();
  expect(sumsByHour()).toEqual(before);
  expect(readStatus(reading)).toMatchObject({ deleted });

  // A conversation that goes on, in its trace and in another.
  const later = { startUs: START_US + 500 * MINUTE_US, attributes: { "session.id": "session-0" } };
  expect(store.ingest("traces", traces([{ trace: 0, span: 50, ...later }]))).toMatchObject({ accepted: 1 });
  expect(store.ingest("traces", traces([{ trace: 900, span: 51, ...later }]))).toMatchObject({ accepted: 1 });
  expect(reading.get("SELECT sum(spans) AS spans FROM hour")).toEqual({ spans: 4_802 });
});

it("remembers no more of what was deleted than the limit has room for", () => {
  const maxBytes = 400 * 1024;
  using store = new TemporaryWriter({ maxBytes });
  const attributes = { text: randomBytes(300).toString("base64") };
  for (let at = 0; at < 2_000; at += 100) {
    const spans = Array.from({ length: 100 }, (_, index) => ({
      trace: at + index,
      span: 1,
      startUs: START_US + at + index,
      attributes,
    }));
    store.ingest("traces", traces(spans));
    tidy(store);
  }
  const { reading } = store;
  const { n, first } =
    reading.get<{ n: number; first: number }>("SELECT count(*) AS n, min(until_us) AS first FROM deleted_traces") ?? {};
  expect(readStatus(reading).deleted).toBeGreaterThan(Math.ceil(maxBytes / 2_000));
  expect(n).toBe(Math.ceil(maxBytes / 2_000));
  expect(first).toBeGreaterThan(START_US + 100);
});

it("keeps rows, bodies and sums of what stays whole", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  for (let number = 0; number < 120; number += 1) addSession(store, number);
  tidy(store);
  const { reading } = store;
  const { sessions, traces: sumsOfTraces, sources, counts } = storedSums(reading);
  const again = recount(reading, bucketOf);
  expect({ sessions, traces: sumsOfTraces, sources, counts }).toEqual({
    ...{ sessions: again.sessions, traces: again.traces, sources: again.sources, counts: again.counts },
  });
  expect(Object.keys(sessions).length).toBeGreaterThan(5);
  const detail = readSpan(reading, traceId(119), spanId(11_939));
  expect(detail?.attributes.map(([name]) => name)).toContain("gen_ai.input.messages");
  const orphans = `SELECT count(*) AS n FROM span_chunks
    WHERE NOT EXISTS (SELECT 1 FROM spans WHERE n BETWEEN c * ${CHUNK_ROWS} AND c * ${CHUNK_ROWS} + ${CHUNK_ROWS - 1})`;
  expect(reading.get(orphans)).toMatchObject({ n: 0 });
  const points = reading.get<{ first: number; n: number }>("SELECT min(time_us) AS first, count(*) AS n FROM points");
  const oldest = reading.get<{ start: number }>("SELECT min(start_us) AS start FROM sessions");
  expect(points?.first).toBeGreaterThanOrEqual(Number(oldest?.start) - MINUTE_US);
  expect(readStatus(reading).points).toBe(points?.n);
});

it("takes parts of a session that is larger than the limit, and then sums what is left", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  for (let trace = 0; trace < 100; trace += 1) {
    const spans = Array.from({ length: 60 }, (_, index) => ({
      trace,
      span: trace * 100 + index,
      startUs: START_US + trace * 1_000,
      attributes: { "session.id": "endless", text: randomBytes(500).toString("base64") },
    }));
    store.ingest("traces", traces(spans));
    tidy(store);
  }
  const { reading } = store;
  expect(storedSums(reading).sessions).toEqual(recount(reading, bucketOf).sessions);
  const left = reading.get<{ n: number; last: number }>("SELECT count(*) AS n, max(start_us) AS last FROM spans");
  expect(left?.n).toBeGreaterThan(500);
  expect(left?.n).toBeLessThan(100 * 60);
  expect(left?.last).toBe(START_US + 99_000);
});

it("goes on after a trace whose session was deleted sends more", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES });
  store.ingest("traces", traces([{ trace: 999, span: 99_900, startUs: START_US - MINUTE_US }]));
  for (let number = 0; number < 120; number += 1) addSession(store, number);
  tidy(store);
  expect(store.ingest("traces", traces([{ trace: 999, span: 99_901 }]))).toMatchObject({ accepted: 1 });
  expect(storedSums(store.reading).sessions).toEqual(recount(store.reading, bucketOf).sessions);
});
