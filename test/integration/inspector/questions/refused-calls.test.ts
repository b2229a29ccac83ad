import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask } from "../../../../src/inspector/questions/ask.ts";
import type { Values } from "../../../../src/inspector/questions/question.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const startUs = (Date.now() - 60_000) * 1_000;

const HOUR_US = 3_600_000_000;
/** Two whole hours ago, which are answered from sums, and now, which is answered from rows. */
const TIMES = [Math.floor(startUs / HOUR_US - 2) * HOUR_US + 1_000, startUs];

let spans = 0;
function call(model: string, timeUs: number, attributes: SeededSpan["attributes"]): SeededSpan {
  const spanId = String(++spans).padStart(16, "0");
  return {
    ...{
      traceId: "a".repeat(32),
      spanId,
      parentSpanId: "",
      name: `chat ${model}`,
      service: "bot",
      scope: "agentscribe",
    },
    ...{ kind: 3, startUs: timeUs, durationUs: 1_000, status: 0 },
    attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": model, "session.id": "s", ...attributes },
  };
}

function failed(model: string, timeUs: number, reason: string): SeededSpan {
  const cost = { "agentscribe.cost.status": "incomplete", "agentscribe.cost.reason": reason };
  return { ...call(model, timeUs, { "error.type": "429", ...cost }), status: 2 };
}

const telemetry: SeededTelemetry = {
  spans: TIMES.flatMap((timeUs) => [
    failed("gpt-5", timeUs, "request_refused"),
    failed("gpt-5", timeUs, "usage_incomplete"),
    call("gpt-5", timeUs, { "agentscribe.cost.usd": 0.5 }),
    failed("mystery", timeUs, "request_refused"),
  ]),
  logs: [],
  endUs: 0,
};

async function rowsOf(name: string, values: Values, asked: Asked): Promise<readonly object[]> {
  const question = findQuestion(name);
  if (question === undefined) throw new Error("no such question");
  const { columns, rows } = await ask(question, values, asked);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}

describe("A model call that the provider refused", () => {
  let engines: TwoEngines;
  beforeAll(async () => {
    engines = await twoEngines(telemetry);
  }, 120_000);
  afterAll(() => engines?.close());

  it("costs nothing, and is none without a price, in the list", async () => {
    const { sessions } = await engines.embedded.store.sessions();
    expect(sessions).toMatchObject([{ costUsd: 1, unpricedCalls: 2 }]);
  });

  describe.each(hasClickHouse ? ["SQLite", "ClickHouse"] : ["SQLite"])("in questions asked of %s", (name) => {
    function askedOf(): Asked {
      const asked = engines.asked[name];
      if (asked === undefined) throw new Error(name);
      return asked;
    }

    it("costs nothing, and is none without a price", async () => {
      const sums = { cost_usd: 1, unpriced_calls: 2 };
      expect(await rowsOf("overview", {}, askedOf())).toMatchObject([{ calls: 8, ...sums }]);
      expect(await rowsOf("sessions", {}, askedOf())).toMatchObject([sums]);
    });

    it("does not lower what a call of its model costs", async () => {
      expect(await rowsOf("models", {}, askedOf())).toMatchObject([
        { model: "gpt-5", calls: 6, cost_usd: 1, cost_per_priced_call_usd: 0.5 },
        { model: "mystery", calls: 2, cost_usd: null, cost_per_priced_call_usd: null },
      ]);
    });

    it("gives a model that nobody can price no cost", async () => {
      expect(await rowsOf("cost", { by: "model" }, askedOf())).toMatchObject([
        { model: "gpt-5", cost_usd: 1, unpriced_calls: 2 },
        { model: "mystery", cost_usd: null, unpriced_calls: 0 },
      ]);
    });
  });
});
