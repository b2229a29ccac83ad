import { expect, it } from "vitest";
import { wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { optionsFor } from "./options-for.ts";
import { block, INIT, result, SONNET, startUsage, toolResult, toolUse, totals } from "./script.ts";

/** What the executable sends to have a tool of the application's process run. */
const request = (callId: string, city: string): object => ({
  type: "control_request",
  request_id: `r-${callId}`,
  request: {
    subtype: "mcp_message",
    server_name: "weather",
    message: {
      jsonrpc: "2.0",
      id: callId,
      method: "tools/call",
      params: { name: "look_up", arguments: { city }, _meta: { "claudecode/toolUseId": callId } },
    },
  },
});

it("wrapQuery() puts what a tool of this process does inside the call that it answers", async () => {
  const { telemetry, finish } = await startRecording();
  const sdk: Vendor = await loadVendor("newest", "@anthropic-ai/claude-agent-sdk");
  const { z } = await loadVendor("newest", "zod");
  const lookUp = sdk.tool("look_up", "d", { city: z.string() }, async ({ city }: { city: string }) => {
    await new Promise(setImmediate);
    telemetry.step({ name: city }, () => undefined);
    return { content: [{ type: "text", text: "sunny" }] };
  });
  const options = {
    ...(optionsFor([
      INIT,
      block("msg_1", toolUse("toolu_1", "mcp__weather__look_up", { city: "Bonn" }), startUsage(10)),
      block("msg_1", toolUse("toolu_2", "mcp__weather__look_up", { city: "Rome" }), startUsage(10)),
      100,
      request("toolu_2", "Rome"),
      request("toolu_1", "Bonn"),
      request("toolu_unknown", "Oslo"),
      100,
      toolResult("toolu_1", "sunny"),
      toolResult("toolu_2", "sunny"),
      block("msg_2", { type: "text", text: "done" }, startUsage(5)),
      result({ [SONNET]: totals(15, 6) }),
    ]) as object),
    mcpServers: { weather: sdk.createSdkMcpServer({ name: "weather", tools: [lookUp] }) },
  };
  for await (const message of wrapQuery(sdk.query)({ prompt: "look", options } as never) as AsyncIterable<unknown>) {
    expect(message).toBeDefined();
  }
  const { spans } = await finish();
  const around = (name: string): unknown => {
    const inner = spans.find((span) => span.name === `step ${name}`);
    const outer = spans.find(({ spanId }) => spanId === inner?.parentSpanId);
    return outer?.attributes["gen_ai.tool.call.id"] ?? outer?.name;
  };
  expect(["Bonn", "Rome", "Oslo"].map(around)).toEqual(["toolu_1", "toolu_2", "invoke_agent"]);
});
