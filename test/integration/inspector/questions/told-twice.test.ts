import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const HOUR_US = 3_600_000_000;
/** Some minutes into the last whole hour. */
const startUs = (Math.floor(Date.now() / 3_600_000) - 1) * HOUR_US + 600_000_000;

const failed = (
  number: number,
  name: string,
  kind: number,
  parentSpanId: string,
  attributes: SeededSpan["attributes"],
): SeededSpan => ({
  ...{ traceId: "a".repeat(32), spanId: String(number).repeat(16), parentSpanId, name, service: "bot", kind },
  ...{ scope: "others", startUs: startUs + number, durationUs: 1_000, status: 2 },
  attributes: { "session.id": "s", "error.type": "failed", ...attributes },
});
const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5" };
const tool = { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search" };

const spans: readonly SeededSpan[] = [
  failed(1, "chat gpt-5", 3, "", chat),
  failed(2, "chat gpt-5", 3, "", { ...chat, "agentscribe.duplicate": true }),
  failed(3, "execute_tool search", 1, "", tool),
  failed(4, "tools/call search", 2, "3".repeat(16), { ...tool, "mcp.method.name": "tools/call" }),
  failed(5, "tools/list", 3, "", { "mcp.method.name": "tools/list" }),
];
/** A request of another model that a library and its client tell of, one inside the other. */
const nested = [
  failed(6, "chat gpt-6", 3, "", { ...chat, "gen_ai.request.model": "gpt-6" }),
  failed(7, "chat gpt-6", 3, "6".repeat(16), { ...chat, "gen_ai.request.model": "gpt-6" }),
];

async function rowsOf(question: string, asked: Asked): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const found = findQuestion(question);
  if (found === undefined) throw new Error(question);
  const { columns, rows } = await ask(found, {}, asked);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}

async function errorsBy(by: string, asked: Asked): Promise<readonly (readonly [string, number])[]> {
  const hour = { fromUs: startUs - 600_000_000, toUs: startUs + HOUR_US - 600_000_000, stepUs: HOUR_US };
  const { lines } = await series("errors", { by, ...hour }, asked);
  return lines.map(({ name, values }) => [name, values.reduce<number>((sum, value) => sum + (value ?? 0), 0)]);
}

describe("A failure that is told of twice", () => {
  let engines: TwoEngines;
  beforeAll(async () => {
    engines = await twoEngines({ spans, logs: [], endUs: 0 });
  }, 120_000);
  afterAll(() => engines?.close());

  it("is one error in the list of sessions", async () => {
    expect((await engines.embedded.store.sessions()).sessions).toMatchObject([{ errors: 3 }]);
  });

  it.each(hasClickHouse ? ["SQLite", "ClickHouse"] : ["SQLite"])("is one error in questions of %s", async (name) => {
    const asked = engines.asked[name];
    if (asked === undefined) throw new Error(name);
    const found = (await rowsOf("errors", asked)).map(({ kind, what, errors }) => [kind, what, errors]);

    expect(await rowsOf("overview", asked)).toMatchObject([{ calls: 1, tool_calls: 1, errors: 3 }]);
    expect(await rowsOf("sessions", asked)).toMatchObject([{ calls: 1, tool_calls: 1, errors: 3 }]);
    expect(found.sort()).toEqual([
      ["inference", "gpt-5", 1],
      ["mcp", "tools/list", 1],
      ["tool", "search", 1],
    ]);
    expect(await errorsBy("none", asked)).toEqual([["all", 3]]);
    expect(await errorsBy("tool", asked)).toEqual([["search", 1]]);
  });

  it("is one error in sums by hour", async () => {
    const { store } = engines.embedded;
    const query: Asked["query"] = (sql, parameters) => store.query(sql, parameters);
    const asked: Asked = { ...(engines.asked.SQLite as Asked), hasHours: true, query };

    expect(await errorsBy("none", asked)).toEqual([["all", 3]]);
    expect(await errorsBy("model", asked)).toContainEqual(["gpt-5", 1]);
  });
});

describe("A failed model call in spans of two instrumentations, one inside the other", () => {
  let engines: TwoEngines;
  beforeAll(async () => {
    engines = await twoEngines({ spans: nested, logs: [], endUs: 0 });
  }, 120_000);
  afterAll(() => engines?.close());

  it("is one error of the one call that is counted", async () => {
    const asked = engines.asked.SQLite as Asked;

    expect(await rowsOf("overview", asked)).toMatchObject([{ calls: 1, errors: 1 }]);
    expect(await rowsOf("sessions", asked)).toMatchObject([{ calls: 1, errors: 1 }]);
    expect(await rowsOf("errors", asked)).toMatchObject([{ what: "gpt-6", errors: 1, sessions: 1 }]);
    expect(await errorsBy("model", asked)).toEqual([["gpt-6", 1]]);
    expect((await engines.embedded.store.sessions()).sessions).toMatchObject([{ inferenceCalls: 1, errors: 1 }]);
  });
});
