import { afterEach, expect, it } from "vitest";
import { AgentscribeTracingProcessor } from "../../../src/instrumentation/openai-agents/index.ts";
import { startRecording } from "../../support/recording.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { asks, says } from "./provider-answers.ts";

let agents: Vendor;

afterEach(() => {
  agents.setTraceProcessors([]);
});

it("records runs and their model calls by the SDK's own processors", async () => {
  const recording = await startRecording({ capture: "full" });
  const server = await startScriptedServer(asks("search", { q: "x" }), says("done"));
  agents = await loadVendor("newest", "@openai/agents");
  const { z } = await loadVendor("newest", "zod");
  const { default: OpenAI } = await loadVendor("newest", "openai");
  agents.setTracingDisabled(false);
  agents.setTraceProcessors([new AgentscribeTracingProcessor()]);
  const openAIClient = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1` });
  const modelProvider = new agents.OpenAIProvider({ openAIClient, useResponses: true });
  const parameters = z.object({ q: z.string() });
  const search = agents.tool({ name: "search", description: "d", parameters, execute: () => "found" });
  const agent = new agents.Agent({ name: "finder", model: "gpt-5", tools: [search] });
  expect((await new agents.Runner({ modelProvider }).run(agent, "look")).finalOutput).toBe("done");
  const all = await recording.finish();
  const calls = all.spans.filter(({ name }) => name.startsWith("chat"));
  const finder = all.span("invoke_agent finder");
  expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([finder.spanId, finder.spanId]);
  expect(calls[0]?.attributes).toMatchObject({
    "gen_ai.usage.input_tokens": 20,
    "gen_ai.usage.cache_read.input_tokens": 8,
  });
  expect(all.span("execute_tool search").parentSpanId).toBe(finder.spanId);
  expect(all.span("execute_tool search").attributes["gen_ai.tool.call.result"]).toContain("found");
  expect(all.violations).toEqual([]);
});
