import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { readSession, readSessions } from "../../../../src/inspector/store/reader/session-list.ts";
import { readSpanTable } from "../../../../src/inspector/store/reader/span-table.ts";
import { logs, START_US, spanId, sums, type TestSpan, traceId, traces } from "./otlp-requests.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

const chat = (tokens: number, more: TestSpan["attributes"] = {}): NonNullable<TestSpan["attributes"]> => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "m-1",
  "gen_ai.usage.input_tokens": tokens,
  ...more,
});

const ids = (store: TemporaryWriter): string[] => readSessions(store.reading).sessions.map(({ id }) => id);

it("takes a trace for the session of what names none", () => {
  using store = new TemporaryWriter();
  store.ingest("traces", traces([{ trace: 1, span: 1, attributes: chat(5) }]));
  expect(readSession(store.reading, traceId(1))).toMatchObject({
    spans: 1,
    traces: 1,
    inputTokens: 5,
    inferenceCalls: 1,
  });
});

it("moves a trace, with its events, to the session that a later span names", () => {
  using store = new TemporaryWriter();
  store.ingest("traces", traces([{ trace: 1, span: 2, parent: 1, attributes: chat(5) }]));
  store.ingest("logs", logs([{ trace: 1 }]));
  expect(ids(store)).toEqual([traceId(1)]);
  store.ingest("traces", traces([{ trace: 1, span: 1, attributes: { "session.id": "known" } }]));
  expect(ids(store)).toEqual(["known"]);
  expect(readSession(store.reading, "known")).toMatchObject({ spans: 2, events: 1, traces: 1, inputTokens: 5 });
  store.ingest("traces", traces([{ trace: 1, span: 3, parent: 1, attributes: chat(2) }]));
  expect(readSession(store.reading, "known")).toMatchObject({ spans: 3, inputTokens: 7 });
  expect(readSpanTable(store.reading, { session: "known" })?.id.length).toBe(3);
});

it("gives all spans of a request to the session that one of them names, in whatever order", () => {
  using store = new TemporaryWriter();
  const spans = [
    { trace: 1, span: 2, parent: 1 },
    { trace: 1, span: 1, attributes: { "session.id": "known" } },
  ];
  store.ingest("traces", traces(spans));
  expect(ids(store)).toEqual(["known"]);
});

it("keeps spans of one trace apart that name different sessions", () => {
  using store = new TemporaryWriter();
  const spans = ["a", "b"].map((session, index) => ({ trace: 1, span: index, attributes: { "session.id": session } }));
  store.ingest("traces", traces(spans));
  expect(ids(store).toSorted()).toEqual(["a", "b"]);
  store.ingest("traces", traces([{ trace: 1, span: 2, parent: 0, attributes: { "session.id": "b" } }]));
  const table = readSpanTable(store.reading, { session: "b" });
  expect(table).toMatchObject({ parent: [-1, -2], absentParents: { 1: spanId(0) } });
});

it("gives an event to the session of its span, in whatever order they come", () => {
  const span = (session: string, number: number): Buffer =>
    traces([
      { trace: 1, span: number, attributes: { "session.id": session, "gen_ai.operation.name": "invoke_agent" } },
    ]);
  const requests = [
    ["traces", span("inner", 1)],
    ["traces", span("outer", 2)],
    ["logs", logs([{ trace: 1, span: 2, name: "agentscribe.task.late_outcome" }])],
    ["logs", logs([{ trace: 1, span: 2, name: "stated", attributes: { "session.id": "inner" } }])],
  ] as const;
  for (const order of permutations(requests)) {
    using store = new TemporaryWriter();
    for (const [signal, request] of order) store.ingest(signal, request);
    const events = ["inner", "outer"].map((id) => readSession(store.reading, id)?.events);
    expect(events, order.map(([signal]) => signal).join(", ")).toEqual([1, 1]);
    expect(ids(store).toSorted()).toEqual(["inner", "outer"]);
  }
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

it("names the models that answered, and those of events only where no span tells of a call", () => {
  using store = new TemporaryWriter();
  const retry = (session: string): Buffer =>
    logs([
      {
        name: "agentscribe.llm.retry",
        attributes: { "session.id": session, "gen_ai.request.model": "my-alias" },
      },
    ]);
  const modelsOf = (id: string): unknown => readSession(store.reading, id)?.models;
  const found = (model: string): string[] => readSessions(store.reading, { model }).sessions.map(({ id }) => id);
  store.ingest("logs", retry("a"));
  expect([modelsOf("a"), found("my-alias")]).toEqual([["my-alias"], ["a"]]);
  store.ingest("traces", traces([{ trace: 1, span: 1, attributes: chat(5, { "session.id": "a" }) }]));
  store.ingest("logs", retry("b"));
  expect([modelsOf("a"), modelsOf("b")]).toEqual([["m-1"], ["my-alias"]]);
  expect([found("m-1"), found("my-alias")]).toEqual([["a"], ["b"]]);
});

it("puts events that name neither session nor trace under their service", () => {
  using store = new TemporaryWriter();
  store.ingest("logs", logs([{}], { service: "web" }));
  expect(ids(store)).toEqual(["service:web"]);
});

it("counts a span and a log record that come again as duplicates", () => {
  using store = new TemporaryWriter();
  const [spans, records] = [traces([{ trace: 1, span: 1 }]), logs([{ trace: 1 }])];
  expect([store.ingest("traces", spans), store.ingest("logs", records)]).toMatchObject([
    { accepted: 1 },
    { accepted: 1 },
  ]);
  store.reopen();
  const again = [store.ingest("traces", spans), store.ingest("logs", records)];
  expect(again).toMatchObject([
    { accepted: 0, duplicates: 1 },
    { accepted: 0, duplicates: 1 },
  ]);
  expect(readSession(store.reading, traceId(1))).toMatchObject({ spans: 1, events: 1 });
});

it("lets a finished span take the place of the same one that was cut off, and not the other way round", () => {
  using store = new TemporaryWriter();
  const cut = { trace: 1, span: 1, durationUs: 5, failed: true, attributes: { "agentscribe.unfinished": true } };
  const whole = { trace: 1, span: 1, durationUs: 900, attributes: {} };
  store.ingest("traces", traces([cut]));
  expect(store.ingest("traces", traces([whole]))).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(store.ingest("traces", traces([cut]))).toMatchObject({ accepted: 0, duplicates: 1 });
  const table = readSpanTable(store.reading, { trace: traceId(1) });
  expect([table?.duration, table?.status]).toEqual([[900], [0]]);
});

const claude = { service: "claude-code", scope: "com.anthropic.claude_code.events" };
const told = (tokens: number, timeUs: number = START_US) => ({
  timeUs,
  name: "claude_code.api_request",
  attributes: { "session.id": "s", "event.name": "api_request", model: "m-1", input_tokens: tokens, cost_usd: 0.5 },
});

it("counts model calls that events tell of until spans of model calls come", () => {
  using store = new TemporaryWriter();
  store.ingest("logs", logs([told(100)], claude));
  expect(readSession(store.reading, "s")).toMatchObject({
    inferenceCalls: 1,
    inputTokens: 100,
    costUsd: 0.5,
    spans: 1,
  });
  store.ingest("traces", traces([{ trace: 1, span: 1, attributes: chat(100, { "session.id": "s" }) }], claude));
  expect(readSession(store.reading, "s")).toMatchObject({
    inferenceCalls: 1,
    inputTokens: 100,
    spans: 1,
    events: 1,
    unpricedCalls: 1,
  });
  store.ingest("logs", logs([told(7, START_US + 1)], claude));
  expect(readSession(store.reading, "s")).toMatchObject({ inferenceCalls: 1, inputTokens: 100, spans: 1, events: 2 });
});

it("counts model calls that metrics tell of until events come", () => {
  using store = new TemporaryWriter();
  const attributes = { "session.id": "s", model: "m-1", type: "input" };
  store.ingest(
    "metrics",
    sums([{ name: "claude_code.token.usage", value: 40, attributes }], {
      ...claude,
      scope: "com.anthropic.claude_code",
    }),
  );
  expect(readSession(store.reading, "s")).toMatchObject({ inferenceCalls: 1, inputTokens: 40 });
  store.ingest("logs", logs([told(100)], claude));
  expect(readSession(store.reading, "s")).toMatchObject({ inferenceCalls: 1, inputTokens: 100 });
});

it("takes from its rows what a session is told by, the own span of a session before others", () => {
  using store = new TemporaryWriter();
  const s = { "session.id": "s" };
  store.ingest(
    "traces",
    traces([
      {
        trace: 1,
        span: 1,
        startUs: START_US + 10,
        attributes: { ...s, "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "main", "user.id": "ann" },
      },
      {
        trace: 1,
        span: 2,
        startUs: START_US + 20,
        attributes: { ...s, "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "helper", "user.id": "bob" },
      },
      { trace: 1, span: 3, startUs: START_US + 30, attributes: chat(1, { ...s, "gen_ai.request.model": "m-2" }) },
      {
        trace: 1,
        span: 4,
        startUs: START_US + 5,
        attributes: { ...s, "http.request.method": "GET" },
        failed: true,
        parent: 1,
      },
    ]),
  );
  const session = readSession(store.reading, "s");
  expect(session).toMatchObject({ agent: "main", user: "ann", models: ["m-2"], startUs: START_US + 5, errors: 0 });
});

it("lists decisions in the order of their time, not of their arrival", () => {
  using store = new TemporaryWriter();
  const decide = (choice: string, after: number) => ({
    timeUs: START_US + after,
    name: "agentscribe.decision",
    attributes: { "session.id": "s", "agentscribe.decision.type": "route", "agentscribe.decision.choice": choice },
  });
  store.ingest("logs", logs([decide("second", 20), decide("third", 30)]));
  store.ingest("logs", logs([decide("first", 10)]));
  expect(readSession(store.reading, "s")?.decisionPath).toBe("first > second > third");
  expect(readSessions(store.reading, { decision: "second" }).sessions.length).toBe(1);
  expect(readSessions(store.reading, { decision: "fourth" }).sessions.length).toBe(0);
});

it("refuses one request of a commit and keeps the others", () => {
  using store = new TemporaryWriter();
  const good = store.writer.ingest("traces", "json", traces([{ trace: 1, span: 1 }]));
  const bad = (): never => {
    throw new Error("no room");
  };
  const outcomes = store.writer.commit<unknown>([good, bad]);
  expect(outcomes[0]).toMatchObject({ value: { accepted: 1 } });
  expect(outcomes[1]).toMatchObject({ error: new Error("no room") });
  expect(ids(store)).toEqual([traceId(1)]);
  expect(store.ingest("traces", traces([{ trace: 2, span: 2 }]))).toMatchObject({ accepted: 1 });
  expect(readSpanTable(store.reading, { trace: traceId(2) })?.id).toEqual([spanId(2)]);
});

it("pages sessions in any order without a gap or a repetition", () => {
  using store = new TemporaryWriter();
  for (let number = 0; number < 25; number += 1)
    store.ingest(
      "traces",
      traces([{ trace: number, span: number, startUs: START_US + (number % 5), attributes: chat(number % 3) }]),
    );
  for (const sort of ["start", "cost", "tokens", "errors", "duration"] as const) {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = readSessions(store.reading, { sort, limit: 4, ...(cursor && { cursor }) });
      seen.push(...page.sessions.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    expect(new Set(seen).size, sort).toBe(25);
    expect(seen.length, sort).toBe(25);
  }
});

it("filters sessions", () => {
  using store = new TemporaryWriter();
  store.ingest(
    "traces",
    traces([{ trace: 1, span: 1, startUs: START_US, attributes: chat(1, { "session.id": "one", "user.id": "ann" }) }]),
  );
  store.ingest(
    "traces",
    traces(
      [
        {
          trace: 2,
          span: 2,
          startUs: START_US + 9_000,
          failed: true,
          attributes: chat(1, { "session.id": "two_x", "gen_ai.request.model": "m-9" }),
        },
      ],
      { service: "web" },
    ),
  );
  const found = (filter: Parameters<typeof readSessions>[1]): string[] =>
    readSessions(store.reading, filter).sessions.map(({ id }) => id);
  expect(found({ model: "m-9" })).toEqual(["two_x"]);
  expect(found({ user: "ann" })).toEqual(["one"]);
  expect(found({ service: "web" })).toEqual(["two_x"]);
  expect(found({ failed: true })).toEqual(["two_x"]);
  expect(found({ failed: false })).toEqual(["one"]);
  expect(readSessions(store.reading).sessions.map(({ failed }) => failed)).toEqual([true, false]);
  expect(found({ text: "M-9" })).toEqual(["two_x"]);
  expect(found({ text: "o_x" })).toEqual(["two_x"]);
  expect(found({ text: "n_e" })).toEqual([]);
  expect(found({ fromUs: START_US + 5_000 })).toEqual(["two_x"]);
  expect(found({ toUs: START_US + 5_000 })).toEqual(["one"]);
});

it("finds a session by every service and every type of task that takes part in it", () => {
  using store = new TemporaryWriter();
  const span = (id: number, type: string) => ({
    ...{ trace: 1, span: id, startUs: START_US + id },
    attributes: chat(1, { "session.id": "both", "agentscribe.task.type": type }),
  });
  store.ingest("traces", traces([span(1, "triage")], { service: "front" }));
  store.ingest("traces", traces([span(2, "refund")], { service: "back" }));
  const found = (filter: Parameters<typeof readSessions>[1]): string[] =>
    readSessions(store.reading, filter).sessions.map(({ id }) => id);
  for (const filter of [{ service: "front" }, { service: "back" }, { taskType: "triage" }, { taskType: "refund" }])
    expect([filter, found(filter)]).toEqual([filter, ["both"]]);
  expect(found({ service: "back", taskType: "triage" })).toEqual(["both"]);
  expect([found({ service: "side" }), found({ taskType: "back" })]).toEqual([[], []]);
  // As an earlier version wrote it.
  const database = new DatabaseSync(store.path);
  database.exec("DELETE FROM session_names WHERE what > 6");
  database.close();
  expect([found({ service: "front" }), found({ taskType: "triage" })]).toEqual([["both"], ["both"]]);
});

it("takes the outcome of a session from events that tell of its tasks, and of no login or rating in it", () => {
  using store = new TemporaryWriter();
  const of = (session: string, name: string, attributes: Record<string, string>) => ({
    ...{ trace: 1, span: 2, name },
    attributes: { "session.id": session, ...attributes },
  });
  store.ingest(
    "logs",
    logs([
      of("aside", "agentscribe.auth", { "agentscribe.auth.outcome": "failed" }),
      of("aside", "agentscribe.fallback", { "agentscribe.fallback.outcome": "success" }),
      of("aside", "gen_ai.evaluation.result", { "gen_ai.evaluation.score.label": "pass" }),
      of("task", "agentscribe.task.outcome", { "agentscribe.task.outcome": "revised" }),
      of("task", "agentscribe.auth", { "agentscribe.auth.outcome": "failed" }),
    ]),
  );
  const outcomes = readSessions(store.reading).sessions.map(({ id, outcome }) => [id, outcome]);
  expect(outcomes.sort()).toEqual([
    ["aside", null],
    ["task", "revised"],
  ]);
});
