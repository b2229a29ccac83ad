import { describe, expect, it, onTestFinished } from "vitest";
import { unwrap } from "../../../src/instrumentation/ai-sdk/index.ts";
import { AI_SDK_MODULES } from "../../../src/instrumentation/ai-sdk/modules.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, requireVendor } from "../load.ts";
import { completion, SETS, startKit, streamed, vectors } from "./provider.ts";

/** Patches what a zero-code start would, for the time of one test. */
function patchModules(exports: Readonly<Record<string, unknown>>, ...models: object[]): void {
  for (const { name, patch } of AI_SDK_MODULES) if (name in exports) patch(exports[name]);
  onTestFinished(() => {
    for (const model of models) unwrap(Object.getPrototypeOf(model));
    Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS");
  });
}

describe.each(SETS)("AI_SDK_MODULES with ai, %s", (set) => {
  it("records the request of a run that is to be left out, and not the run", async () => {
    const { ai, openai } = await startKit(set, completion("hi"));
    const { finish } = await startRecording();
    const model = openai.chat("gpt-4o");
    patchModules({ ai, "@ai-sdk/openai": await loadVendor(set, "@ai-sdk/openai") }, model);
    const off = { isEnabled: false };
    await ai.generateText({ model, prompt: "hello", telemetry: off, experimental_telemetry: off });
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat gpt-4o"]);
  });

  it("records models that are made by any provider of the package, once each request", async () => {
    const { ai, openai, zod, finish } = {
      ...(await startKit(set, completion("hi"), streamed(["a"]), completion('{"ok":true}'), vectors)),
      ...(await startRecording()),
    };
    const embedder = (openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small");
    const model = openai.chat("gpt-4o");
    patchModules({ ai, "@ai-sdk/openai": await loadVendor(set, "@ai-sdk/openai") }, model, embedder, openai("gpt-4o"));
    await ai.generateText({ model, prompt: "hello" });
    await ai.streamText({ model, prompt: "hello" }).consumeStream();
    await ai.generateObject({ model, schema: zod.z.object({ ok: zod.z.boolean() }), prompt: "?" });
    await ai.embed({ model: embedder, value: "a" });
    const all = await finish();
    const requests = all.spans.filter(({ name }) => !name.startsWith("invoke_agent"));
    expect(requests.map(({ name }) => name)).toEqual([
      "chat gpt-4o",
      "chat gpt-4o",
      "chat gpt-4o",
      "embeddings text-embedding-3-small",
    ]);
    expect(all.violations).toEqual([]);
  });

  it("records agents", async () => {
    const { ai, openai, finish } = { ...(await startKit(set, completion("hi"))), ...(await startRecording()) };
    const model = openai.chat("gpt-4o");
    patchModules({ ai, "@ai-sdk/openai": await loadVendor(set, "@ai-sdk/openai") }, model, openai("gpt-4o"));
    const Agent = ai.ToolLoopAgent ?? ai.Experimental_Agent;
    await new Agent({ model }).generate({ prompt: "hello" });
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(["chat gpt-4o", "invoke_agent"]);
  });
});

it.each(["previous", "older"] as const)("AI_SDK_MODULES record what CommonJS code makes, ai %s", async (set) => {
  const { server } = await startKit(set, completion("hi"));
  const { finish } = await startRecording();
  const [ai, provider] = [requireVendor(set, "ai"), requireVendor(set, "@ai-sdk/openai")];
  const model = provider.createOpenAI({ apiKey: "none", baseURL: `${server.url}/v1` }).chat("gpt-4o");
  patchModules({ ai, "@ai-sdk/openai": provider }, model);
  await ai.generateText({ model, prompt: "hello" });
  expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat gpt-4o"]);
});
