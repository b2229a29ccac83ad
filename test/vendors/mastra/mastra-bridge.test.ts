import { describe, expect, it, onTestFinished } from "vitest";
import type { CaptureOption } from "../../../src/index.ts";
import { unwrap, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { mastraBridge } from "../../../src/instrumentation/mastra/index.ts";
import { MASTRA_MODULES } from "../../../src/instrumentation/mastra/modules.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";
import { type Answer, hang } from "../../support/scripted-server.ts";
import {
  brokenStream,
  completion,
  startKit,
  streamed,
  streamedToolRequest,
  toolRequest,
  tooMany,
} from "../ai-sdk/provider.ts";
import { loadVendor, type Vendor } from "../load.ts";

/** Mastra does not pass on the id of a response: only a model that is wrapped tells it. */
function violationsIn({ violations }: Recorded, isWrapped: boolean): readonly string[] {
  return isWrapped ? violations : violations.filter((one) => !one.endsWith("gen_ai.response.id"));
}

function millisOf(nanos: string | undefined): number {
  return Number(nanos) / 1e6;
}

async function start(answers: readonly Answer[], capture: CaptureOption = "none") {
  const kit = await startKit("newest", ...answers);
  const recording = await startRecording({ capture });
  const load = (name: string): Promise<Vendor> => loadVendor("newest", name);
  const { Mastra } = await load("@mastra/core");
  const { Agent } = await load("@mastra/core/agent");
  const { createTool } = await load("@mastra/core/tools");
  const { createStep, createWorkflow } = await load("@mastra/core/workflows");
  const { Observability } = await load("@mastra/observability");
  const { z } = kit.zod;
  const weather = createTool({
    id: "weather",
    description: "w",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }: { city: string }) => {
      if (city === "Atlantis") throw new TypeError("no such city");
      if (city === "Rome") await new Promise((done) => setTimeout(done, 400));
      return { sky: "blue" };
    },
  });
  const agentOf = (model: unknown): unknown =>
    new Agent({ id: "forecaster", name: "forecaster", instructions: "be short", model, tools: { weather } });
  const mastra = (options: object): Vendor =>
    new Mastra({
      logger: false,
      observability: new Observability({ configs: { default: { serviceName: "x", bridge: mastraBridge() } } }),
      ...options,
    });
  return { ...kit, ...recording, createStep, createWorkflow, z, agentOf, mastra, model: kit.openai.chat("gpt-4o") };
}

describe("mastraBridge()", () => {
  it.each([false, true])(
    "records an agent with its model calls and tools once; the model wrapped: %s",
    async (isWrapped) => {
      const kit = await start([toolRequest("weather", { city: "Bonn" }), completion("sunny")]);
      const mastra = kit.mastra({ agents: { agent: kit.agentOf(isWrapped ? wrapModel(kit.model) : kit.model) } });
      const { text } = await kit.telemetry.workflow({ name: "day" }, () =>
        mastra.getAgent("agent").generate("weather?"),
      );
      expect(text).toBe("sunny");
      const all = await kit.finish();
      const agent = all.span("invoke_agent forecaster");
      expect(agent.parentSpanId).toBe(all.span("invoke_workflow day").spanId);
      const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
      const tool = all.span("execute_tool weather");
      expect([tool, ...calls].map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(agent.spanId));
      expect(tool.attributes["gen_ai.tool.call.id"]).toBe("call_1");
      expect(calls.map(({ attributes }) => attributes)).toMatchObject([
        {
          "gen_ai.usage.input_tokens": 12,
          "gen_ai.usage.cache_read.input_tokens": 4,
          "gen_ai.provider.name": "openai",
        },
        { "gen_ai.usage.output_tokens": 7, "gen_ai.usage.reasoning.output_tokens": 2 },
      ]);
      expect(agent.attributes["agentscribe.total.input_tokens"]).toBe(24);
      expect(violationsIn(all, isWrapped)).toEqual([]);
    },
  );

  it.each([false, true])(
    "records a streamed run with the time to its first chunk; the model wrapped: %s",
    async (isWrapped) => {
      const kit = await start([streamedToolRequest("weather", { city: "Bonn" }), streamed(["sun", "ny"])]);
      const mastra = kit.mastra({ agents: { agent: kit.agentOf(isWrapped ? wrapModel(kit.model) : kit.model) } });
      let text = "";
      for await (const delta of (await mastra.getAgent("agent").stream("weather?")).textStream) text += delta;
      expect(text).toBe("sunny");
      const all = await kit.finish();
      const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
      expect(calls).toHaveLength(2);
      for (const { attributes } of calls) expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
      expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"])).not.toContain(true);
      expect(all.spans.filter(({ name }) => name.startsWith("chat "))).toHaveLength(2);
      expect(violationsIn(all, isWrapped)).toEqual([]);
    },
  );

  it("gives instructions to the gate of instructions alone", async () => {
    const kit = await start([completion("sunny")], { prompts: true });
    await kit
      .mastra({ agents: { agent: kit.agentOf(kit.model) } })
      .getAgent("agent")
      .generate("weather?");
    const { spans, span } = await kit.finish();
    expect(JSON.stringify(spans)).not.toContain("be short");
    expect(span("chat gpt-4o").attributes["gen_ai.input.messages"]).toContain("weather?");
  });

  it.each([false, true])("records nothing that a run says to hide; the model wrapped: %s", async (isWrapped) => {
    const kit = await start([toolRequest("weather", { city: "Bonn" }), completion("sunny")], "full");
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(isWrapped ? wrapModel(kit.model) : kit.model) } });
    const ask = (tracingOptions: object): unknown => mastra.getAgent("agent").generate("weather?", { tracingOptions });
    await ask({ hideInput: true, hideOutput: true });
    const { spans } = await kit.finish();
    expect(spans.map(({ name }) => name).sort()).toEqual([
      ...["chat gpt-4o", "chat gpt-4o", "execute_tool weather", "invoke_agent forecaster"],
    ]);
    expect(JSON.stringify(spans)).not.toMatch(/weather\?|Bonn|blue|sunny/);
    const { usage } = Object.values(kit.telemetry.snapshot().models)[0] ?? {};
    expect([usage?.inputTokens, usage?.outputTokens, usage?.cacheReadTokens]).toEqual([24, 14, 8]);
  });

  it.each([
    ["refuses", tooMany],
    ["breaks in mid-stream", brokenStream(["a"])],
  ] as const)("ends all spans when the provider %s", async (_how, answer) => {
    const kit = await start([answer]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(kit.model) } });
    const run = async (): Promise<unknown> => {
      const stream = await mastra.getAgent("agent").stream("weather?", { modelSettings: { maxRetries: 0 } });
      return stream.consumeStream();
    };
    await run().catch(() => undefined);
    const { spans } = await kit.finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent forecaster"]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.unfinished"])).not.toContain(true);
    for (const { attributes } of spans) expect(attributes["error.type"]).toBeDefined();
  });

  it("tells the provider's own code where the model is wrapped", async () => {
    const kit = await start([tooMany]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(wrapModel(kit.model)) } });
    const failed = mastra.getAgent("agent").generate("weather?", { modelSettings: { maxRetries: 0 } });
    await expect(failed).rejects.toThrow("slow down");
    const { span } = await kit.finish();
    expect(span("chat gpt-4o").attributes["error.type"]).toBe("rate_limit_exceeded");
  });

  it("ends all spans when a run is aborted", async () => {
    const kit = await start([streamed(["a"], "hang")]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(wrapModel(kit.model)) } });
    const abort = new AbortController();
    const { fullStream } = await mastra.getAgent("agent").stream("weather?", { abortSignal: abort.signal });
    for await (const { type } of fullStream) if (type === "text-delta") abort.abort();
    await new Promise(setImmediate);
    const { spans } = await kit.collect();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent forecaster"]);
  });

  it.each([false, true])(
    "counts no tool into the time of the model that asked for it; the model wrapped: %s",
    async (isWrapped) => {
      const kit = await start([toolRequest("weather", { city: "Rome" }), completion("sunny")]);
      const mastra = kit.mastra({ agents: { agent: kit.agentOf(isWrapped ? wrapModel(kit.model) : kit.model) } });
      await mastra.getAgent("agent").generate("weather?");
      const all = await kit.finish();
      const tool = all.span("execute_tool weather");
      const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
      const [asked, told] = calls.sort(
        (one, other) => millisOf(one.startTimeUnixNano) - millisOf(other.startTimeUnixNano),
      );
      expect(millisOf(asked?.endTimeUnixNano)).toBeLessThan(millisOf(tool.startTimeUnixNano) + 50);
      expect(millisOf(told?.startTimeUnixNano)).toBeGreaterThanOrEqual(millisOf(tool.endTimeUnixNano));
      expect(asked?.attributes["gen_ai.usage.input_tokens"]).toBe(12);
    },
  );

  it.each([false, true])("says that a run was aborted; the model wrapped: %s", async (isWrapped) => {
    const kit = await start([hang()]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(isWrapped ? wrapModel(kit.model) : kit.model) } });
    await mastra.getAgent("agent").generate("weather?", { abortSignal: AbortSignal.timeout(50) });
    await new Promise((done) => setTimeout(done, 20));
    const { span } = await kit.collect();
    expect(span("chat gpt-4o").attributes["error.type"]).toBe(isWrapped ? "TimeoutError" : "AbortError");
    expect(span("invoke_agent forecaster").attributes["error.type"]).toBe("AbortError");
  });

  it("gives a request that failed the class of error that its agent ends with", async () => {
    const kit = await start([tooMany]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(kit.model) } });
    const failed = mastra.getAgent("agent").generate("weather?", { modelSettings: { maxRetries: 0 } });
    await expect(failed).rejects.toThrow("slow down");
    const { span } = await kit.finish();
    const agent = span("invoke_agent forecaster");
    expect(agent.attributes).toMatchObject({ "error.type": "AI_APICallError", "agentscribe.total.errors": 1 });
    expect(span("chat gpt-4o").attributes["error.type"]).toBe("AI_APICallError");
    expect(millisOf(span("chat gpt-4o").endTimeUnixNano)).toBeLessThanOrEqual(millisOf(agent.endTimeUnixNano));
  });

  it("puts a tool's error on its span", async () => {
    const kit = await start([toolRequest("weather", { city: "Atlantis" }), completion("sorry")]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(kit.model) } });
    await mastra.getAgent("agent").generate("weather?");
    const { span } = await kit.finish();
    expect(span("execute_tool weather").attributes["error.type"]).toBe("TypeError");
  });

  it("ends a run whose stream nobody reads when it is collected", async () => {
    const kit = await start([streamed(Array(400).fill("sun"))]);
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(kit.model) } });
    const ask = async (): Promise<void> => void (await mastra.getAgent("agent").stream("weather?"));
    await ask();
    const recorded = async (): Promise<number> => {
      collectGarbage();
      return (await kit.collect()).spans.length;
    };
    await expect.poll(recorded, { timeout: 10_000 }).toBe(2);
    const { span } = await kit.collect();
    const [agent, call] = [span("invoke_agent forecaster"), span("chat gpt-4o")];
    expect(call.parentSpanId).toBe(agent.spanId);
    for (const { attributes, status } of [agent, call]) {
      expect(status.code).toBe(0);
      expect(attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    }
    expect(agent.attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(call.attributes["agentscribe.cost.status"]).toBe("incomplete");
  });

  it("does not take a run for left that goes on while garbage is collected", async () => {
    const kit = await start([toolRequest("weather", { city: "Rome" }), completion("sunny")]);
    const schema = kit.z.object({ city: kit.z.string() });
    const agent = kit.agentOf(kit.model);
    const step = kit.createStep({
      id: "ask",
      inputSchema: schema,
      outputSchema: schema,
      execute: async ({ inputData, mastra }: { inputData: unknown; mastra: Vendor }) => {
        await mastra.getAgent("agent").generate("weather?");
        return inputData;
      },
    });
    const day = kit.createWorkflow({ id: "day", inputSchema: schema, outputSchema: schema }).then(step).commit();
    const run = await kit.mastra({ agents: { agent }, workflows: { day } }).getWorkflow("day").createRun();
    const collecting = setInterval(collectGarbage, 100);
    onTestFinished(() => clearInterval(collecting));
    expect((await run.start({ inputData: { city: "Bonn" } })).status).toBe("success");
    const { spans } = await kit.finish();
    expect(spans.map(({ attributes }) => attributes["agentscribe.run.end_reason"])).not.toContain("aborted");
    expect(spans.map(({ name }) => name).sort()).toEqual([
      "chat gpt-4o",
      "chat gpt-4o",
      "execute_tool weather",
      "invoke_agent forecaster",
      "invoke_workflow day",
      "step ask",
    ]);
  });

  it("records what begins when more spans were never ended than it keeps", async () => {
    const { telemetry, finish } = await startRecording();
    const { createSpan } = mastraBridge();
    await telemetry.workflow({ name: "day" }, () => {
      const agent = { id: createSpan({ type: "agent_run" })?.spanId };
      for (let step = 0; step < 20_001; step += 1) createSpan({ type: "model_step", parent: agent });
      expect(createSpan({ type: "agent_run", entityName: "last" })).toBeDefined();
    });
    expect((await finish()).span("invoke_agent last")).toBeDefined();
  });

  it("records a workflow with its steps, and what they do inside", async () => {
    const kit = await start([completion("sunny")]);
    const { z, ai } = kit;
    const schema = z.object({ city: z.string() });
    const step = kit.createStep({
      id: "ask",
      inputSchema: schema,
      outputSchema: schema,
      execute: async ({ inputData }: { inputData: unknown }) => {
        await ai.generateText({ model: wrapModel(kit.model), prompt: "weather?" });
        return inputData;
      },
    });
    const day = kit.createWorkflow({ id: "day", inputSchema: schema, outputSchema: schema }).then(step).commit();
    const run = await kit.mastra({ workflows: { day } }).getWorkflow("day").createRun();
    expect((await run.start({ inputData: { city: "Bonn" } })).status).toBe("success");
    const all = await kit.finish();
    const [workflow, asked] = [all.span("invoke_workflow day"), all.span("step ask")];
    expect(asked.parentSpanId).toBe(workflow.spanId);
    expect(all.span("chat gpt-4o").parentSpanId).toBe(asked.spanId);
    expect(all.violations).toEqual([]);
  });

  it("is added by a zero-code start to observability that has none", async () => {
    const observability = await loadVendor("newest", "@mastra/observability");
    for (const { patch } of MASTRA_MODULES) patch(observability);
    onTestFinished(() => void unwrap(observability.BaseObservabilityInstance.prototype));
    const kit = await start([completion("sunny")]);
    const exporters = [new observability.TestExporter()];
    const own = new observability.Observability({ configs: { default: { serviceName: "x", exporters } } });
    const mastra = kit.mastra({ agents: { agent: kit.agentOf(kit.model) }, observability: own });
    await mastra.getAgent("agent").generate("weather?");
    const { spans } = await kit.finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent forecaster"]);
  });
});
