import { describe, expect, it, onTestFinished, vi } from "vitest";
import { BudgetExceeded, type BudgetOptions } from "../../../src/index.ts";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Answer } from "../../support/scripted-server.ts";
import { SETS, startKit, streamed } from "./provider.ts";

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
