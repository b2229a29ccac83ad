import { describe, expect, it } from "vitest";
import { AgentscribeCallbackHandler, langchainHandler } from "../../../src/instrumentation/langchain/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor } from "../load.ts";
import { completion, streamed } from "./provider-answers.ts";

describe.each(["newest", "previous"] as const)("the callback handler alone, %s", (set) => {
  async function start(options: object, ...answers: readonly Answer[]) {
    const recording = await startRecording({ capture: "full" });
    const server = await startScriptedServer(...answers);
    const { ChatOpenAI } = await loadVendor(set, "@langchain/openai");
    const configuration = { baseURL: `${server.url}/v1` };
    const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "none", maxRetries: 0, configuration, ...options });
    const { ChatPromptTemplate } = await loadVendor(set, "@langchain/core/prompts");
    return { ...recording, server, model, chain: ChatPromptTemplate.fromTemplate("say {word}").pipe(model) };
  }

  it("records a chain and its model call", async () => {
    const { chain, finish } = await start({}, completion("hello"));
    await chain.invoke({ word: "hi" }, { callbacks: [new AgentscribeCallbackHandler()], runName: "greeter" });
    const all = await finish();
    const call = all.span("chat gpt-4o");
    expect(call.parentSpanId).toBe(all.span("invoke_workflow greeter").spanId);
    expect(call.attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(call.attributes["gen_ai.output.messages"]).toContain("hello");
    expect(all.violations).toEqual([]);
  });

  it("gives a model call that stands alone the conversation of its metadata", async () => {
    const { model, finish } = await start({}, completion("hello"));
    await model.invoke("hi", { callbacks: [langchainHandler()], metadata: { session_id: "s-1" } });
    expect((await finish()).span("chat gpt-4o").attributes["gen_ai.conversation.id"]).toBe("s-1");
  });

  it("records the time to the first chunk, and cached tokens of a stream", async () => {
    const { chain, finish } = await start({}, streamed());
    const pieces: string[] = [];
    for await (const piece of await chain.stream({ word: "hi" }, { callbacks: [langchainHandler()] })) {
      pieces.push(piece.content);
    }
    expect(pieces.join("")).toBe("hello");
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    expect(attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.usage.cache_read.input_tokens": 4,
    });
  });

  it("records a model's stream that is left as left when its chain ends", async () => {
    const { model, finish } = await start({}, streamed("hang"));
    const { RunnableLambda } = await loadVendor(set, "@langchain/core/runnables");
    const reads = RunnableLambda.from(async (_: unknown, config: object) => {
      for await (const piece of await model.stream("hi", config)) if (piece.content !== "") return piece.content;
    });
    expect(await reads.invoke({}, { callbacks: [langchainHandler()] })).toBe("hel");
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["agentscribe.unfinished"]).toBeUndefined();
    expect(attributes["gen_ai.output.messages"]).toContain("hel");
  });

  it("records nothing for what LangChain has in its cache", async () => {
    const { InMemoryCache } = await loadVendor(set, "@langchain/core/caches");
    const { model, server, finish } = await start({ cache: new InMemoryCache() }, completion("hello"));
    for (let asked = 0; asked < 3; asked += 1) await model.invoke("hi", { callbacks: [langchainHandler()] });
    expect(server.requests).toHaveLength(1);
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat gpt-4o"]);
  });

  it("records a model call that fails", async () => {
    const { model, finish } = await start({}, json({ error: { message: "slow", code: "rate_limit_exceeded" } }, 429));
    await expect(model.invoke("hi", { callbacks: [langchainHandler()] })).rejects.toMatchObject({ status: 429 });
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toBe("rate_limit_exceeded");
  });

  it("does nothing without a client that records", async () => {
    const { model, finish, telemetry } = await start({}, completion("hello"));
    await telemetry.shutdown();
    expect((await model.invoke("hi", { callbacks: [langchainHandler()] })).content).toBe("hello");
    expect((await finish()).spans).toEqual([]);
  });
});
