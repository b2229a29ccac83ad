import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask } from "../../../../src/inspector/questions/ask.ts";
import { clickhouse, sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { clickHouseViews } from "../../../../src/inspector/questions/views/clickhouse.ts";
import { hasClickHouse, startClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables } from "../../../support/inspector/collector-tables.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

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
  let embedded: SeededStore;
  beforeAll(async () => {
    embedded = await seededStore(telemetry);
  });
  afterAll(() => embedded.close());

  it("costs nothing, and is none without a price, in the list and in questions", async () => {
    expect((await embedded.store.sessions()).sessions).toMatchObject([{ costUsd: 0, unpricedCalls: 1 }]);
    const asked: Asked = { dialect: sqlite, query: (sql, parameters) => embedded.store.query(sql, parameters) };
    expect(await costs(asked)).toMatchObject({ calls: 2, cost_usd: 0, unpriced_calls: 1 });
  });

  it.skipIf(!hasClickHouse)("is the same in ClickHouse", async () => {
    const engine = startClickHouse();
    try {
      fillCollectorTables(engine, telemetry);
      for (const view of clickHouseViews()) engine.run(view);
      const asked: Asked = { dialect: clickhouse, query: async (sql, parameters) => engine.ask(sql, parameters) };
      expect(await costs(asked)).toMatchObject({ calls: 2, cost_usd: 0, unpriced_calls: 1 });
    } finally {
      engine.close();
    }
  });
});
