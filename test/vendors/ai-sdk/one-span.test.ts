import { describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";
import type { Answer } from "../../support/scripted-server.ts";
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

it("one span for a model call that ai 7 streams outside any run, where the model is wrapped or the module is", async () => {
  const { ai, openai } = await startKit("newest", streamed(["a"]), streamed(["b"]));
  const { finish } = await startRecording();
  const wrapped = wrapAiSdk(ai);
  onTestFinished(instrumentAiSdk());
  const read = async (sdk: typeof ai, model: object): Promise<void> => {
    const { stream } = await sdk.experimental_streamLanguageModelCall({ model, prompt: "hello" });
    for await (const _ of stream);
  };
  await read(ai, wrapModel(openai.chat("gpt-4o")));
  await read(wrapped, openai.chat("gpt-4o"));
  const { spans } = await finish();
  expect(spans.map(({ name }) => name)).toEqual(["chat gpt-4o", "chat gpt-4o"]);
  expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([12, 12]);
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

describe("instrumentFetch() beside instrumentAiSdk(), whose models nobody wraps", () => {
  async function start(...answers: Answer[]) {
    const kit = await startKit("newest", ...answers);
    const recording = await startRecording();
    onTestFinished(instrumentFetch());
    onTestFinished(instrumentAiSdk());
    const embedder = kit.openai.embeddingModel("text-embedding-3-small");
    return { ...kit, ...recording, model: kit.openai.chat("gpt-4o"), embedder };
  }

  const billedIn = ({ spans }: Recorded): readonly string[] =>
    spans.map(({ name }) => name).filter((name) => BILLED.some((kind) => name.startsWith(kind)));

  it("leaves one span for objects and embeddings, whose requests run inside nothing", async () => {
    const object = '{"ok":true}';
    const { ai, zod, model, embedder, server, finish } = await start(
      completion(object),
      tooMany,
      completion(object),
      streamed([object]),
      vectors,
    );
    const schema = zod.z.object({ ok: zod.z.boolean() });
    const onStepStart = async (): Promise<void> => void (await new Promise(setImmediate));
    await ai.generateObject({ model, schema, prompt: "?", onStepStart });
    await ai.generateObject({ model, schema, prompt: "?" });
    for await (const _ of ai.streamObject({ model, schema, prompt: "?" }).partialObjectStream);
    await ai.embed({ model: embedder, value: "a" });
    await ai.embedMany({ model: embedder, values: ["a", "b"], maxParallelCalls: 2 });
    expect(server.requests).toHaveLength(6);
    expect(billedIn(await finish())).toEqual([
      "chat gpt-4o",
      "chat gpt-4o",
      "chat gpt-4o",
      "embeddings text-embedding-3-small",
      "embeddings text-embedding-3-small",
    ]);
  });

  it("records the requests that are made beside and after them", async () => {
    const { ai, embedder, server, finish } = await start(vectors);
    const bare = (): Promise<unknown> =>
      fetch(`${server.url}/v1/embeddings`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "text-embedding-3-large", input: ["a"] }),
      }).then((response) => response.json());
    await Promise.all([ai.embed({ model: embedder, value: "a" }), bare()]);
    await bare();
    expect([...billedIn(await finish())].sort()).toEqual([
      "embeddings text-embedding-3-large",
      "embeddings text-embedding-3-large",
      "embeddings text-embedding-3-small",
    ]);
  });
});
