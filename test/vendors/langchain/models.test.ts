import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countAttempts } from "../../../src/instrumentation/http/attempts.ts";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, vendorVersion } from "../load.ts";
import { anthropicStream, completion, streamed, toolCall } from "./provider-answers.ts";

const MODULES = [
  "callbacks/manager",
  "language_models/chat_models",
  "language_models/llms",
  "singletons",
  "runnables",
  "tools",
];

describe.each([
  ["newest", "ESM"],
  ["newest", "CommonJS"],
  ["previous", "ESM"],
] as const)("models of LangChain, %s as %s", (set, kind) => {
  const load = async (name: string): Promise<Vendor> =>
    kind === "ESM" ? await loadVendor(set, name) : requireVendor(set, name);
  let modules: object[] = [];

  beforeEach(async () => {
    modules = await Promise.all(MODULES.map((name) => load(`@langchain/core/${name}`)));
    instrumentLangChain(...modules);
  });
  afterEach(() => {
    for (const module of modules) unwrap(module);
  });

  async function start(options: object, ...answers: readonly Answer[]) {
    const recording = await startRecording({ capture: "full" });
    const server = await startScriptedServer(...answers);
    const { ChatOpenAI } = await load("@langchain/openai");
    const model = new ChatOpenAI({
      model: "gpt-4o",
      temperature: 0,
      apiKey: "none",
      maxRetries: 0,
      configuration: { baseURL: `${server.url}/v1` },
      ...options,
    });
    return { ...recording, server, model };
  }

  it(`records one call with usage, parameters and output (core ${vendorVersion(set, "@langchain/core")})`, async () => {
    const { model, finish } = await start({}, completion("hello"));
    const answer = await model.invoke("hi");
    expect(answer.content).toBe("hello");
    const all = await finish();
    const { attributes } = all.span("chat gpt-4o");
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.request.temperature": 0,
      "gen_ai.response.model": "gpt-4o-2024-08-06",
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "server.address": "127.0.0.1",
    });
    expect(attributes["gen_ai.output.messages"]).toContain("hello");
    expect(attributes["gen_ai.input.messages"]).toContain("hi");
    expect(all.violations).toEqual([]);
    expect(all.spans).toHaveLength(1);
  });

  it.each([false, true])(
    "tells of what LangChain tries again, once; the client observed too: %s",
    async (isObserved) => {
      const tooMany = json({ error: { message: "slow", code: "rate_limit_exceeded" } }, 429, { "retry-after": "0" });
      const fetch = countAttempts(globalThis.fetch as never);
      const { model, server, finish } = await start({ maxRetries: 1 }, tooMany, completion("hello"));
      const configuration = { baseURL: `${server.url}/v1`, ...(isObserved && { fetch }) };
      const { ChatOpenAI } = await load("@langchain/openai");
      const asked = isObserved
        ? new ChatOpenAI({ model: "gpt-4o", apiKey: "none", maxRetries: 1, configuration })
        : model;
      await asked.invoke("hi");
      const all = await finish();
      expect(all.span("chat gpt-4o").attributes["agentscribe.llm.retries"]).toBe(1);
      expect(all.event("agentscribe.retry").attributes["error.type"]).toEqual(expect.any(String));
      expect(all.violations).toEqual([]);
    },
  );

  it("records a streamed call with its cached tokens and the time to its first chunk", async () => {
    const { model, finish } = await start({}, streamed());
    const pieces: string[] = [];
    for await (const piece of await model.stream("hi")) pieces.push(piece.content);
    expect(pieces.join("")).toBe("hello");
    const all = await finish();
    const { attributes } = all.span("chat gpt-4o");
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.response.model": "gpt-4o-2024-08-06",
    });
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    expect(attributes["gen_ai.output.messages"]).toContain("hello");
    expect(all.violations).toEqual([]);
  });

  it("ends the call when its stream is left, without an error", async () => {
    const { model, finish } = await start({}, streamed("hang"));
    for await (const piece of await model.stream("hi")) if (piece.content !== "") break;
    const { status, attributes } = (await finish()).span("chat gpt-4o");
    expect(status).not.toBe("error");
    expect(attributes["error.type"]).toBeUndefined();
    expect(attributes["gen_ai.output.messages"]).toContain("hel");
  });

  it("keeps what a broken stream wrote, and gives the caller the client's own error", async () => {
    const { model, finish } = await start({}, streamed("drop"));
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const piece of await model.stream("hi")) seen.push(piece.content);
      })(),
    ).rejects.toThrow();
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(seen.join("")).toBe("hello");
    expect(attributes["error.type"]).toEqual(expect.any(String));
    expect(attributes["gen_ai.output.messages"]).toContain("hello");
  });

  it("records a refused call as failed", async () => {
    const { model, finish } = await start({}, json({ error: { message: "slow", code: "rate_limit_exceeded" } }, 429));
    await expect(model.invoke("hi")).rejects.toMatchObject({ status: 429 });
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toBe("rate_limit_exceeded");
  });

  it("records a call that is aborted before the answer", async () => {
    const { model, server, finish } = await start({}, () => undefined);
    const controller = new AbortController();
    const asked = model.invoke("hi", { signal: controller.signal });
    while (server.requests.length === 0) await new Promise(setImmediate);
    controller.abort();
    await expect(asked).rejects.toThrow();
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toEqual(expect.any(String));
  });

  it("gives a call that stands alone the conversation of its metadata", async () => {
    const { model, finish } = await start({}, completion("a"), completion("b"));
    await model.invoke("hi", { metadata: { session_id: "s-1", conversation_id: "c-1" } });
    await model.invoke("hi");
    const calls = (await finish()).spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ attributes }) => attributes["gen_ai.conversation.id"])).toEqual(["c-1", undefined]);
  });

  it("records nothing for what LangChain has in its cache", async () => {
    const { InMemoryCache } = await load("@langchain/core/caches");
    const { model, server, finish } = await start({ cache: new InMemoryCache() }, completion("hello"));
    await model.invoke("hi");
    await model.invoke("hi");
    expect(server.requests).toHaveLength(1);
    expect((await finish()).spans.filter(({ name }) => name.startsWith("chat"))).toHaveLength(1);
  });

  it("records each message list of a batch as a call of its own", async () => {
    const { model, finish } = await start({}, completion("hello"));
    await model.batch(["a", "b", "c"]);
    expect((await finish()).spans.filter(({ name }) => name === "chat gpt-4o")).toHaveLength(3);
  });

  it("adds no second call when the model's own client is wrapped", async () => {
    const { model, collect, finish } = await start({}, completion("hello"));
    await model.invoke("warm up");
    const inner = [model, model.completions, model.responses].map((one) => one?.client).filter(Boolean);
    expect(inner.length).toBeGreaterThan(0);
    for (const client of inner) wrapOpenAI(client);
    await model.invoke("hi");
    const before = (await collect()).spans.length;
    for (const module of modules) unwrap(module);
    await model.invoke("hi");
    // Left alone, the client records its request itself.
    expect([before, (await finish()).spans.length]).toEqual([2, 3]);
  });

  it("rebuilds tool calls", async () => {
    const { model, finish } = await start({}, completion("", [toolCall("call_1", "search", { q: "x" })]));
    const answer = await model
      .bindTools([{ type: "function", function: { name: "search", parameters: { type: "object" } } }])
      .invoke("hi");
    expect(answer.tool_calls).toHaveLength(1);
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_calls"]);
    expect(JSON.parse(attributes["gen_ai.output.messages"] as string)).toEqual([
      { role: "assistant", parts: [{ type: "tool_call", id: "call_1", name: "search", arguments: { q: "x" } }] },
    ]);
    expect(attributes["agentscribe.request.tools"]).toBe(1);
  });

  it("records a model of text", async () => {
    const recording = await startRecording();
    const body = {
      id: "cmpl-1",
      object: "text_completion",
      created: 1,
      model: "gpt-3.5-turbo-instruct",
      choices: [{ index: 0, text: "hey", finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    };
    const server = await startScriptedServer(json(body));
    const { OpenAI } = await load("@langchain/openai");
    const model = new OpenAI({
      model: "gpt-3.5-turbo-instruct",
      apiKey: "none",
      configuration: { baseURL: `${server.url}/v1` },
    });
    expect(await model.invoke("a")).toBe("hey");
    expect((await recording.finish()).span("text_completion gpt-3.5-turbo-instruct").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.usage.output_tokens": 1,
      "gen_ai.response.finish_reasons": ["stop"],
    });
  });

  it("leaves the classes alone once unwrapped", async () => {
    const { model, finish } = await start({}, completion("hello"));
    await model.invoke("hi");
    for (const module of modules) unwrap(module);
    await model.invoke("hi");
    expect((await finish()).spans).toHaveLength(1);
  });
});

describe("ChatAnthropic", () => {
  it.each(["stream", "streamEvents"])("counts the output of a streamed message once through %s", async (method) => {
    const modules = await Promise.all(MODULES.map((name) => loadVendor("newest", `@langchain/core/${name}`)));
    instrumentLangChain(...modules);
    const recording = await startRecording();
    const server = await startScriptedServer(anthropicStream());
    const { ChatAnthropic } = await loadVendor("newest", "@langchain/anthropic");
    const model = new ChatAnthropic({ model: "claude-sonnet-4-5", apiKey: "none", anthropicApiUrl: server.url });
    const stream = method === "stream" ? await model.stream("hi") : model.streamEvents("hi");
    for await (const piece of stream) expect(piece).toBeDefined();
    for (const module of modules) unwrap(module);
    const all = await recording.finish();
    expect(all.span("chat claude-sonnet-4-5").attributes).toMatchObject({
      "gen_ai.provider.name": "anthropic",
      "gen_ai.response.model": "claude-sonnet-4-5",
      "gen_ai.response.id": "msg_1",
      "gen_ai.usage.input_tokens": 170,
      "gen_ai.usage.output_tokens": 30,
      "gen_ai.usage.cache_read.input_tokens": 50,
      "gen_ai.usage.cache_write.input_tokens": 20,
    });
    expect(all.violations).toEqual([]);
  });
});
