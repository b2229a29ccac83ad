import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { readRequest } from "../../../../src/inspector/decode/request.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import {
  logs,
  START_US,
  spanId,
  sums,
  type TestGroup,
  traceId,
  traces,
} from "../../../unit/inspector/store/otlp-requests.ts";

const folder = mkdtempSync(join(tmpdir(), "agentscribe-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

it("answers questions while a statement runs that never ends, and ends it in time", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  await store.ingest("traces", "json", traces([{ trace: 1, span: 1 }]));
  const endless = store.query(ENDLESS, {}, 400);
  const behind = store.query("SELECT count(*) FROM agent_spans");
  expect((await store.sessions()).sessions.length).toBe(1);
  expect(await store.ingest("traces", "json", traces([{ trace: 1, span: 2 }]))).toMatchObject({ accepted: 1 });
  await expect(endless).rejects.toThrow("longer than 0.4 s");
  expect((await behind).rows).toEqual([[2]]);
});

it("binds named parameters, and gives integers as numbers where a number holds them", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const { columns, rows } = await store.query("SELECT :a AS a, :b AS b, 1 AS c, 9007199254740993 AS c", {
    a: "x",
    b: 2,
    unused: 3,
  });
  expect(columns).toEqual(["a", "b", "c", "c"]);
  expect(rows).toEqual([["x", 2, 1, 9007199254740993n]]);
});

it("refuses statements that are no questions", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  for (const sql of [
    "DELETE FROM spans",
    "PRAGMA hard_heap_limit=1",
    "ATTACH '/tmp/x' AS x",
    "VACUUM INTO '/tmp/copy'",
    "WITH a AS (SELECT 1) DELETE FROM spans",
    "/* SELECT */ DROP TABLE spans",
  ])
    await expect(store.query(sql), sql).rejects.toThrow(/can be asked of a store|readonly/);
  expect((await store.query("SELECT count(*) FROM spans")).rows).toEqual([[0]]);
});

it("refuses an answer without a bound", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  await expect(store.query(ENDLESS.replace("count(*)", "i"))).rejects.toThrow("more than 100000 rows: add a LIMIT");
});

it("keeps nothing of a malformed request, and the rest of those committed with it", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const answers = await Promise.allSettled([
    store.ingest("traces", "json", traces([{ trace: 1, span: 1 }])),
    store.ingest("traces", "protobuf", Buffer.from("no protobuf")),
    store.ingest("traces", "json", Buffer.from("{")),
    store.ingest("traces", "json", traces([{ trace: 2, span: 2 }])),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  for (const answer of answers)
    if (answer.status === "rejected") expect(answer.reason).toMatchObject({ name: "MalformedOtlp" });
  expect((await store.status()).spans).toBe(2);
});

it("tells listeners of each commit until they leave", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const seen: unknown[] = [];
  const leave = store.onChange((change) => void seen.push(change));
  store.onChange(() => {
    throw new Error("a listener's own fault");
  });
  await store.ingest("traces", "json", traces([{ trace: 1, span: 1, attributes: { "session.id": "s" } }]));
  leave();
  await store.ingest("traces", "json", traces([{ trace: 1, span: 2 }]));
  expect(seen).toEqual([{ revision: 1, sessions: ["s"], spans: 1, events: 0 }]);
});

it("takes what is in memory away with the end, and rejects what is asked after it", async () => {
  const store = await openStore({ path: ":memory:" });
  const { path } = await store.status();
  const begun = store.ingest("traces", "json", traces([{ trace: 1, span: 1 }]));
  await store.close();
  expect(await begun).toMatchObject({ accepted: 1 });
  expect(existsSync(dirname(path))).toBe(false);
  await expect(store.status()).rejects.toThrow("the store is closed");
  await expect(store.ingest("traces", "json", Buffer.from("{}"))).rejects.toThrow("the store is closed");
  await store.close();
});

it("gives everything back as OTLP that makes an equal store", async () => {
  await using from = disposable(await openStore({ path: ":memory:" }));
  await using to = disposable(await openStore({ path: ":memory:" }));
  const spans = Array.from({ length: 700 }, (_, index) => ({
    trace: index % 30,
    span: index,
    startUs: START_US + index,
    failed: index % 9 === 0,
    attributes: { "session.id": `s${index % 4}`, number: index, ratio: index / 7 },
  }));
  await from.ingest("traces", "json", traces(spans));
  await from.ingest("logs", "json", logs([{ trace: 1, attributes: { a: "b" } }], { service: "web" }));
  await from.ingest("metrics", "json", sums([{ name: "calls", value: 2.5, attributes: { model: "m" } }]));
  const kinds: string[] = [];
  for await (const { signal, body } of from.otlp()) {
    kinds.push(signal);
    await to.ingest(signal, "protobuf", body);
  }
  expect(kinds).toEqual(["traces", "traces", "logs", "metrics"]);
  for (const question of ["SELECT * FROM agent_spans ORDER BY trace_id, span_id", "SELECT * FROM agent_events"])
    expect(await to.query(question)).toEqual(await from.query(question));
  expect(await to.details({ session: "s1" })).toEqual(await from.details({ session: "s1" }));
  expect(await to.metrics()).toEqual(await from.metrics());
  const one: string[] = [];
  for await (const { signal } of from.otlp({ trace: traceId(1) })) one.push(signal);
  expect(one).toEqual(["traces", "logs"]);
});

it("lists the series of metrics that points came of last", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const added = (run: number): number => START_US + run * 60_000_000;
  const ofRun = (run: number) => ({ name: "calls", value: 1, timeUs: added(run), attributes: { run } });
  for (let run = 0; run < 2_100; run += 100)
    await store.ingest("metrics", "json", sums(Array.from({ length: 100 }, (_, index) => ofRun(run + index))));
  // One that began first and goes on.
  await store.ingest("metrics", "json", sums([{ ...ofRun(0), timeUs: added(3_000) }]));
  const listed = (await store.metrics({ name: "calls" })).map(({ attributes }) => Number(attributes[0]?.[1]));
  expect(listed).toEqual([0, ...Array.from({ length: 1_999 }, (_, index) => 101 + index)]);
});

it("gives back which conventions resources and scopes are of", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const groups: readonly TestGroup[] = [
    { resourceSchemaUrl: "https://example.com/resource", schemaUrl: "https://example.com/scope" },
    { resourceSchemaUrl: "https://example.com/resource" },
    { schemaUrl: "https://example.com/scope" },
    {},
  ];
  const read: unknown[] = [];
  for (const [span, group] of groups.entries()) {
    await store.ingest("traces", "json", traces([{ trace: 1, span }], group));
    await store.ingest("logs", "json", logs([{ trace: 1, attributes: { span } }], group));
    await store.ingest("metrics", "json", sums([{ name: `calls-${span}`, value: 1 }], group));
  }
  for await (const { signal, body } of store.otlp()) {
    readRequest(body, (_reader, _end, { resourceSchemaUrl, schemaUrl }) => {
      read.push([signal, resourceSchemaUrl, schemaUrl]);
    });
  }
  const expected = (signal: string) =>
    groups.map(({ resourceSchemaUrl = "", schemaUrl = "" }) => [signal, resourceSchemaUrl, schemaUrl]);
  expect(read).toEqual(["traces", "logs", "metrics"].flatMap(expected));
});

it("names calls without a price, and mends what is summed when one is written", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const call = (span: number, cost?: number) => ({
    trace: 1,
    span,
    attributes: {
      "session.id": "s",
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "m",
      "agentscribe.cost.usd": cost,
    },
  });
  await store.ingest("traces", "json", traces([call(1), call(2, 0.5), call(3)]));
  const first = await store.unpriced(1);
  const second = await store.unpriced(5, first.next);
  expect([...first.calls, ...second.calls].map((unpriced) => unpriced.spanId)).toEqual([spanId(1), spanId(3)]);
  const cost = (span: number, usd: number | null) => ({ traceId: traceId(1), spanId: spanId(span), usd });
  expect(await store.setCosts([cost(1, 0.25), cost(2, 9), cost(9, 1)])).toBe(1);
  expect(await store.session("s")).toMatchObject({ costUsd: 0.75, unpricedCalls: 1 });
  expect(await store.setCosts([cost(1, 1), cost(2, 2)], true)).toBe(2);
  expect(await store.setCosts([{ ...cost(3, null), reason: "unknown_model" }])).toBe(1);
  expect(await store.session("s")).toMatchObject({ costUsd: 3, unpricedCalls: 1 });
  expect(await store.span(traceId(1), spanId(3))).toMatchObject({ costUsd: null, costReason: "unknown_model" });
});

it("asks for the price of the version that answered", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const call = (span: number, answered: string | undefined) => ({
    ...{ trace: 1, span },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.response.model": answered,
    },
  });
  await store.ingest(
    "traces",
    "json",
    traces([call(1, "gpt-4o-2024-05-13"), call(2, "gpt-4o-mini"), call(3, undefined)]),
  );
  const { calls } = await store.unpriced(5);
  expect(calls.map(({ model }) => model)).toEqual(["gpt-4o-2024-05-13", "gpt-4o-mini", "gpt-4o"]);
  const { rows } = await store.query("SELECT model FROM agent_spans ORDER BY span_id");
  expect(rows).toEqual([["gpt-4o"], ["gpt-4o-mini"], ["gpt-4o"]]);
});

it("shows parents that are here, missing, and none", async () => {
  await using store = disposable(await openStore({ path: ":memory:" }));
  const spans = [
    { trace: 1, span: 2, parent: 1, startUs: START_US + 1 },
    { trace: 1, span: 1, startUs: START_US },
    { trace: 1, span: 3, parent: 77, startUs: START_US + 2 },
  ];
  await store.ingest("traces", "json", traces(spans));
  const table = await store.spans({ trace: traceId(1) });
  expect(table).toMatchObject({ id: [1, 2, 3].map(spanId), parent: [-1, 0, -2], start: [0, 1, 2], originUs: START_US });
  expect(await store.spans({ trace: traceId(5) })).toBeUndefined();
  expect(await store.session("none")).toBeUndefined();
  expect(await store.span(traceId(1), "no hex")).toBeUndefined();
});

const older = fileURLToPath(new URL("../../../../node_modules/node22/bin/node", import.meta.url));
it.skipIf(!existsSync(older))("opens on Node 22 without a word on the user's screen", () => {
  const open = new URL("../../../../src/inspector/store/open-store.ts", import.meta.url).href;
  const program = `const { openStore } = await import(${JSON.stringify(open)}); const store = await openStore({ path: ":memory:" });
    console.log((await store.query("SELECT count(*) AS n FROM agent_spans")).columns.join(), (await store.sessions()).sessions.length); await store.close();`;
  const { stdout, stderr, status } = spawnSync(older, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  expect({ stdout, stderr, status }).toEqual({ stdout: "n 0\n", stderr: "", status: 0 });
});

function disposable<Closes extends { close(): Promise<void> }>(store: Closes): Closes & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
