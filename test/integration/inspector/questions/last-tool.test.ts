import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const END_US = 1_795_000_000_000_000;
const BEGIN_US = END_US - 3_600_000_000;

function span(session: string, id: string, second: number, attributes: SeededSpan["attributes"]): SeededSpan {
  return {
    ...{
      traceId: session.padEnd(32, "0"),
      spanId: id.padStart(16, "0"),
      parentSpanId: "",
      service: "bot",
      scope: "agentscribe",
    },
    ...{
      name: id,
      kind: 3,
      startUs: BEGIN_US + second * 1_000_000,
      durationUs: 500_000,
      status: "error.type" in attributes ? 2 : 0,
    },
    attributes: { "session.id": session, ...attributes },
  };
}

const tool = (name: string, failed: boolean = false): SeededSpan["attributes"] => ({
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": name,
  ...(failed && { "error.type": "timeout" }),
});
const call = (usd: number): SeededSpan["attributes"] => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "m",
  "agentscribe.cost.usd": usd,
});

/** Two sessions at the same time. They come out of order, and tools of the first begin at once. */
const telemetry: SeededTelemetry = {
  spans: [
    span("a", "4", 3, call(0.25)),
    span("a", "5", 3.5, call(0.5)),
    span("a", "1", 0, call(1)),
    span("a", "2", 2, tool("search")),
    span("a", "30", 2, tool("read", true)),
    span("a", "3", 2, tool("write")),
    span("b", "6", 2.5, tool("write")),
    span("b", "7", 4, call(2)),
    span("b", "8", 1, call(4)),
    span("a", "9", 6, call(8)),
    span("a", "a", 5, tool("search")),
  ],
  logs: [],
  endUs: END_US,
};

let engines: TwoEngines;

beforeAll(async () => {
  engines = await twoEngines(telemetry);
}, 120_000);

afterAll(() => engines?.close());

describe.each(["SQLite", "ClickHouse"])("What follows a tool, asked of %s", (name) => {
  const answer = async (question: string, columns: readonly string[]): Promise<unknown> => {
    const [found, asked] = [findQuestion(question), engines.asked[name]];
    if (found === undefined || asked === undefined) throw new Error(question);
    const given = question === "cost" ? { by: "tool" } : {};
    const { columns: all, rows } = await ask(found, given, asked, END_US);
    return rows.map((row) => columns.map((column) => row[all.indexOf(column)]));
  };
  const isThere = name === "SQLite" || hasClickHouse;

  it.skipIf(!isThere)(
    "is of the last tool of its session; of those that began at once, of that with the last id",
    async () => {
      expect(await answer("cost", ["tool", "calls", "cost_usd"])).toEqual([
        ["search", 1, 8],
        ["", 2, 5],
        ["write", 1, 2],
        ["read", 2, 0.75],
      ]);
    },
  );

  it.skipIf(!isThere)("is told apart by whether that call of the tool failed", async () => {
    const columns = ["tool", "calls", "errors", "sessions", "model_cost_after_usd", "model_cost_after_errors_usd"];
    expect(await answer("tools", columns)).toEqual([
      ["read", 1, 1, 1, 0.75, 0.75],
      ["search", 2, 0, 1, 8, 0],
      ["write", 2, 0, 2, 2, 0],
    ]);
  });
});
