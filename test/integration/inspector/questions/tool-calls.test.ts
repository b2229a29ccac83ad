import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../../examples/support/otlp/flatten-otlp.ts";
import { startReceiver } from "../../../../examples/support/otlp-receiver.ts";
import { init, type Telemetry } from "../../../../src/index.ts";
import { ask, type Given } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { hasClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import type { SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const HOUR_US = 3_600_000_000;
const request = (name: string) => ({ method: "tools/call", params: { name } }) as const;

/** A tool that asks an MCP server itself, three commands that fail, and a request to an MCP server that answers in the same trace. */
function run(telemetry: Telemetry): number {
  return telemetry.session({ id: "s" }, (session) => {
    telemetry.agent({ name: "a" }, () => {
      telemetry.tool({ name: "search" }, () => telemetry.mcpRequest(request("research"), () => undefined));
      for (let times = 0; times < 3; times += 1)
        telemetry.command({ tool: "shell", executable: "git" }, (command) => command.exitCode(1));
      // It begins now, after the commands.
      telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", usage: { inputTokens: 9 }, durationMs: 0 });
      telemetry.mcpRequest(request("fetch"), () => telemetry.mcpServe(request("fetch"), () => undefined));
      telemetry.mcpRequest({ method: "tools/list" }, () => undefined);
    });
    return session.totals().toolCalls;
  });
}

function seeded(span: ReceivedSpan): SeededSpan {
  const startUs = Number(span.startTimeUnixNano) / 1_000;
  return {
    ...{ traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId, name: span.name },
    ...{ service: "bot", scope: span.scope.name, kind: span.kind, startUs: Math.floor(startUs) },
    durationUs: Math.floor(Number(span.endTimeUnixNano) / 1_000 - startUs),
    status: span.status.code as SeededSpan["status"],
    attributes: span.attributes as SeededSpan["attributes"],
  };
}

let engines: TwoEngines;
let counted: number;

beforeAll(async () => {
  const receiver = await startReceiver();
  const client = init({ service: { name: "bot" }, host: "own", spool: false, exporters: [{ url: receiver.url }] });
  counted = run(client);
  await client.shutdown();
  const telemetry: SeededTelemetry = { spans: receiver.spans().map(seeded), logs: [], endUs: 0 };
  await receiver.close();
  engines = await twoEngines(telemetry);
}, 120_000);

afterAll(() => engines?.close());

describe("A call of a tool", () => {
  it("is counted in the list of sessions as the client counts it", async () => {
    expect(counted).toBe(5);
    expect((await engines.embedded.store.sessions()).sessions).toMatchObject([{ toolCalls: 5 }]);
  });
});

describe.each(["SQLite", "ClickHouse"])(
  "A command, and a request of a tool that no tool is around, asked of %s",
  (name) => {
    const answer = async (question: string, columns: readonly string[], given: Given = {}): Promise<unknown> => {
      const [found, asked] = [findQuestion(question), engines.asked[name]];
      if (found === undefined || asked === undefined) throw new Error(question);
      const { columns: all, rows } = await ask(found, given, asked);
      return rows.map((row) => columns.map((column) => row[all.indexOf(column)]));
    };
    const isThere = name === "SQLite" || hasClickHouse;

    it.skipIf(!isThere).each([
      ["overview", ["tool_calls", "tool_error_rate"], {}, [[5, 0.6]]],
      ["sessions", ["tool_calls"], {}, [[5]]],
      [
        "tools",
        ["tool", "calls", "errors"],
        {},
        [
          ["shell", 3, 3],
          ["fetch", 1, 0],
          ["search", 1, 0],
        ],
      ],
      [
        "latency",
        ["tool", "calls"],
        { by: "tool" },
        [
          ["shell", 3],
          ["fetch", 1],
          ["search", 1],
        ],
      ],
      ["loops", ["tool", "repetitions", "errors"], {}, [["shell", 3, 3]]],
      ["cost", ["tool", "calls"], { by: "tool" }, [["shell", 1]]],
      ["errors", ["kind", "what", "error_type", "errors"], {}, [["command", "shell", "exit_1", 3]]],
    ] as const)("is a call of its tool in %s", async (question, columns, given, rows) => {
      expect(await answer(question, columns, given)).toEqual(rows);
    });

    it.skipIf(!isThere)("is one in series by tool", async () => {
      const asked = engines.asked[name];
      if (asked === undefined) throw new Error(name);
      const toUs = (Math.floor(Date.now() / 3_600_000) + 1) * HOUR_US;
      const { lines } = await series(
        "calls",
        { by: "tool", fromUs: toUs - 3 * HOUR_US, toUs, stepUs: 3 * HOUR_US },
        asked,
      );
      const counts = lines.map((line) => [line.name, line.counts?.reduce((sum, count) => sum + count, 0)]);
      expect(counts.sort()).toEqual([
        ["fetch", 1],
        ["search", 1],
        ["shell", 3],
      ]);
    });
  },
);
