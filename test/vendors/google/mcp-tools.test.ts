import { describe, expect, it } from "vitest";
import { json } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { connectInMemory } from "../mcp/connect.ts";
import { answer, DONE, MODEL, startGoogle, USAGE } from "./start-google.ts";

const calls = (...names: readonly string[]): object =>
  answer({
    parts: names.map((name) => ({ functionCall: { name, args: { text: "x" } } })),
    finishReason: "STOP",
    usage: USAGE,
  });

describe.each<VendorSet>(["newest", "previous"])("mcpToTool() of @google/genai, %s", (set) => {
  it.each([
    ["one", ["bad"], true],
    ["several in one go", ["echo", "bad"], true],
    ["two of one name", ["bad", "echo", "echo"], true],
    ["one of a client that is not wrapped", ["bad"], false],
    ["several of a client that is not wrapped", ["echo", "bad"], false],
  ])("counts each tool once, and says which failed: %s", async (_, names, wrap) => {
    const { client, vendor, telemetry, finish } = await startGoogle(set, [json(calls(...names)), json(DONE)]);
    const { client: mcp } = await connectInMemory("previous", "esm", { wrap });
    const totals = await telemetry.agent({ name: "a" }, async (agent) => {
      const chat = client.chats.create({ model: MODEL, config: { tools: [vendor.mcpToTool(mcp)] } });
      await chat.sendMessage({ message: "go" });
      return agent.totals();
    });
    expect(totals).toMatchObject({ toolCalls: names.length, errors: 1 });
    const { spans, span, violations } = await finish();
    const tools = spans.filter(({ name }) => name.startsWith("execute_tool "));
    expect(tools.map(({ name }) => name).sort()).toEqual(names.map((name) => `execute_tool ${name}`).sort());
    expect(span("execute_tool bad")).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "tool_error" } });
    const methods = tools.map(({ attributes }) => attributes["mcp.method.name"]);
    expect(methods).toEqual(names.map(() => (wrap ? "tools/call" : undefined)));
    expect(violations).toEqual([]);
  });
});
