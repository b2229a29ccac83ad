import { describe, expect, it, onTestFinished, vi } from "vitest";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { type Recorded, type Recording, startRecording } from "../../support/recording.ts";
import { loadVendor } from "../load.ts";
import { completion, startKit, streamed, vectors } from "./provider.ts";

async function startOwn(): Promise<Recording> {
  const recording = await startRecording();
  await vi.waitFor(() => expect(activeOtelGlobals()?.trace).toBeDefined());
  return recording;
}

const priced = ({ spans }: Recorded): readonly string[] =>
  spans.filter(({ attributes }) => "agentscribe.cost.usd" in attributes).map(({ name }) => name);

describe("telemetry of the AI SDK that comes to us, of models that nobody wraps", () => {
  it("has each model call priced and counted once: @ai-sdk/otel", async () => {
    const kit = await startKit("newest", completion("hi"), streamed(["a"]), vectors);
    const { telemetry, finish } = await startOwn();
    const { OpenTelemetry } = await loadVendor("newest", "@ai-sdk/otel");
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS"));
    kit.ai.registerTelemetry(new OpenTelemetry());
    await kit.ai.generateText({ model: kit.openai.chat("gpt-4o"), prompt: "hello" });
    await kit.ai.streamText({ model: kit.openai.chat("gpt-4o"), prompt: "hello" }).consumeStream();
    await kit.ai.embed({ model: kit.openai.embeddingModel("text-embedding-3-small"), value: "a" });
    const { totals } = telemetry.snapshot();
    expect(totals).toMatchObject({ inferenceCalls: 2, unpricedCalls: 0, usage: { inputTokens: 29 } });
    expect(priced(await finish())).toEqual(["chat gpt-4o", "chat gpt-4o", "embeddings text-embedding-3-small"]);
  });

  it.each(["previous", "older"] as const)("has each model call priced and counted once: ai, %s", async (set) => {
    const { ai, openai } = await startKit(set, completion("hi"), streamed(["a"]));
    const { telemetry, finish } = await startOwn();
    const experimental_telemetry = { isEnabled: true };
    await ai.generateText({ model: openai.chat("gpt-4o"), prompt: "hello", experimental_telemetry });
    await ai.streamText({ model: openai.chat("gpt-4o"), prompt: "hello", experimental_telemetry }).consumeStream();
    const { totals } = telemetry.snapshot();
    expect(totals).toMatchObject({ inferenceCalls: 2, unpricedCalls: 0, usage: { inputTokens: 24 } });
    expect(priced(await finish())).toEqual(["ai.generateText.doGenerate", "ai.streamText.doStream"]);
  });
});
