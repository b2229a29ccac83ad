import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import type { Reading } from "../../../../src/inspector/store/reader/reading.ts";
import { logs, START_US, spanId, sums, traces } from "./otlp-requests.ts";
import { TemporaryWriter } from "./temporary-writer.ts";
import { textColumns } from "./text-columns.ts";

const MAX_BYTES = 3 * 1024 * 1024;
const SPANS = 60;
let traceNumber = 0;

/** Spans of one session, whose names, tools and tasks no other one has, and a decision. */
function addSession(store: TemporaryWriter, number: number): void {
  traceNumber += 1;
  const startUs = START_US + number * 60_000_000;
  const common = { "session.id": `session-${number}`, "user.id": `user-${number}`, "gen_ai.agent.name": "triage" };
  const spans = Array.from({ length: SPANS }, (_, index) => ({
    trace: traceNumber,
    span: traceNumber * 100 + index,
    startUs: startUs + index,
    name: `step ${number}.${index}`,
    attributes: {
      ...common,
      "agentscribe.task.id": `task-${number}.${index}`,
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": `tool-${number}`,
      text: randomBytes(600).toString("base64"),
    },
  }));
  store.ingest("traces", traces(spans));
  const decision = { ...common, "agentscribe.decision.type": "route", "agentscribe.decision.choice": `${number % 3}` };
  store.ingest(
    "logs",
    logs([{ trace: traceNumber, timeUs: startUs, name: "agentscribe.decision", attributes: decision }]),
  );
  store.ingest("metrics", sums([{ name: `calls-${number % 5}`, value: number, timeUs: startUs }]));
}

function tidy(store: TemporaryWriter): void {
  while (store.writer.tidy());
}

const columns = textColumns();

function withoutText(reading: Reading): readonly string[] {
  return columns
    .filter(({ table, column }) =>
      reading.get(`SELECT 1 FROM ${table} WHERE ${column} NOT IN (SELECT id FROM dict) LIMIT 1`),
    )
    .map(({ table, column }) => `${table}.${column}`);
}

const texts = (reading: Reading): number => reading.get<{ n: number }>("SELECT count(*) AS n FROM dict")?.n ?? 0;

it("is asked about the columns that hold ids of texts", () => {
  expect(columns).toContainEqual({ table: "spans", column: "cost_reason" });
  expect(columns).toContainEqual({ table: "groups", column: "schema_url" });
  expect(columns).toContainEqual({ table: "groups", column: "resource_schema_url" });
  expect(columns).not.toContainEqual({ table: "spans", column: "session" });
  expect(columns.length).toBeGreaterThan(50);
});

it("lets texts go with the last row that refers to them", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES, trimAfter: 1_000 });
  for (let number = 0; number < 150; number += 1) {
    addSession(store, number);
    tidy(store);
  }
  const { reading } = store;
  expect(withoutText(reading)).toEqual([]);
  const rows = reading.get<{ n: number }>("SELECT count(*) AS n FROM spans")?.n ?? 0;
  expect(rows).toBeLessThan(4_000);
  // A name and a task of each span; half of them are of spans that went since the last time.
  expect(texts(reading)).toBeLessThan(rows * 5);
  expect(texts(reading)).toBeGreaterThan(rows * 2);
  expect(reading.get("SELECT count(*) AS n FROM dict WHERE text = 'step 3.1'")).toMatchObject({ n: 0 });
  // Sums of hours stay, and with them what they are of.
  expect(reading.get("SELECT count(*) AS n FROM dict WHERE text = 'tool-3'")).toMatchObject({ n: 1 });
});

it("keeps what comes again while it is at work", () => {
  using store = new TemporaryWriter({ maxBytes: MAX_BYTES, trimAfter: 4_000 });
  for (let number = 0; number < 200; number += 1) addSession(store, number);
  const { reading } = store;
  const highest = (): number => reading.get<{ id: number }>("SELECT max(id) AS id FROM dict")?.id ?? 0;
  const last = highest();
  let again = 0;
  const expected = new Map<number, string>();
  while (store.writer.tidy()) {
    if (reading.get("SELECT 1 FROM sessions WHERE id = 'session-3'") !== undefined) continue;
    const number = 900_000 + again;
    // Each once: one that came before is in a row that is found.
    const task = `task-${Math.floor(again / SPANS)}.${again % SPANS}`;
    expected.set(number, task);
    again += 1;
    const attributes = { "session.id": "later", "agentscribe.task.id": task };
    store.ingest("traces", traces([{ trace: 999, span: number, startUs: START_US + 10 ** 12 + again, attributes }]));
  }
  expect(again).toBeGreaterThan(20);
  expect(again).toBeLessThan(4 * SPANS);
  expect(withoutText(reading)).toEqual([]);
  for (const [span, task] of expected)
    expect(
      reading.get(
        "SELECT d.text AS task FROM spans s JOIN dict d ON d.id = s.task WHERE s.span_id = ?",
        Buffer.from(spanId(span), "hex"),
      ),
    ).toMatchObject({ task });
  expect(texts(reading)).toBeLessThan(last);
  store.reopen();
  addSession(store, 300);
  expect(withoutText(reading)).toEqual([]);
  expect(highest()).toBeGreaterThan(last);
});
