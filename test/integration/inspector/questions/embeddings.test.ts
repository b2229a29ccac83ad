import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../../../src/inspector/questions/ask.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const HOUR_US = 3_600_000_000;
const toUs = 500_000 * HOUR_US;

function span(
  id: number,
  operation: string,
  model: string,
  [input, output]: [number, number],
  usd: number,
): SeededSpan {
  return {
    ...{ traceId: String(id).padStart(32, "0"), spanId: String(id).padStart(16, "0"), parentSpanId: "" },
    ...{ name: `${operation} ${model}`, service: "rag", scope: "agentscribe", kind: 3, status: 0 as const },
    ...{ startUs: toUs - HOUR_US / 2, durationUs: 1_000 },
    attributes: {
      "gen_ai.operation.name": operation,
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": model,
      "gen_ai.usage.input_tokens": input,
      "gen_ai.usage.output_tokens": output,
      "agentscribe.cost.usd": usd,
    },
  };
}

/** Nothing is known of its usage. */
function unused(id: number, model: string, said: SeededSpan["attributes"]): SeededSpan {
  const names = { "gen_ai.operation.name": "embeddings", "gen_ai.request.model": model };
  return { ...span(id, "embeddings", model, [0, 0], 0), attributes: { ...names, ...said } };
}

const spans = [
  span(1, "chat", "gpt-6", [300, 20], 0.5),
  span(2, "embeddings", "text-embedding-3-small", [700, 0], 0.25),
  { ...unused(3, "text-embedding-3-small", { "agentscribe.cost.reason": "request_refused" }), status: 2 as const },
  unused(4, "of-nobody", { "agentscribe.cost.reason": "usage_missing" }),
  unused(5, "here", { "agentscribe.cost.usd": 0 }),
  unused(6, "a span around others", {}),
];

let engines: TwoEngines;
beforeAll(async () => {
  engines = await twoEngines({ spans, logs: [], endUs: toUs });
}, 120_000);
afterAll(() => engines?.close());

describe.each(["SQLite", "sums by hour", "ClickHouse"])("Requests for embeddings, asked of %s", (name) => {
  const store = () => engines.embedded.store;
  const asked = () =>
    name === "sums by hour"
      ? {
          dialect: sqlite,
          hasHours: true,
          query: (...given: Parameters<ReturnType<typeof store>["query"]>) => store().query(...given),
        }
      : engines.asked[name];
  const isThere = name !== "ClickHouse" || hasClickHouse;
  const window = { fromUs: toUs - 2 * HOUR_US, toUs };

  it.skipIf(!isThere).each([
    ["cost", "model", { "gpt-6": 0.5, "text-embedding-3-small": 0.25 }],
    ["cost", "none", { all: 0.75 }],
    ["tokens", "model", { "gpt-6": 320, "text-embedding-3-small": 700 }],
    ["tokens", "kind", { input: 1_000, output: 20 }],
    ["calls", "model", { "gpt-6": 1 }],
  ])("are in the measure %s by %s as in the sums of the overview", async (measure, by, expected) => {
    const engine = asked();
    if (engine === undefined) throw new Error(name);
    const { lines } = await series(measure, { by, ...window, stepUs: HOUR_US }, engine);
    const sums = lines.map((line) => [line.name, line.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)]);
    expect(Object.fromEntries(sums.filter(([, sum]) => sum !== 0))).toEqual(expected);
    const overview = findQuestion("overview");
    if (overview === undefined) throw new Error("overview");
    const { columns, rows } = await ask(overview, window, engine);
    const of = (column: string) => rows[0]?.[columns.indexOf(column)];
    expect([of("cost_usd"), of("input_tokens"), of("output_tokens"), of("calls")].map(Number)).toEqual([
      0.75, 1_000, 20, 1,
    ]);
  });

  it.skipIf(!isThere).each(["cost", "models"])(
    "are calls in %s also where they failed, or what they used is not known",
    async (of) => {
      const [engine, question] = [asked(), findQuestion(of)];
      if (engine === undefined || question === undefined) throw new Error(name);
      const { columns, rows } = await ask(question, window, engine);
      const found = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
      const numbers = found.map(({ model, calls, errors, error_rate, cost_usd, unpriced_calls }) =>
        of === "cost"
          ? [model, Number(calls), Number(errors), cost_usd, Number(unpriced_calls)]
          : [model, Number(calls), error_rate],
      );
      expect(numbers.sort()).toEqual(
        of === "cost"
          ? [
              ["gpt-6", 1, 0, 0.5, 0],
              ["here", 1, 0, 0, 0],
              ["of-nobody", 1, 0, null, 1],
              ["text-embedding-3-small", 2, 1, 0.25, 0],
            ]
          : [
              ["gpt-6", 1, 0],
              ["here", 1, 0],
              ["of-nobody", 1, 0],
              ["text-embedding-3-small", 2, 0.5],
            ],
      );
    },
  );
});
