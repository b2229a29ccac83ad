import { describe, expect, it, onTestFinished, vi } from "vitest";
import { BudgetExceeded, type BudgetOptions } from "../../../src/index.ts";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Answer } from "../../support/scripted-server.ts";
import { completion, SETS, startKit, streamed, streamedToolRequest, toolRequest } from "./provider.ts";

/** An answer of 600 words, of which the first come at once and the others never. */
const ENDLESS = streamed(Array(600).fill("wording "), "hang");

describe.each(SETS)("a budget and an open stream of ai, %s", (set) => {
  async function start(budget: BudgetOptions, answer: Answer) {
    const kit = await startKit(set, answer);
    const recording = await startRecording({ budgets: [budget] });
    onTestFinished(instrumentAiSdk());
    return {
      ...kit,
      ...recording,
      ai: set === "newest" ? kit.ai : wrapAiSdk(kit.ai),
      model: kit.openai.chat("gpt-4o"),
    };
  }

  it.each(["as it is", "wrapped too"])(
    "ends it with an error part when its answer is too long, its model %s",
    async (how) => {
      const closed = Promise.withResolvers<void>();
      const endless: Answer = (response, request) => {
        response.once("close", closed.resolve);
        return ENDLESS(response, request);
      };
      const { ai, model, finish } = await start({ name: "tokens", maxTokens: 150 }, endless);
      const onError = vi.fn();
      const result = ai.streamText({ model: how === "as it is" ? model : wrapModel(model), prompt: "hello", onError });
      const parts: { type: string; error?: unknown }[] = [];
      for await (const part of result.fullStream) parts.push(part);
      expect(parts.filter(({ type }) => type === "error").map(({ error }) => error)).toEqual([
        expect.any(BudgetExceeded),
      ]);
      expect(onError).toHaveBeenCalledTimes(1);
      expect(await result.finishReason).toBe("error");
      await closed.promise;
      const { span, spans } = await finish();
      expect(spans).toHaveLength(2);
      expect(span("chat gpt-4o").attributes["error.type"]).toBe("BudgetExceeded");
      expect(span("invoke_agent").attributes).toMatchObject({
        "error.type": "BudgetExceeded",
        "agentscribe.run.end_reason": "budget",
      });
    },
  );

  it("ends it while it waits for its next part", async () => {
    const { ai, model, finish } = await start({ name: "work", maxWorkMs: 200 }, streamed(["a"], "hang"));
    const result = ai.streamText({ model, prompt: "hello", onError: () => undefined });
    expect(await result.text).toBe("a");
    expect(await result.finishReason).toBe("error");
    const { span } = await finish();
    expect(span("chat gpt-4o").attributes["error.type"]).toBe("BudgetExceeded");
  });
});

describe.each(SETS)("a request that a budget refuses, ai, %s", (set) => {
  const WAYS = [
    ["generateText", "as it is"],
    ["generateText", "wrapped too"],
    ["streamText", "as it is"],
    ["streamText", "wrapped too"],
    ["generateObject", "wrapped too"],
    ["streamObject", "wrapped too"],
  ] as const;

  it.each(WAYS)("leaves no call: %s, its model %s", async (method, how) => {
    const kit = await startKit(set);
    const { finish } = await startRecording({ budgets: [{ name: "calls", maxCalls: 0 }] });
    onTestFinished(instrumentAiSdk());
    const ai = set === "newest" ? kit.ai : wrapAiSdk(kit.ai);
    const model = kit.openai.chat("gpt-4o");
    const onError = vi.fn();
    const ask = async (): Promise<void> => {
      const schema = kit.zod.z.object({});
      const options = { model: how === "as it is" ? model : wrapModel(model), prompt: "hello", schema, onError };
      const result = await ai[method](options);
      for await (const _ of result.fullStream);
    };
    const thrown = await ask().catch((error: unknown) => error);
    expect(thrown ?? onError.mock.calls[0]?.[0].error).toBeInstanceOf(BudgetExceeded);
    const { span, spans, points } = await finish();
    expect(kit.server.requests).toEqual([]);
    expect(spans).toHaveLength(1);
    expect(span("invoke_agent").attributes).toMatchObject({
      "error.type": "BudgetExceeded",
      "agentscribe.run.end_reason": "budget",
    });
    expect(span("invoke_agent").attributes["agentscribe.total.inference_calls"] ?? 0).toBe(0);
    expect(points("gen_ai.client.inference.duration")).toEqual([]);
    expect(points("agentscribe.client.cost.unpriced")).toEqual([]);
  });
});

describe.each(SETS)("a budget of tools, ai, %s", (set) => {
  it.each(["generateText", "streamText"] as const)("ends a run that used too many of them: %s", async (method) => {
    const isStream = method === "streamText";
    const asks = (id: string): Answer => (isStream ? streamedToolRequest : toolRequest)("look", {}, id);
    const kit = await startKit(set, asks("call_1"), asks("call_2"), asks("call_3"));
    const { finish } = await startRecording({ budgets: [{ name: "tools", maxToolCalls: 1 }] });
    onTestFinished(instrumentAiSdk());
    const ai = set === "newest" ? kit.ai : wrapAiSdk(kit.ai);
    const look = ai.tool({ inputSchema: kit.zod.z.object({}), execute: async () => "nothing" });
    const onError = vi.fn();
    const ask = async (): Promise<void> => {
      const stopWhen = ai.stepCountIs?.(10) ?? ai.isStepCount(10);
      const options = { model: kit.openai.chat("gpt-4o"), prompt: "hello", tools: { look }, stopWhen, onError };
      for await (const _ of (await ai[method](options)).fullStream);
    };
    const thrown = await ask().catch((error: unknown) => error);
    expect(thrown ?? onError.mock.calls[0]?.[0].error).toMatchObject({ limit: "tool_calls", used: 2, max: 1 });
    expect(kit.server.requests).toHaveLength(2);
    expect((await finish()).eventsNamed("agentscribe.budget.exceeded")).toHaveLength(1);
  });
});

describe("a request that a budget refuses, ai, newest, of a model that nobody observes", () => {
  it("is a call when it was made all the same", async () => {
    const kit = await startKit("newest", completion("{}"));
    const { finish } = await startRecording({ budgets: [{ name: "calls", maxCalls: 0 }] });
    onTestFinished(instrumentAiSdk());
    const options = { model: kit.openai.chat("gpt-4o"), prompt: "hello", schema: kit.zod.z.object({}) };
    expect((await kit.ai.generateObject(options)).object).toEqual({});
    expect((await finish()).span("chat gpt-4o").attributes["gen_ai.usage.input_tokens"]).toBe(12);
  });
});
