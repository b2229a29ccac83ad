import { describe, expect, it } from "vitest";
import type { BudgetOptions } from "../../../src/index.ts";
import { wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { mastraBridge } from "../../../src/instrumentation/mastra/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json } from "../../support/scripted-server.ts";
import { completion, startKit, streamed, streamedToolRequest, toolRequest } from "../ai-sdk/provider.ts";
import { loadVendor, type Vendor } from "../load.ts";

async function start(isWrapped: boolean, ...answers: readonly Answer[]) {
  return startLimited({ isWrapped, budgets: [] }, ...answers);
}

async function startLimited(
  { isWrapped, budgets }: { readonly isWrapped: boolean; readonly budgets: readonly BudgetOptions[] },
  ...answers: readonly Answer[]
) {
  const kit = await startKit("newest", ...answers);
  const recording = await startRecording({ budgets });
  const load = (name: string): Promise<Vendor> => loadVendor("newest", name);
  const { Mastra } = await load("@mastra/core");
  const { Agent } = await load("@mastra/core/agent");
  const { InMemoryStore } = await load("@mastra/core/storage");
  const { createTool } = await load("@mastra/core/tools");
  const { Observability } = await load("@mastra/observability");
  const model = (name: string): unknown => (isWrapped ? wrapModel(kit.openai.chat(name)) : kit.openai.chat(name));
  const refund = createTool({
    id: "refund",
    description: "r",
    inputSchema: kit.zod.z.object({}),
    requireApproval: true,
    execute: async () => ({ refunded: true }),
  });
  const clerk = new Agent({
    id: "clerk",
    name: "clerk",
    instructions: "i",
    model: model("gpt-4o"),
    tools: { refund },
  });
  const either = ["gpt-4o", "gpt-4o-mini"].map((name) => ({ model: model(name), maxRetries: 0 }));
  const safe = new Agent({ id: "safe", name: "safe", instructions: "i", model: either });
  const mastra = new Mastra({
    logger: false,
    storage: new InMemoryStore(),
    agents: { clerk, safe },
    observability: new Observability({ configs: { default: { serviceName: "x", bridge: mastraBridge() } } }),
  });
  return { ...kit, ...recording, clerk: mastra.getAgent("clerk"), safe: mastra.getAgent("safe") };
}

const broken = json({ error: { message: "down", code: "server_down" } }, 500);
const refused = json({ error: { message: "no", code: "bad_thing" } }, 400);

describe("requests of agents of Mastra", () => {
  it.each([
    ["wrapped", "stream", [1, 1]],
    ["wrapped", "generate", [1, 1]],
    // What the request used is told once the tool has run, and not where it was asked.
    ["not wrapped", "stream", [0, 2]],
  ] as const)("count once when a tool waits for approval: model %s, %s", async (wrapped, how, requests) => {
    const isStream = how === "stream";
    const kit = await start(
      wrapped === "wrapped",
      isStream ? streamedToolRequest("refund", {}) : toolRequest("refund", {}),
      isStream ? streamed(["done"]) : completion("done"),
    );
    if (isStream) {
      const held = await kit.clerk.stream("refund me");
      for await (const { type } of held.fullStream) expect(type).toBeDefined();
      const resumed = await kit.clerk.approveToolCall({ runId: held.runId, toolCallId: "call_1" });
      expect(await resumed.text).toBe("done");
    } else {
      const held = await kit.clerk.generate("refund me");
      const resumed = await kit.clerk.approveToolCallGenerate({ runId: held.runId, toolCallId: "call_1" });
      expect(resumed.text).toBe("done");
    }
    const { spans, span } = await kit.finish();
    const agents = spans.filter(({ name }) => name === "invoke_agent clerk");
    const inputs = agents.map(({ attributes }) => attributes["agentscribe.total.input_tokens"]);
    expect(inputs).toEqual(requests.map((count) => count * 12));
    const calls = spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.reduce((sum, { attributes }) => sum + Number(attributes["gen_ai.usage.input_tokens"] ?? 0), 0)).toBe(
      24,
    );
    if (wrapped === "wrapped") expect(calls).toHaveLength(2);
    expect(span("execute_tool refund").parentSpanId).toBe(agents[1]?.spanId);
  });

  it("are all recorded when a person declines the tool", async () => {
    const kit = await start(true, streamedToolRequest("refund", {}), streamed(["sorry"]));
    const held = await kit.clerk.stream("refund me");
    for await (const { type } of held.fullStream) expect(type).toBeDefined();
    const resumed = await kit.clerk.declineToolCall({ runId: held.runId, toolCallId: "call_1" });
    expect(await resumed.text).toBe("sorry");
    const { spans } = await kit.finish();
    expect(spans.filter(({ name }) => name === "chat gpt-4o")).toHaveLength(2);
  });

  it.each([
    [true, "generate", "server_down"],
    [true, "stream", "server_down"],
    [false, "generate", "_OTHER"],
  ] as const)("are each of their own model when one makes up for another; wrapped: %s, %s", async (...how) => {
    const [isWrapped, method, error] = how;
    const kit = await start(isWrapped, broken, method === "stream" ? streamed(["done"]) : completion("done"));
    expect(await (await kit.safe[method]("hi")).text).toBe("done");
    const { span } = await kit.finish();
    const [failed, answered] = [span("chat gpt-4o"), span("chat gpt-4o-mini")];
    expect(failed.attributes).toMatchObject({ "error.type": error });
    expect(failed.attributes["gen_ai.usage.input_tokens"]).toBeUndefined();
    expect(answered.attributes).toMatchObject({
      "gen_ai.request.model": "gpt-4o-mini",
      "gen_ai.usage.input_tokens": 12,
    });
    expect(answered.attributes["error.type"]).toBeUndefined();
    const agent = span("invoke_agent safe");
    expect([failed, answered].map(({ parentSpanId }) => parentSpanId)).toEqual([agent.spanId, agent.spanId]);
    expect(agent.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.input_tokens": 12,
      ...(isWrapped && { "agentscribe.total.cost_complete": true }),
    });
  });

  it.each(["generate", "stream"] as const)("leave no call where a budget refuses them: %s", async (method) => {
    const kit = await startLimited({ isWrapped: true, budgets: [{ name: "calls", maxCalls: 0 }] });
    const error = await (async () => {
      const result = await kit.clerk[method]("hi");
      await result.text;
      return result.error;
    })().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('the budget "calls" is used up');
    const { spans, span } = await kit.finish();
    expect(kit.server.requests).toEqual([]);
    expect(spans.filter(({ name }) => name.startsWith("chat"))).toEqual([]);
    expect(span("invoke_agent clerk").attributes).toMatchObject({ "agentscribe.run.end_reason": "budget" });
    expect(span("invoke_agent clerk").attributes["agentscribe.total.inference_calls"] ?? 0).toBe(0);
  });

  it("are calls where nobody observes the model, whatever a budget says", async () => {
    const kit = await startLimited({ isWrapped: false, budgets: [{ name: "calls", maxCalls: 0 }] }, completion("done"));
    expect((await kit.clerk.generate("hi")).text).toBe("done");
    const { span } = await kit.finish();
    expect(span("chat gpt-4o").attributes["gen_ai.usage.input_tokens"]).toBe(12);
    expect(span("chat gpt-4o").parentSpanId).toBe(span("invoke_agent clerk").spanId);
  });

  it("leave totals complete when the provider refuses one", async () => {
    const kit = await start(true, refused);
    await expect(kit.clerk.generate("hi", { modelSettings: { maxRetries: 0 } })).rejects.toThrow();
    const { span } = await kit.finish();
    expect(span("chat gpt-4o").attributes["agentscribe.cost.reason"]).toBe("request_refused");
    expect(span("invoke_agent clerk").attributes["agentscribe.total.cost_complete"]).toBe(true);
  });
});
