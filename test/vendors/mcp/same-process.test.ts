import { describe, expect, it } from "vitest";
import { fromContext } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Vendor } from "../load.ts";
import { connectHttp, connectInMemory } from "./connect.ts";
import { MAJORS } from "./sdk.ts";

const SPENT = {
  provider: "openai",
  model: "gpt-5",
  usage: { inputTokens: 7, outputTokens: 2 },
  durationMs: 1,
} as const;

/** A tool that asks a model. */
function registerSpender(server: Vendor): void {
  server.registerTool("spend", {}, async () => {
    fromContext().recordLlm(SPENT);
    return { content: [] };
  });
}

describe.each(MAJORS)("a client and a server of SDK %s in one process", (_name, set, loading) => {
  it.each(["memory", "HTTP"] as const)("spend as the agent that asks, over %s", async (transport) => {
    const { telemetry, finish } = await startRecording();
    const { client, server } = transport === "memory" ? await connectInMemory(set, loading) : await connectHttp(set);
    registerSpender(server);
    await telemetry.agent({ name: "a" }, async () => {
      await client.callTool({ name: "spend" });
      await telemetry.tool({ name: "spend" }, () => client.callTool({ name: "spend" }));
    });
    const { span } = await finish();
    expect(span("invoke_agent a").attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.tool_calls": 2,
      "agentscribe.total.input_tokens": 14,
      "agentscribe.total.errors": 0,
    });
  });
});
