import { describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor } from "../load.ts";
import { completion, SETS, startKit, streamed, tooMany, vectors } from "./provider.ts";

const BILLED = ["chat", "embeddings"];

it.each(SETS)("one span for a request, though fetch and the model are observed too: ai, %s", async (set) => {
  const kit = await startKit(set, tooMany, completion("hi"), streamed(["a", "b"]), completion('{"ok":true}'), vectors);
  const { finish } = await startRecording();
  onTestFinished(instrumentFetch());
  onTestFinished(instrumentAiSdk());
  const { openai, zod } = kit;
  const ai = wrapAiSdk(kit.ai);
  const model = wrapModel(openai.chat("gpt-4o"));
  await ai.generateText({ model, prompt: "hello" });
  for await (const _ of ai.streamText({ model, prompt: "hello" }).textStream);
  await ai.generateObject({ model, schema: zod.z.object({ ok: zod.z.boolean() }), prompt: "?" });
  const embedder = (openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small");
  await ai.embed({ model: embedder, value: "a" });
  const all = await finish();
  const billed = all.spans.filter(({ attributes }) => BILLED.includes(String(attributes["gen_ai.operation.name"])));
  expect(billed.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([12, 12, 12, 5]);
  expect(kit.server.requests).toHaveLength(5);
  expect(all.violations).toEqual([]);
});

describe("instrumentAiSdk() beside @ai-sdk/otel", () => {
  it("leaves one span that counts for a request", async () => {
    const kit = await startKit("newest", completion("hi"));
    const { finish } = await startRecording();
    const { OpenTelemetry } = await loadVendor("newest", "@ai-sdk/otel");
    onTestFinished(instrumentAiSdk());
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS"));
    await vi.waitFor(() => expect(activeOtelGlobals()?.trace).toBeDefined());
    kit.ai.registerTelemetry(new OpenTelemetry());
    await kit.ai.generateText({ model: kit.openai.chat("gpt-4o"), prompt: "hello" });
    const { spans } = await finish();
    const foreign = spans.filter(({ attributes }) => attributes["agentscribe.duplicate"] === true);
    expect(foreign.length).toBeGreaterThan(0);
    const counted = spans.filter(({ attributes }) => attributes["gen_ai.usage.input_tokens"] !== undefined);
    expect(counted.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
  });
});

describe.each(["previous", "older"] as const)("wrapModel() beside the telemetry of ai, %s", (set) => {
  it("leaves one span that counts for a request", async () => {
    const { ai, openai } = await startKit(set, completion("hi"), streamed(["a"]), vectors);
    const { finish } = await startRecording();
    await vi.waitFor(() => expect(activeOtelGlobals()?.trace).toBeDefined());
    const model = wrapModel(openai.chat("gpt-4o"));
    const embedder = wrapModel((openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small"));
    const experimental_telemetry = { isEnabled: true };
    await ai.generateText({ model, prompt: "hello", experimental_telemetry });
    await ai.streamText({ model, prompt: "hello", experimental_telemetry }).consumeStream();
    await ai.embed({ model: embedder, value: "a", experimental_telemetry });
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toContain("ai.generateText.doGenerate");
    const counted = spans.filter(({ attributes }) => attributes["gen_ai.usage.input_tokens"] !== undefined);
    expect(counted.map(({ name }) => name)).toEqual([
      "chat gpt-4o",
      "chat gpt-4o",
      "embeddings text-embedding-3-small",
    ]);
  });
});
