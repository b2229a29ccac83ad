import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const startUs = (Date.now() - 60_000) * 1_000;

function failed(spanId: string, reason: string): SeededSpan {
  return {
    ...{ traceId: "a".repeat(32), spanId, parentSpanId: "", name: "chat gpt-5", service: "bot", scope: "agentscribe" },
    ...{ kind: 3, startUs, durationUs: 1_000, status: 2 },
    attributes: {
      ...{ "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5", "session.id": "s", "error.type": "429" },
      ...{ "agentscribe.cost.status": "incomplete", "agentscribe.cost.reason": reason },
    },
  };
}

const telemetry: SeededTelemetry = {
  spans: [failed("1".repeat(16), "request_refused"), failed("2".repeat(16), "usage_incomplete")],
  logs: [],
  endUs: 0,
};
async function costs(asked: Asked): Promise<object> {
  const overview = findQuestion("overview");
  if (overview === undefined) throw new Error("no such question");
  const { columns, rows } = await ask(overview, {}, asked);
  return Object.fromEntries(columns.map((column, index) => [column, rows[0]?.[index]]));
}

describe("A model call that the provider refused", () => {
  let engines: TwoEngines;
  beforeAll(async () => {
    engines = await twoEngines(telemetry);
  }, 120_000);
  afterAll(() => engines?.close());

  it("costs nothing, and is none without a price, in the list", async () => {
    const { sessions } = await engines.embedded.store.sessions();
    expect(sessions).toMatchObject([{ costUsd: 0, unpricedCalls: 1 }]);
  });

  it.each(hasClickHouse ? ["SQLite", "ClickHouse"] : ["SQLite"])("and in questions asked of %s", async (name) => {
    const asked = engines.asked[name];
    if (asked === undefined) throw new Error(name);
    expect(await costs(asked)).toMatchObject({ calls: 2, cost_usd: 0, unpriced_calls: 1 });
  });
});
