import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type VendorSet } from "../load.ts";

const CHUNKS = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "hel" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: { content: "lo" }, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
].map((chunk) => ({ id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o", ...chunk }));
const ASK = { model: "gpt-4o", messages: [{ role: "user" as const, content: "hello" }] };

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [{ type: "text", text: "hello" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 2 },
};
const EVENTS = [
  { type: "message_start", message: { ...MESSAGE, content: [], stop_reason: null } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hello" } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
  { type: "message_stop" },
].map((data) => ({ event: data.type, data }));

let undo: () => void;
beforeEach(() => {
  undo = instrumentFetch();
});
afterEach(() => undo());

async function start(...answers: Answer[]) {
  const server = await startScriptedServer(...answers);
  return { ...(await startRecording()), server };
}

describe.each<VendorSet>(["newest", "previous", "older"])("instrumentFetch() with openai, %s, not wrapped", (set) => {
  async function client(url: string) {
    const { default: OpenAI } = await loadVendor(set, "openai");
    return new OpenAI({ apiKey: "none", baseURL: `${url}/v1`, maxRetries: 1 });
  }

  it("records a stream once, with usage and reasons", async () => {
    const { server, finish } = await start(sse(CHUNKS, "done"));
    const stream = await (await client(server.url)).chat.completions.create({ ...ASK, stream: true });
    let text = "";
    for await (const part of stream) text += part.choices[0]?.delta.content ?? "";
    expect(text).toBe("hello");
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 9,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.request.stream": true,
    });
    expect(all.violations).toEqual([]);
  });

  it("ends without an error when the caller breaks out of a stream", async () => {
    const { server, finish } = await start(sse(CHUNKS, "hang"));
    const stream = await (await client(server.url)).chat.completions.create({ ...ASK, stream: true });
    for await (const _ of stream) break;
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes).toMatchObject({ "gen_ai.request.stream": true });
    expect(attributes).not.toHaveProperty("error.type");
  });

  it("records each attempt that reached the provider, with the error of the first", async () => {
    const limited = json({ error: { message: "slow down", code: "rate_limit_exceeded" } }, 429, {
      "retry-after-ms": "1",
    });
    const { server, finish } = await start(limited, json({ object: "list", model: "e", data: [], usage: {} }));
    await (await client(server.url)).embeddings.create({ model: "e", input: "hello" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["429", undefined]);
    expect(spans.map(({ name }) => name)).toEqual(["embeddings e", "embeddings e"]);
  });

  it("names the error that the provider's body states", async () => {
    const { server, finish } = await start(json({ error: { message: "no", code: "model_not_found" } }, 404));
    const failed = (await client(server.url)).chat.completions.create(ASK);
    await expect(failed).rejects.toMatchObject({ status: 404, code: "model_not_found" });
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toBe("model_not_found");
  });
});

describe.each<VendorSet>(["newest", "previous"])("instrumentFetch() with @anthropic-ai/sdk, %s, not wrapped", (set) => {
  it("records a message and a stream once each", async () => {
    const { server, finish } = await start(json(MESSAGE), sse(EVENTS));
    const { default: Anthropic } = await loadVendor(set, "@anthropic-ai/sdk");
    const client = new Anthropic({ apiKey: "none", baseURL: server.url });
    const ask = { ...ASK, model: "claude-sonnet-4-5", max_tokens: 10 };
    expect((await client.messages.create(ask)).content[0].text).toBe("hello");
    expect(await client.messages.stream(ask).finalText()).toBe("hello");
    const all = await finish();
    expect(all.spans.map(({ name }) => name)).toEqual(["chat claude-sonnet-4-5", "chat claude-sonnet-4-5"]);
    for (const { attributes } of all.spans) {
      expect(attributes).toMatchObject({
        "gen_ai.provider.name": "anthropic",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.cache_read.input_tokens": 3,
        "gen_ai.usage.output_tokens": 2,
      });
    }
    expect(all.violations).toEqual([]);
  });
});

describe.each<VendorSet>(["newest", "previous", "older"])("instrumentFetch() with ai, %s, not registered", (set) => {
  it("records a stream that is piped through transforms", async () => {
    const { server, finish } = await start(sse(CHUNKS, "done"));
    const { createOpenAI } = await loadVendor(set, "@ai-sdk/openai");
    const { streamText } = await loadVendor(set, "ai");
    const model = createOpenAI({ apiKey: "none", baseURL: `${server.url}/v1` }).chat("gpt-4o");
    expect(await streamText({ model, prompt: "hello" }).text).toBe("hello");
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 9,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.response.finish_reasons": ["stop"],
    });
  });
});

describe.each<VendorSet>(["newest", "previous"])("instrumentFetch() with @google/genai, %s, not wrapped", (set) => {
  const ANSWER = {
    responseId: "r",
    modelVersion: "gemini-3-pro",
    candidates: [{ content: { role: "model", parts: [{ text: "hello" }] }, finishReason: "STOP", index: 0 }],
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2, totalTokenCount: 6 },
  };

  it("records an answer and a stream by the model of the URL", async () => {
    const { server, finish } = await start(json(ANSWER), sse([ANSWER]));
    const { GoogleGenAI } = await loadVendor(set, "@google/genai");
    const client = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: server.url } });
    const ask = { model: "gemini-3-pro", contents: "hello", config: { temperature: 0 } };
    expect((await client.models.generateContent(ask)).text).toBe("hello");
    for await (const part of await client.models.generateContentStream(ask)) expect(part.text).toBe("hello");
    const all = await finish();
    expect(all.spans.map(({ name }) => name)).toEqual(Array(2).fill("generate_content gemini-3-pro"));
    for (const { attributes } of all.spans) {
      expect(attributes).toMatchObject({
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.temperature": 0,
        "gen_ai.usage.input_tokens": 4,
        "gen_ai.usage.output_tokens": 2,
      });
    }
    expect(all.violations).toEqual([]);
  });

  it("ends a stream that its caller leaves, whose body the client only lets go of", async () => {
    const { server, collect } = await start(sse([ANSWER], "hang"));
    const { GoogleGenAI } = await loadVendor(set, "@google/genai");
    const client = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: server.url } });
    for await (const _ of await client.models.generateContentStream({ model: "gemini-3-pro", contents: "hello" }))
      break;
    await expect.poll(async () => (await collect()).spans.length).toBe(1);
    const { attributes } = (await collect()).span("generate_content gemini-3-pro");
    expect(attributes).toMatchObject({ "gen_ai.usage.output_tokens": 2 });
    expect(attributes).not.toHaveProperty("error.type");
  });
});
