import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { instrumentOpenAIAgents, unwrap } from "../../../src/instrumentation/openai-agents/index.ts";
import { type Answer, json } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, vendorVersion } from "../load.ts";
import { pathOf } from "../span-path.ts";
import { asks, completion, says, streams } from "./provider-answers.ts";
import { startRunner } from "./scripted-runner.ts";

describe.each(["ESM", "CommonJS"] as const)(
  `OpenAI Agents ${vendorVersion("newest", "@openai/agents")} as %s`,
  (kind) => {
    const load = async (name: string): Promise<Vendor> =>
      kind === "ESM" ? await loadVendor("newest", name) : requireVendor("newest", name);
    let agents: Vendor;
    let z: Vendor;

    beforeAll(async () => {
      agents = await load("@openai/agents");
      agents.setTraceProcessors([]);
      agents.setTracingDisabled(false);
      ({ z } = await load("zod"));
      instrumentOpenAIAgents(agents);
    });
    afterAll(() => {
      unwrap(agents);
    });

    const start = async (...answers: readonly Answer[]): ReturnType<typeof startRunner> =>
      startRunner(agents, await load("openai"), ...answers);

    const search = (execute: (input: { q: string }) => unknown, more: object = {}): Vendor =>
      agents.tool({ name: "search", description: "d", parameters: z.object({ q: z.string() }), execute, ...more });

    it("records agent, model calls and tools where they belong", async () => {
      const { runner, telemetry, finish } = await start(asks("search", { q: "x" }), says("done"));
      const tool = search(({ q }) => telemetry.step({ name: "lookup" }, () => `found ${q}`));
      const agent = new agents.Agent({ name: "finder", model: "gpt-5", instructions: "be brief", tools: [tool] });
      expect((await runner.run(agent, "look")).finalOutput).toBe("done");
      const all = await finish();
      const calls = all.spans.filter(({ name }) => name === "chat gpt-5");
      expect(calls.map((call) => pathOf(all, call))).toEqual(
        Array(2).fill(["invoke_workflow", "invoke_agent finder", "chat gpt-5"]),
      );
      expect(calls[0]?.attributes).toMatchObject({
        "gen_ai.provider.name": "openai",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.usage.output_tokens": 3,
        "gen_ai.usage.cache_read.input_tokens": 8,
        "gen_ai.usage.reasoning.output_tokens": 1,
        "agentscribe.request.tools": 1,
        "server.address": "127.0.0.1",
      });
      expect(calls[0]?.attributes["gen_ai.system_instructions"]).toContain("be brief");
      expect(calls[1]?.attributes["gen_ai.input.messages"]).toContain("found x");
      expect(pathOf(all, all.span("step lookup"))).toEqual([
        "invoke_workflow",
        "invoke_agent finder",
        "execute_tool search",
        "step lookup",
      ]);
      const { attributes } = all.span("execute_tool search");
      expect(attributes["gen_ai.tool.call.id"]).toBe("call_1");
      expect(JSON.parse(attributes["gen_ai.tool.call.arguments"] as string)).toEqual({ q: "x" });
      expect(attributes["gen_ai.tool.call.result"]).toContain("found x");
      expect(all.span("invoke_agent finder").attributes).toMatchObject({
        "gen_ai.usage.input_tokens": 40,
        "agentscribe.total.tool_calls": 1,
      });
      expect(all.violations).toEqual([]);
    });

    it("records a streamed run with the time to its first chunk", async () => {
      const { runner, finish } = await start(streams("done"));
      const result = await runner.run(new agents.Agent({ name: "talker", model: "gpt-5" }), "hi", { stream: true });
      const seen: string[] = [];
      for await (const event of result) {
        if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta")
          seen.push(event.data.delta);
      }
      await result.completed;
      expect(seen.join("")).toBe("done");
      const all = await finish();
      const { attributes } = all.span("chat gpt-5");
      expect(attributes).toMatchObject({
        "gen_ai.request.stream": true,
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 8,
        "gen_ai.response.id": "resp_1",
        "gen_ai.response.finish_reasons": ["stop"],
      });
      expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
      expect(attributes["gen_ai.output.messages"]).toContain("done");
      expect(pathOf(all, all.span("chat gpt-5"))).toEqual(["invoke_workflow", "invoke_agent talker", "chat gpt-5"]);
      expect(all.violations).toEqual([]);
    });

    it("adds no second call when the client of the models is wrapped", async () => {
      const { runner, client, collect, finish } = await start(says("done"), streams("done"), says("done"));
      wrapOpenAI(client);
      const agent = new agents.Agent({ name: "talker", model: "gpt-5" });
      await runner.run(agent, "hi");
      const streamed = await runner.run(agent, "hi", { stream: true });
      for await (const event of streamed) expect(event).toBeDefined();
      const isCall = ({ name }: ReceivedSpan): boolean => name.startsWith("chat");
      const before = (await collect()).spans.filter(isCall).length;
      unwrap(agents);
      await runner.run(agent, "hi");
      instrumentOpenAIAgents(agents);
      // Left alone, the client records its request itself.
      expect([before, (await finish()).spans.filter(isCall).length]).toEqual([2, 3]);
    });

    it("records models of the chat completions API", async () => {
      const { client, finish } = await start(completion("done"));
      const modelProvider = new agents.OpenAIProvider({ openAIClient: client, useResponses: false });
      const agent = new agents.Agent({
        name: "talker",
        model: "gpt-4o",
        modelSettings: { temperature: 0, maxTokens: 9 },
      });
      await new agents.Runner({ modelProvider }).run(agent, "hi");
      const all = await finish();
      expect(all.span("chat gpt-4o").attributes).toMatchObject({
        "gen_ai.request.temperature": 0,
        "gen_ai.request.max_tokens": 9,
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.cache_read.input_tokens": 4,
        "gen_ai.response.finish_reasons": ["stop"],
      });
      expect(all.violations).toEqual([]);
    });

    it("records a model that is no part of the SDK", async () => {
      const { finish } = await start(says("unused"));
      const { ScriptedModel } = await load("@openai/agents/testing");
      const message = {
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "mine" }],
      };
      const usage = new agents.Usage({ inputTokens: 7, outputTokens: 2, totalTokens: 9 });
      const model = new ScriptedModel([{ output: [message], usage, responseId: "own_1" }]);
      await new agents.Runner().run(new agents.Agent({ name: "talker", model }), "hi");
      const calls = (await finish()).spans.filter(({ name }) => name.startsWith("chat"));
      expect(calls.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([7]);
    });

    it("lists the tools of an MCP server inside the step that stands for it", async () => {
      const { runner, telemetry, finish } = await start(says("done"));
      const server = {
        name: "docs",
        cacheToolsList: false,
        connect: async () => undefined,
        close: async () => undefined,
        invalidateToolsCache: async () => undefined,
        callTool: async () => [],
        listTools: async () => telemetry.step({ name: "request" }, async () => []),
      };
      const agent = new agents.Agent({ name: "reader", model: "gpt-5", mcpServers: [server] });
      await runner.run(agent, "hi");
      await telemetry.step({ name: "mine" }, () => server.listTools());
      const all = await finish();
      const paths = all.spans.filter(({ name }) => name === "step request").map((span) => pathOf(all, span));
      expect(paths).toEqual([
        ["invoke_workflow", "invoke_agent reader", "step list tools", "step request"],
        ["step mine", "step request"],
      ]);
    });

    it("has what an agent asks of the application inside the agent: its instructions, and whether a tool is on", async () => {
      const { runner, telemetry, finish } = await start(says("done"));
      const tool = search(() => "found", { isEnabled: () => telemetry.step({ name: "switch" }, () => true) });
      const agent = new agents.Agent({
        name: "finder",
        model: "gpt-5",
        instructions: () => telemetry.step({ name: "instruct" }, async () => "be brief"),
        tools: [tool],
      });
      await runner.run(agent, "look");
      expect(await agent.getSystemPrompt(new agents.RunContext())).toBe("be brief");
      const all = await finish();
      const paths = all.spans.filter(({ name }) => name === "step instruct").map((span) => pathOf(all, span));
      expect(paths).toEqual([["invoke_workflow", "invoke_agent finder", "step instruct"], ["step instruct"]]);
      expect(pathOf(all, all.span("step switch"))).toEqual(["invoke_workflow", "invoke_agent finder", "step switch"]);
    });

    it("records a hand-over, with the agents side by side", async () => {
      const { runner, finish } = await start(asks("transfer_to_second", {}), says("done"));
      const second = new agents.Agent({ name: "second", model: "gpt-5" });
      const first = agents.Agent.create({ name: "first", model: "gpt-5", handoffs: [second] });
      expect((await runner.run(first, "hi")).finalOutput).toBe("done");
      const all = await finish();
      expect(all.event("agentscribe.handoff").attributes).toMatchObject({
        "agentscribe.handoff.from": "first",
        "agentscribe.handoff.to": "second",
      });
      expect(pathOf(all, all.span("step handoff second"))).toEqual([
        "invoke_workflow",
        "invoke_agent first",
        "step handoff second",
      ]);
      expect(pathOf(all, all.span("invoke_agent second"))).toEqual(["invoke_workflow", "invoke_agent second"]);
    });

    it("nests an agent that is used as a tool in the tool", async () => {
      const { runner, finish } = await start(asks("helper", { input: "x" }), says("inner"), says("outer"));
      const helper = new agents.Agent({ name: "helper", model: "gpt-5" });
      const tools = [helper.asTool({ toolName: "helper", toolDescription: "d" })];
      const main = new agents.Agent({ name: "main", model: "gpt-5", tools });
      expect((await runner.run(main, "hi")).finalOutput).toBe("outer");
      const all = await finish();
      expect(pathOf(all, all.span("invoke_agent helper"))).toEqual([
        "invoke_workflow",
        "invoke_agent main",
        "execute_tool helper",
        "invoke_agent helper",
      ]);
    });

    it("records a guardrail, and a run that it stops as failed", async () => {
      const { runner, finish } = await start(says("done"));
      const guardrail = {
        name: "no-secrets",
        execute: async () => ({ tripwireTriggered: true, outputInfo: {} }),
      };
      const agent = new agents.Agent({ name: "guarded", model: "gpt-5", inputGuardrails: [guardrail] });
      await expect(runner.run(agent, "hi")).rejects.toThrow();
      const all = await finish();
      expect(all.span("step guardrail no-secrets").attributes["error.type"]).toBeUndefined();
      expect(all.event("agentscribe.decision").attributes).toMatchObject({
        "agentscribe.decision.type": "guardrail",
        "agentscribe.decision.choice": "triggered",
      });
      expect(all.span("invoke_workflow").attributes["error.type"]).toEqual(expect.any(String));
    });

    it("records a tool that fails, which the model is told of", async () => {
      const { runner, finish } = await start(asks("search", { q: "x" }), says("sorry"));
      const tool = search(() => {
        throw new TypeError("no");
      });
      const agent = new agents.Agent({ name: "finder", model: "gpt-5", tools: [tool] });
      expect((await runner.run(agent, "look")).finalOutput).toBe("sorry");
      const all = await finish();
      expect(all.span("execute_tool search").attributes["error.type"]).toBe("ToolError");
      expect(all.span("invoke_agent finder").attributes["error.type"]).toBeUndefined();
    });

    it("records the limit of turns as the reason of the end", async () => {
      const { runner, finish } = await start(asks("search", { q: "x" }));
      const agent = new agents.Agent({ name: "finder", model: "gpt-5", tools: [search(() => "again")] });
      await expect(runner.run(agent, "look", { maxTurns: 2 })).rejects.toThrow();
      const { attributes } = (await finish()).span("invoke_agent finder");
      expect(attributes["error.type"]).toBe("MaxTurnsExceededError");
      expect(attributes["agentscribe.run.end_reason"]).toBe("max_turns");
    });

    it("takes a tool that waits for approval for no error, and records the run that goes on", async () => {
      const { runner, finish } = await start(asks("search", { q: "x" }), says("done"));
      const tool = search(() => "found", { needsApproval: true });
      const agent = new agents.Agent({ name: "finder", model: "gpt-5", tools: [tool] });
      const held = await runner.run(agent, "look");
      expect(held.interruptions).toHaveLength(1);
      held.state.approve(held.interruptions[0]);
      expect((await runner.run(agent, held.state)).finalOutput).toBe("done");
      const all = await finish();
      expect(all.spans.filter(({ name }) => name === "invoke_workflow")).toHaveLength(2);
      expect(all.spans.map(({ attributes }) => attributes["error.type"]).filter(Boolean)).toEqual([]);
      expect(pathOf(all, all.span("execute_tool search"))).toEqual([
        "invoke_workflow",
        "invoke_agent finder",
        "execute_tool search",
      ]);
    });

    it("gives the caller the very error of the model", async () => {
      const { runner, finish } = await start(json({ error: { message: "slow", code: "rate_limit_exceeded" } }, 429));
      await expect(runner.run(new agents.Agent({ name: "talker", model: "gpt-5" }), "hi")).rejects.toMatchObject({
        status: 429,
      });
      const all = await finish();
      expect(all.span("chat gpt-5").attributes["error.type"]).toBe("rate_limit_exceeded");
      expect(all.span("invoke_agent talker").attributes["error.type"]).toEqual(expect.any(String));
    });

    it("tells of what the client of a model tries again, and no more once it is unwrapped", async () => {
      const tooMany = json({ error: { message: "slow", code: "rate_limit_exceeded" } }, 429, { "retry-after-ms": "1" });
      const { runner, server, finish } = await start(tooMany, says("done"));
      const openai = await load("openai");
      const OpenAI = openai.OpenAI ?? openai.default;
      const openAIClient = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 1 });
      unwrap(agents);
      const before = openAIClient.fetchWithTimeout;
      instrumentOpenAIAgents(agents);
      const modelProvider = new agents.OpenAIProvider({ openAIClient, useResponses: true });
      const agent = new agents.Agent({ name: "talker", model: "gpt-5" });
      await new agents.Runner({ modelProvider }).run(agent, "hi");
      const during = openAIClient.fetchWithTimeout;
      unwrap(agents);
      const after = openAIClient.fetchWithTimeout;
      instrumentOpenAIAgents(agents);
      await runner.run(agent, "hi");
      expect([during === before, after === before]).toEqual([false, true]);
      const all = await finish();
      const calls = all.spans.filter(({ name }) => name === "chat gpt-5");
      expect(calls.map(({ attributes }) => attributes["agentscribe.llm.retries"])).toEqual([1, undefined]);
      expect(all.event("agentscribe.retry").attributes["error.type"]).toEqual(expect.any(String));
    });

    it("names the workflow and its conversation as the application's trace does, and keeps side by side apart", async () => {
      const { runner, finish } = await start(says("done"));
      const agent = new agents.Agent({ name: "talker", model: "gpt-5" });
      const groups = ["g-1", "g-2", "g-3", "g-4"];
      await Promise.all(
        groups.map((groupId) => agents.withTrace("triage", () => runner.run(agent, groupId), { groupId })),
      );
      const all = await finish();
      const calls = all.spans.filter(({ name }) => name === "chat gpt-5");
      expect(calls).toHaveLength(4);
      for (const call of calls) {
        expect(call.attributes["gen_ai.input.messages"]).toContain(`"${call.attributes["gen_ai.conversation.id"]}"`);
        expect(pathOf(all, call)).toEqual(["invoke_workflow triage", "invoke_agent talker", "chat gpt-5"]);
      }
    });

    it("records what is decided of calls that interrupt a run, where it is decided", async () => {
      const { runner, telemetry, finish } = await start(asks("search", { q: "x" }), says("done"));
      const tool = search(() => "found", { needsApproval: true });
      const agent = new agents.Agent({ name: "finder", model: "gpt-5", tools: [tool] });
      const interrupted = await runner.run(agent, "look");
      const [item] = interrupted.interruptions;
      telemetry.task({ id: "T-2" }, () => {
        interrupted.state.approve(item, { alwaysApprove: true });
        interrupted.state.reject(item);
      });
      const all = await finish();
      expect(all.eventsNamed("agentscribe.tool.decision")).toMatchObject(
        ["accept", "reject"].map((decision) => ({
          attributes: {
            "gen_ai.tool.name": "search",
            "gen_ai.tool.call.id": item.rawItem.callId,
            "agentscribe.tool.decision": decision,
            "agentscribe.task.id": "T-2",
          },
        })),
      );
    });

    it("is inside a scope of the application", async () => {
      const { runner, telemetry, finish } = await start(says("done"));
      const agent = new agents.Agent({ name: "talker", model: "gpt-5" });
      await telemetry.task({ id: "T-1" }, () => runner.run(agent, "hi"));
      const all = await finish();
      expect(pathOf(all, all.span("chat gpt-5")).slice(1)).toEqual([
        "invoke_workflow",
        "invoke_agent talker",
        "chat gpt-5",
      ]);
    });
  },
);
