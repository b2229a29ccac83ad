import { afterAll, describe, expect, test } from "vitest";
import { init } from "../../../src/index.ts";
import { HOSTILE_VALUES } from "./hostile-values.ts";

interface Span {
  readonly attributes: Readonly<Record<string, unknown>>;
}

const spans: Span[] = [];
const client = init({
  host: "own",
  capture: "full",
  exporters: [
    {
      type: "custom",
      spanExporter: {
        export(batch: readonly Span[], done: (result: { code: number }) => void): void {
          spans.push(...batch);
          done({ code: 0 });
        },
      },
    },
  ],
});
afterAll(() => client.shutdown());

async function toolSpan(options: object): Promise<Span["attributes"]> {
  spans.length = 0;
  client.tool({ name: "search", ...options }, () => 1);
  await client.flush();
  return spans[0]?.attributes ?? {};
}

describe("agentscribe.dropped", () => {
  test("counts the attributes that did not fit, and keeps those of the conventions", async () => {
    const attributes = await toolSpan({ attributes: HOSTILE_VALUES["100k attributes"]?.() });
    expect(attributes["agentscribe.dropped"]).toBe(`attributes:${100_000 - 64}`);
    expect(attributes["gen_ai.operation.name"]).toBe("execute_tool");
  });

  test("names the options that could not be used", async () => {
    const attributes = await toolSpan({ callId: Symbol("id"), type: {}, startTime: Number.NaN });
    expect(attributes["agentscribe.dropped"]).toBe("callId,type,startTime");
  });

  test("is absent when everything was kept", async () => {
    const attributes = await toolSpan({ callId: "c", attributes: { team: "blue" } });
    expect(attributes).not.toHaveProperty("agentscribe.dropped");
    expect(attributes.team).toBe("blue");
  });
});

test.each([
  ["a rope of 50 MB", "[Truncated 50000000 chars]"],
  ["a revoked Proxy", "[Unreadable Proxy]"],
  ["a cycle", "[Circular]"],
  ["a Symbol", "[Symbol]"],
  ["20,000 levels", "[Truncated]"],
])("content says in place that it could not keep %s", async (name, mark) => {
  const attributes = await toolSpan({ arguments: { one: HOSTILE_VALUES[name]?.() } });
  expect(attributes["gen_ai.tool.call.arguments"]).toContain(mark);
});
