import { describe, expect, it, onTestFinished } from "vitest";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { startRecording } from "../../support/recording.ts";
import { brokenStream, completion, SETS, startKit, streamed, tooMany } from "./provider.ts";

describe.each(SETS)("a request of the AI SDK that is made again, in set %s", (set) => {
  it.each([
    ["is not observed", false, false],
    ["is observed", true, false],
    ["is observed, and so is the model", true, true],
  ] as const)("is told of once where fetch %s", async (_, isFetchObserved, isModelWrapped) => {
    if (isFetchObserved) onTestFinished(instrumentFetch());
    const kit = await startKit(set, tooMany, completion("hi"));
    const { finish } = await startRecording();
    if (set === "newest") onTestFinished(instrumentAiSdk());
    const { generateText } = set === "newest" ? kit.ai : wrapAiSdk(kit.ai);
    const model = kit.openai.chat("gpt-4o");
    const { text } = await generateText({ model: isModelWrapped ? wrapModel(model) : model, prompt: "hello" });
    expect(text).toBe("hi");
    const all = await finish();
    const [event, ...others] = all.eventsNamed("agentscribe.retry");
    expect(event?.attributes).toMatchObject({ "agentscribe.retry.attempt": 1, "error.type": expect.any(String) });
    expect(others).toEqual([]);
    expect(all.span("chat gpt-4o").attributes["agentscribe.llm.retries"]).toBe(1);
  });
});

describe("a stream of AI SDK 7 that is made again", () => {
  it("is told of with the error that it broke with, where fetch is observed", async () => {
    onTestFinished(instrumentFetch());
    const kit = await startKit("newest", brokenStream([]), streamed(["hi"]));
    const { finish } = await startRecording();
    onTestFinished(instrumentAiSdk());
    const { textStream } = kit.ai.streamText({
      model: kit.openai.chat("gpt-4o"),
      prompt: "hello",
      onError: () => undefined,
    });
    for await (const text of textStream) expect(text).toBe("hi");
    const { event } = await finish();
    expect(event("agentscribe.retry").attributes["error.type"]).toBe("server_overloaded");
  });
});
