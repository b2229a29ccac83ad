import * as fc from "fast-check";
import { expect, it } from "vitest";
import { bucketOf } from "../../../../src/inspector/store/hours/histogram.ts";
import { logs, START_US, spanId, type TestLog, type TestSpan, traceId, traces } from "./otlp-requests.ts";
import { recount, storedSums } from "./recount.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

const TRACES = 4;
const HOUR_US = 3_600_000_000;

const maybeSession = fc.option(fc.constantFrom("a", "b"), { nil: undefined, freq: 2 });

/** A span of a small world, so that the same one comes again, with another session, or finished after it was not. */
const span: fc.Arbitrary<TestSpan> = fc
  .record({
    trace: fc.nat(TRACES - 1),
    span: fc.nat(5),
    what: fc.constantFrom("chat", "chat", "execute_tool", "invoke_agent", "none"),
    session: maybeSession,
    hours: fc.nat(3),
    duration: fc.nat(5_000_000),
    failed: fc.boolean(),
    unfinished: fc.boolean(),
    tokens: fc.nat(5_000),
    model: fc.constantFrom("m-1", "m-2"),
    cost: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: undefined }),
    refused: fc.boolean(),
  })
  .map(({ trace, span: number, what, session, hours, duration, failed, unfinished, tokens, model, cost, refused }) => ({
    trace,
    span: trace * 10 + number,
    parent: number === 0 ? undefined : trace * 10,
    name: what,
    startUs: START_US + hours * HOUR_US + number * 1_000,
    durationUs: duration,
    failed,
    attributes: {
      "session.id": session,
      "agentscribe.unfinished": unfinished ? true : undefined,
      ...(what !== "none" && { "gen_ai.operation.name": what }),
      ...(what === "execute_tool" && { "gen_ai.tool.name": `tool-${number}` }),
      ...(what === "chat" && {
        "gen_ai.request.model": model,
        "gen_ai.usage.input_tokens": tokens,
        "gen_ai.usage.output_tokens": number,
        "agentscribe.cost.usd": cost === undefined ? undefined : cost / 1_000 + 0.0001,
        "agentscribe.cost.reason": cost === undefined && refused ? "request_refused" : undefined,
      }),
    },
  }));

let clock = 0;
/** Each event has a time of its own, so that the order of decisions is not open. */
function nextTime(): number {
  clock = (clock + 7) % HOUR_US;
  return START_US + clock;
}

const log: fc.Arbitrary<TestLog> = fc
  .record({
    trace: fc.option(fc.nat(TRACES - 1), { nil: undefined }),
    span: fc.option(fc.nat(5), { nil: undefined }),
    session: maybeSession,
    choice: fc.option(fc.constantFrom("left", "right"), { nil: undefined }),
  })
  .map(({ trace, span: number, session, choice }) => ({
    trace,
    span: trace === undefined || number === undefined ? undefined : trace * 10 + number,
    timeUs: nextTime(),
    name: choice === undefined ? "note" : "agentscribe.decision",
    attributes: {
      "session.id": session,
      ...(choice !== undefined && { "agentscribe.decision.type": "route", "agentscribe.decision.choice": choice }),
    },
  }));

/** What an agent's event tells of a model call: it counts only until spans of model calls come. */
const toldCall: fc.Arbitrary<TestLog> = fc
  .record({ session: fc.constantFrom("a", "b"), tokens: fc.nat(900) })
  .map(({ session, tokens }) => ({
    timeUs: nextTime(),
    name: "claude_code.api_request",
    attributes: {
      "session.id": session,
      "event.name": "api_request",
      model: "m-3",
      input_tokens: tokens,
      output_tokens: 3,
      cost_usd: 0.25,
      duration_ms: 40,
    },
  }));

const service = fc.constantFrom("svc", "web");

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("spans" as const),
      spans: fc.array(span, { minLength: 1, maxLength: 6 }),
      service,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("logs" as const),
      logs: fc.array(log, { minLength: 1, maxLength: 4 }),
      service,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("told" as const),
      logs: fc.array(toldCall, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("again" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("cost" as const),
      trace: fc.nat(TRACES - 1),
      span: fc.nat(5),
      usd: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
      force: fc.boolean(),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(store: TemporaryWriter, steps: readonly Step[]): void {
  let last: (() => void) | undefined;
  for (const todo of steps) {
    if (todo.do === "spans") last = () => void store.ingest("traces", traces(todo.spans, { service: todo.service }));
    else if (todo.do === "logs") last = () => void store.ingest("logs", logs(todo.logs, { service: todo.service }));
    else if (todo.do === "told")
      last = () =>
        void store.ingest(
          "logs",
          logs(todo.logs, { service: "claude-code", scope: "com.anthropic.claude_code.events" }),
        );
    else if (todo.do === "reopen") store.reopen();
    else if (todo.do === "cost") {
      const { trace, span: number, usd, force } = todo;
      const cost = {
        traceId: traceId(trace),
        spanId: spanId(trace * 10 + number),
        usd: usd === null ? null : usd / 100,
      };
      store.commit(store.writer.setCosts([cost], force));
    }
    if (todo.do !== "reopen" && todo.do !== "cost") last?.();
  }
}

it("sums equal a recount of the rows after any requests, resends, moves, replacements and costs", () => {
  let derived = 0;
  let moved = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      using store = new TemporaryWriter();
      play(store, steps);
      expect(storedSums(store.reading)).toEqual(recount(store.reading, bucketOf));
      derived += Number(store.reading.get<{ n: number }>("SELECT count(*) AS n FROM spans WHERE source > 0")?.n);
      moved += Number(store.reading.get<{ n: number }>("SELECT count(*) AS n FROM traces WHERE stated = 1")?.n);
    }),
    { numRuns: 25 },
  );
  expect(derived, "rows of events were among them").toBeGreaterThan(0);
  expect(moved, "traces with a session were among them").toBeGreaterThan(0);
}, 60_000);
