import { describe, expect, it } from "vitest";
import { unwrap, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Answer } from "../../support/scripted-server.ts";
import { brokenStream, completion, SETS, startKit, streamed, tooMany, vectors } from "./provider.ts";

describe.each(SETS)("wrapModel() with ai, %s", (set) => {
  async function start(...answers: Answer[]) {
    const kit = await startKit(set, ...answers);
    const recording = await startRecording();
    const made = kit.openai.chat("gpt-4o");
    const model = wrapModel(made);
    expect(model).toBe(made);
    return { ...kit, ...recording, model };
  }

  it("records a request with usage, parameters, server and request id", async () => {
    const { ai, model, finish } = await start(completion("hi"));
    const { text } = await ai.generateText({ model, prompt: "hello", temperature: 0 });
    expect(text).toBe("hi");
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.request.temperature": 0,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.usage.reasoning.output_tokens": 2,
      "gen_ai.response.id": "chatcmpl-1",
      "agentscribe.request_id": "req_1",
      "server.address": "127.0.0.1",
    });
    expect(all.violations).toEqual([]);
  });

  it("records a stream with usage and time to the first chunk", async () => {
    const { ai, model, finish } = await start(streamed(["a", "b"]));
    let text = "";
    for await (const delta of ai.streamText({ model, prompt: "hello" }).textStream) text += delta;
    expect(text).toBe("ab");
    const all = await finish();
    const { attributes } = all.span("chat gpt-4o");
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.reasoning.output_tokens": 2,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    expect(all.violations).toEqual([]);
  });

  it("records a provider's error in mid-stream as failed, with what had arrived", async () => {
    const { ai, model, finish } = await start(brokenStream(["a"]));
    const errors: unknown[] = [];
    const { textStream } = ai.streamText({
      model,
      prompt: "hi",
      maxRetries: 0,
      onError: (e: unknown) => errors.push(e),
    });
    for await (const _ of textStream);
    expect(errors).toHaveLength(1);
    const { span } = await finish();
    expect(span("chat gpt-4o").attributes["error.type"]).toBeDefined();
    expect(span("chat gpt-4o").attributes["agentscribe.output.size"]).toBe(1);
  });

  it("records each attempt, the failed ones without usage", async () => {
    const { ai, model, finish } = await start(tooMany, completion("hi"));
    await ai.generateText({ model, prompt: "hello" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => [attributes["error.type"], attributes["gen_ai.usage.input_tokens"]])).toEqual([
      ["rate_limit_exceeded", undefined],
      [undefined, 12],
    ]);
  });

  it("records embeddings", async () => {
    const { ai, openai, finish } = await start(vectors);
    const model = wrapModel((openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small"));
    const { embeddings } = await ai.embedMany({ model, values: ["a", "b"] });
    expect(embeddings).toHaveLength(2);
    const all = await finish();
    expect(all.span("embeddings text-embedding-3-small").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.embeddings.dimension.count": 3,
    });
    expect(all.violations).toEqual([]);
  });

  it("adds nothing inside a call that is recorded already, and nothing once unwrapped", async () => {
    const { ai, model, telemetry, finish } = await start(completion("hi"));
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, () => ai.generateText({ model, prompt: "hello" }));
    unwrap(model);
    expect(Object.hasOwn(model, "doGenerate")).toBe(false);
    await ai.generateText({ model, prompt: "hello" });
    expect((await finish()).spans).toHaveLength(1);
  });
});
