import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { instrumentOpenAIAgents, unwrap } from "../../../src/instrumentation/openai-agents/index.ts";
import type { Answer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { breaks, chatStreams, says, streams } from "./provider-answers.ts";
import { startRunner } from "./scripted-runner.ts";

describe("streams of OpenAI Agents that do not come to their end", () => {
  let agents: Vendor;

  beforeAll(async () => {
    agents = await loadVendor("newest", "@openai/agents");
    agents.setTraceProcessors([]);
    agents.setTracingDisabled(false);
    instrumentOpenAIAgents(agents);
  });
  afterAll(() => {
    unwrap(agents);
  });

  async function start(...answers: readonly Answer[]) {
    const started = await startRunner(agents, await loadVendor("newest", "openai"), ...answers);
    return { ...started, agent: new agents.Agent({ name: "talker", model: "gpt-5" }) };
  }

  it("keeps what was written before the connection broke, as failed", async () => {
    const { runner, agent, finish } = await start(breaks("part", "drop"));
    const result = await runner.run(agent, "hi", { stream: true });
    const read = async (): Promise<void> => {
      for await (const event of result) expect(event).toBeDefined();
      await result.completed;
    };
    await expect(read()).rejects.toThrow();
    const all = await finish();
    const { attributes } = all.span("chat gpt-5");
    expect(attributes["error.type"]).toEqual(expect.any(String));
    expect(attributes["gen_ai.output.messages"]).toContain("part");
    expect(all.span("invoke_agent talker").attributes["error.type"]).toEqual(expect.any(String));
  });

  it("ends everything when the caller aborts", async () => {
    const { runner, agent, finish } = await start(breaks("part", "hang"));
    const controller = new AbortController();
    const result = await runner.run(agent, "hi", { stream: true, signal: controller.signal });
    const read = async (): Promise<void> => {
      for await (const event of result) {
        if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta") controller.abort();
      }
      await result.completed;
    };
    await read().catch(() => undefined);
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"]).filter(Boolean)).toEqual([]);
    expect(all.span("chat gpt-5").attributes["gen_ai.output.messages"]).toContain("part");
  });

  it("ends everything when the reader leaves and aborts", async () => {
    const { runner, agent, finish } = await start(breaks("part", "hang"));
    const controller = new AbortController();
    const result = await runner.run(agent, "hi", { stream: true, signal: controller.signal });
    for await (const event of result) {
      if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta") break;
    }
    controller.abort();
    await result.completed.catch(() => undefined);
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"]).filter(Boolean)).toEqual([]);
  });

  it.each([
    ["whole", { "gen_ai.usage.input_tokens": 12, "gen_ai.response.finish_reasons": ["stop"] }],
    ["no usage", { "gen_ai.usage.input_tokens": undefined, "gen_ai.response.finish_reasons": ["stop"] }],
    ["hang", { "agentscribe.usage.estimated": expect.any(String), "gen_ai.response.finish_reasons": ["error"] }],
  ] as const)("takes no answer of a chat completion for whole that the SDK made up: %s", async (how, expected) => {
    const { client, finish } = await start(chatStreams("part of it", how));
    const modelProvider = new agents.OpenAIProvider({ openAIClient: client, useResponses: false });
    const agent = new agents.Agent({ name: "talker", model: "gpt-4o" });
    const controller = new AbortController();
    const options = { stream: true, signal: controller.signal };
    const result = await new agents.Runner({ modelProvider }).run(agent, "hi", options);
    const read = async (): Promise<void> => {
      for await (const event of result) {
        const isText = event.type === "raw_model_stream_event" && event.data.type === "output_text_delta";
        if (how === "hang" && isText) controller.abort();
      }
      await result.completed;
    };
    await read().catch(() => undefined);
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, attributes[key]]))).toEqual(expected);
    expect(attributes["gen_ai.usage.input_tokens"]).not.toBe(0);
    expect(attributes["gen_ai.output.messages"]).toContain("part of it");
  });

  it("records model calls alone where the SDK's traces are off", async () => {
    const { server, agent, finish } = await start(says("done"), streams("done"));
    const { default: OpenAI } = await loadVendor("newest", "openai");
    const openAIClient = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1` });
    const modelProvider = new agents.OpenAIProvider({ openAIClient, useResponses: true });
    await new agents.Runner({ modelProvider, tracingDisabled: true }).run(agent, "hi");
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat gpt-5"]);
  });

  it("touches no class when the process is opted out", () => {
    unwrap(agents);
    vi.stubEnv("DO_NOT_TRACK", "1");
    const before = agents.Runner.prototype.run;
    expect(instrumentOpenAIAgents(agents)).toBe(agents);
    expect(agents.Runner.prototype.run).toBe(before);
  });
});
