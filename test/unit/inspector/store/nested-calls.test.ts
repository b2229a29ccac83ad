import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf } from "../../../../src/inspector/store/hours/histogram.ts";
import type { Database } from "../../../../src/inspector/store/sqlite.ts";
import type { Trace } from "../../../../src/inspector/store/traces.ts";
import { NestedCalls } from "../../../../src/inspector/store/write/nested-calls.ts";
import { KIND_NUMBERS, type SpanRow } from "../../../../src/inspector/store/write/span-row.ts";
import { START_US, spanId, type TestSpan, traces } from "./otlp-requests.ts";
import { recount, storedSums } from "./recount.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

interface Told {
  readonly parent?: number;
  /** `null` where only the answer names one. */
  readonly model?: string | null;
  readonly responseModel?: string;
  readonly tokens?: number;
  readonly usd?: number;
}

const span = (number: number, parent: number | undefined, attributes: TestSpan["attributes"]): TestSpan => ({
  ...{ trace: 0, span: number, parent, name: `span ${number}`, startUs: START_US + number, durationUs: 1_000 },
  attributes: { "session.id": "s", ...attributes },
});

const chat = (number: number, { parent, model = "gpt-6", responseModel, tokens = 100, usd }: Told = {}): TestSpan =>
  span(number, parent, {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": model ?? undefined,
    "gen_ai.response.model": responseModel,
    "gen_ai.usage.input_tokens": tokens < 0 ? undefined : tokens,
    "agentscribe.cost.usd": usd,
  });
const other = (number: number, parent?: number): TestSpan => span(number, parent, {});
const tool = (number: number, parent?: number): TestSpan =>
  span(number, parent, { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search" });

/** Which spans are counted, after sums were seen to be those of the rows. */
function countedOf(store: TemporaryWriter): readonly number[] {
  expect(storedSums(store.reading)).toEqual(recount(store.reading, bucketOf));
  const rows = store.reading.all<{ id: string }>("SELECT span_id AS id FROM agent_spans WHERE counted = 1 ORDER BY 1");
  return rows.map(({ id }) => Number.parseInt(id, 16) - 1);
}

/** Each span in a request of its own, in this order. */
function told(spans: readonly TestSpan[]): readonly number[] {
  using store = new TemporaryWriter();
  for (const one of spans) store.ingest("traces", traces([one]));
  return countedOf(store);
}

const CASES: readonly (readonly [what: string, spans: readonly TestSpan[], counted: readonly number[]])[] = [
  ["the inner of two spans of one request", [chat(1), chat(2, { parent: 1 })], [2]],
  [
    "a response of the model that was asked for",
    [chat(1), chat(2, { parent: 1, responseModel: "gpt-6-2026-10" })],
    [2],
  ],
  [
    "the inner one that knows the version alone which answered the outer one",
    [chat(1, { responseModel: "gpt-6-2026-10" }), chat(2, { parent: 1, model: null, responseModel: "gpt-6-2026-10" })],
    [2],
  ],
  ["the innermost of three", [chat(1), chat(2, { parent: 1 }), chat(3, { parent: 2 })], [3]],
  ["the inner one around a request over HTTP", [chat(1), other(2, 1), chat(3, { parent: 2 })], [3]],
  ["the outer one where the inner does not say what was used", [chat(1), chat(2, { parent: 1, tokens: -1 })], [1]],
  ["the outer one where only that says the cost", [chat(1, { usd: 0.5 }), chat(2, { parent: 1 })], [1]],
  ["each of several requests inside", [chat(1), chat(2, { parent: 1 }), chat(3, { parent: 1 })], [2, 3]],
  ["both of different models", [chat(1), chat(2, { parent: 1, model: "claude-5" })], [1, 2]],
  ["both where a tool is in between", [chat(1), tool(2, 1), chat(3, { parent: 2 })], [1, 3]],
  ["both beside each other", [other(1), chat(2, { parent: 1 }), chat(3, { parent: 1 })], [2, 3]],
];

describe("Of model calls inside each other", () => {
  it.each(CASES)("counts %s, in whatever order and requests they come", (_, spans, counted) => {
    for (const order of permutations(spans)) expect(told(order)).toEqual(counted);
    using store = new TemporaryWriter();
    store.ingest("traces", traces(spans));
    expect(countedOf(store)).toEqual(counted);
  });

  it("counts a call that is its own parent, or the parent of that", () => {
    expect(told([chat(1, { parent: 1 })])).toEqual([1]);
    for (const between of [other(2, 1), other(2, 2)])
      for (const order of permutations([chat(1, { parent: 2 }), between])) expect(told(order)).toEqual([1]);
  });

  it("counts one of those whose parents go round in a circle", () => {
    const circles = [
      [chat(1, { parent: 2 }), chat(2, { parent: 1 })],
      [chat(1, { parent: 2, tokens: -1 }), chat(2, { parent: 1 })],
      [chat(1, { parent: 3 }), chat(2, { parent: 1 }), chat(3, { parent: 2 })],
      [chat(1, { parent: 3 }), chat(2, { parent: 1 }), other(3, 2)],
      [chat(1, { parent: 4 }), chat(2, { parent: 1 }), chat(3, { parent: 2 }), chat(4, { parent: 3 })],
    ];
    for (const order of circles.flatMap(permutations)) expect(told(order)).toHaveLength(1);
    for (const circle of circles) {
      using store = new TemporaryWriter();
      store.ingest("traces", traces(circle));
      expect(countedOf(store)).toHaveLength(1);
    }
  });

  it("counts one when the other comes after the process began again, or a second time", () => {
    for (const [first, second] of [
      [chat(1), chat(2, { parent: 1 })],
      [chat(2, { parent: 1 }), chat(1)],
    ] as const) {
      using store = new TemporaryWriter();
      store.ingest("traces", traces([first]));
      store.reopen();
      store.ingest("traces", traces([second]));
      store.ingest("traces", traces([first, second]));
      expect(countedOf(store)).toEqual([2]);
    }
  });

  it("prices the one that is counted only", () => {
    using store = new TemporaryWriter();
    store.ingest("traces", traces([chat(1), chat(2, { parent: 1 })]));
    const cost = (number: number) => ({ traceId: "0".repeat(31).concat("1"), spanId: spanId(number), usd: 2 });
    expect(store.commit(store.writer.setCosts([cost(1), cost(2)], true))).toBe(1);
    expect(store.reading.get("SELECT cost_usd AS usd, inference_calls AS calls FROM sessions")).toEqual({
      usd: 2,
      calls: 1,
    });
  });

  it("comes to the same for any spans in any order", () => {
    const node = fc.record({
      what: fc.constantFrom("chat", "chat", "other", "tool"),
      parent: fc.option(fc.nat(5), { nil: undefined }),
      model: fc.constantFrom("a", "b"),
      tokens: fc.constantFrom(-1, 5),
    });
    fc.assert(
      fc.property(
        fc.array(node, { minLength: 2, maxLength: 6 }).chain((nodes) =>
          fc.tuple(
            fc.constant(nodes),
            fc.shuffledSubarray(
              nodes.map((_, index) => index),
              { minLength: nodes.length },
            ),
          ),
        ),
        ([nodes, order]) => {
          const spans = nodes.map(({ what, parent, model, tokens }, index) => {
            // A parent began before: there are no circles.
            const around = parent !== undefined && parent < index ? parent : undefined;
            if (what === "tool") return tool(index, around);
            return what === "other"
              ? other(index, around)
              : chat(index, { ...(around !== undefined && { parent: around }), model, tokens });
          });
          expect(told(order.map((index) => spans[index] as TestSpan))).toEqual(told(spans));
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe("Traces of which more spans come", () => {
  const row = (trace: number, n: number) => {
    const id = Buffer.alloc(8);
    id.writeUInt32BE(n + 1, 4);
    const names = { model: 1, request_model: 1, model_version: 0 };
    const usage = { input_tokens: 1, output_tokens: 1, cost_usd: null };
    return {
      ...{ n, trace, span_id: id, parent: null, kind: KIND_NUMBERS.get("inference"), counted: 1, flags: 0 },
      ...names,
      ...usage,
    };
  };
  /** Spans of traces come in transactions. @returns the traces that were read from the store, where each has that many spans */
  function readFor(transactions: readonly (readonly number[])[], spans: number): readonly number[] {
    const read: number[] = [];
    const iterate = (trace: number) => {
      read.push(trace);
      return Array.from({ length: spans }, (_, n) => row(trace, n));
    };
    const nested = new NestedCalls({ prepare: () => ({ iterate }) } as unknown as Database);
    for (const traces of transactions) {
      for (const t of traces) nested.add(row(t, spans) as unknown as SpanRow, { t, spans } as unknown as Trace);
      nested.flush();
    }
    return read;
  }

  it("are read once while each transaction has one of theirs, however large they are", () => {
    expect(readFor([[1, 2], [1, 2], [2, 1], [1]], 30_000)).toEqual([1, 2]);
  });

  it("are forgotten where there is no more room, and read again", () => {
    expect(readFor([[1], [2], [2], [1]], 30_000)).toEqual([1, 2, 1]);
    expect(readFor([[1], [2], [2], [1]], 10)).toEqual([1, 2]);
  });
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
