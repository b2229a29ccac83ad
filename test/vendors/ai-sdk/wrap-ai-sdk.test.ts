import { describe, expect, it, onTestFinished } from "vitest";
import { aiSdkTelemetry, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, hang, type ScriptedRequest } from "../../support/scripted-server.ts";
import { loadVendor, type VendorSet } from "../load.ts";
import {
  answeredApproval,
  brokenStream,
  completion,
  startKit,
  streamed,
  streamedToolRequest,
  toolRequest,
  tooMany,
  vectors,
} from "./provider.ts";

describe.each<VendorSet>(["previous", "older"])("wrapAiSdk() with ai, %s", (set) => {
  async function start(...answers: Answer[]) {
    const kit = await startKit(set, ...answers);
    const recording = await startRecording();
    return { ...kit, ...recording, raw: kit.ai, ai: wrapAiSdk(kit.ai), model: kit.openai.chat("gpt-4o") };
  }

  type Started = Awaited<ReturnType<typeof start>>;

  function weather({ ai, zod }: Started, execute: (input: { city: string }) => unknown) {
    return { weather: ai.tool({ description: "w", inputSchema: zod.z.object({ city: zod.z.string() }), execute }) };
  }

  it("records generateText with its tools: an agent, a call for each step, a tool with its id", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("sunny"));
    const { ai, model, finish } = kit;
    const { text } = await ai.generateText({
      model,
      prompt: "weather?",
      temperature: 0,
      tools: weather(kit, () => ({ sky: "blue" })),
      stopWhen: ai.stepCountIs(3),
      experimental_telemetry: { functionId: "forecast", metadata: { userId: "u1", sessionId: "s1" } },
    });
    expect(text).toBe("sunny");
    const all = await finish();
    const agent = all.span("invoke_agent forecast");
    const tool = all.span("execute_tool weather");
    const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ attributes }) => attributes["gen_ai.response.finish_reasons"])).toEqual([
      [set === "older" ? "tool-calls" : "tool_calls"],
      ["stop"],
    ]);
    expect([tool, ...calls].map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(agent.spanId));
    expect(tool.attributes["gen_ai.tool.call.id"]).toBe("call_1");
    expect(tool.attributes["agentscribe.tool.output.size"]).toBeGreaterThan(0);
    expect(agent.attributes).toMatchObject({ "gen_ai.usage.input_tokens": 24, "agentscribe.total.tool_calls": 1 });
    expect(calls[1]?.attributes).toMatchObject({
      "gen_ai.request.temperature": 0,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "user.id": "u1",
      "gen_ai.conversation.id": "s1",
    });
    expect(all.violations).toEqual([]);
  });

  it("says where a model's requests go, and whose server that is", async () => {
    const kit = await start(completion("hi"), vectors, completion("hi"));
    const { ai, openai, model, server, finish } = kit;
    const { port } = new URL(server.url);
    await ai.generateText({ model, prompt: "hello" });
    await ai.embed({ model: openai.textEmbeddingModel("e"), value: "hello" });
    const fetch = (_: string, init: RequestInit) => globalThis.fetch(`${server.url}/v1/chat/completions`, init);
    const { createOpenAI } = await loadVendor(set, "@ai-sdk/openai");
    const groq = createOpenAI({ apiKey: "none", baseURL: "https://api.groq.com/openai/v1", fetch }).chat("llama");
    await new ai.Experimental_Agent({ model: groq }).generate({ prompt: "hello" });
    const { span } = await finish();
    const here = { "gen_ai.provider.name": "openai", "server.address": "127.0.0.1", "server.port": Number(port) };
    expect(span("chat gpt-4o").attributes).toMatchObject(here);
    expect(span("embeddings e").attributes).toMatchObject(here);
    expect(span("chat llama").attributes).toMatchObject({
      "gen_ai.provider.name": "groq",
      "server.address": "api.groq.com",
    });
  });

  it.skipIf(set === "older")("records what was decided of calls that needed approval, once", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("sunny"), completion("still"));
    const { ai, model, finish } = kit;
    const tools = { weather: { ...weather(kit, () => ({ sky: "blue" })).weather, needsApproval: true } };
    const messages = await answeredApproval(ai, { model, tools }, false);
    const options = { model, tools, experimental_telemetry: { functionId: "forecast" } };
    const told = await ai.generateText({ ...options, messages });
    await ai.generateText({
      ...options,
      messages: [...messages, ...told.response.messages, { role: "user", content: "and now?" }],
    });
    const all = await finish();
    const runs = all.spans.filter(({ name }) => name === "invoke_agent forecast");
    expect(all.event("agentscribe.tool.decision")).toMatchObject({
      attributes: {
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "call_1",
        "agentscribe.tool.decision": "reject",
      },
    });
    expect(runs.map(({ spanId }) => spanId)).toContain(all.event("agentscribe.tool.decision").spanId);
  });

  it("records streamText with tools, in one trace inside the caller's scope", async () => {
    const kit = await start(streamedToolRequest("weather", { city: "Bonn" }), streamed(["sun", "ny"]));
    const { ai, model, telemetry, finish } = kit;
    await telemetry.workflow({ name: "day" }, async () => {
      const result = ai.streamText({
        model,
        prompt: "weather?",
        tools: weather(kit, ({ city }) => `blue in ${city}`),
        stopWhen: ai.stepCountIs(3),
      });
      let text = "";
      for await (const delta of result.textStream) text += delta;
      expect(text).toBe("sunny");
    });
    const all = await finish();
    const [workflow, agent] = [all.span("invoke_workflow day"), all.span("invoke_agent")];
    expect(agent.parentSpanId).toBe(workflow.spanId);
    const inner = all.spans.filter(({ name }) => name.startsWith("chat ") || name.startsWith("execute_tool "));
    expect(inner).toHaveLength(3);
    expect(inner.every(({ parentSpanId }) => parentSpanId === agent.spanId)).toBe(true);
    expect(agent.attributes["agentscribe.total.input_tokens"]).toBe(24);
    expect(all.violations).toEqual([]);
  });

  it.each(["text", "usage"])(
    "has ended the run with its answer when %s is known and telemetry shuts down",
    async (what) => {
      const { ai, model, finish } = await start(streamed(["sun", "ny"]));
      await ai.streamText({ model, prompt: "weather?" })[what];
      const { span } = await finish();
      const { attributes } = span("invoke_agent");
      expect(attributes["agentscribe.unfinished"]).toBeUndefined();
      expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["stop"]);
      expect(attributes["agentscribe.output.size"]).toBe(span("chat gpt-4o").attributes["agentscribe.output.size"]);
    },
  );

  it("keeps what a tool does inside the tool's span, and its error on it", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("inner"), completion("sorry"));
    const { ai, model, finish } = kit;
    await ai.generateText({
      model,
      prompt: "weather?",
      tools: weather(kit, async () => {
        await ai.generateText({ model, prompt: "inner", experimental_telemetry: { functionId: "inner" } });
        throw new TypeError("no weather");
      }),
      stopWhen: ai.stepCountIs(3),
    });
    const all = await finish();
    const tool = all.span("execute_tool weather");
    expect(tool.attributes["error.type"]).toBe("TypeError");
    expect(all.span("invoke_agent inner").parentSpanId).toBe(tool.spanId);
  });

  it("records a retry as an event of one call", async () => {
    const { ai, model, finish } = await start(tooMany, completion("hi"));
    await ai.generateText({ model, prompt: "hello" });
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "agentscribe.llm.retries": 1,
      "gen_ai.usage.input_tokens": 12,
    });
    expect(all.event("agentscribe.retry").attributes["error.type"]).toBe("rate_limit_exceeded");
  });

  it.each(["generateText", "streamText"])("%s: ends all spans when the provider refuses", async (kind) => {
    const { ai, model, finish } = await start(tooMany);
    const options = { model, prompt: "hello", maxRetries: 0, onError: () => undefined };
    if (kind === "generateText") await expect(ai.generateText(options)).rejects.toThrow("slow down");
    else await ai.streamText(options).consumeStream();
    const { spans } = await finish();
    expect(spans.map(({ name, attributes }) => [name, attributes["error.type"]]).sort()).toEqual([
      ["chat gpt-4o", "rate_limit_exceeded"],
      ["invoke_agent", "rate_limit_exceeded"],
    ]);
    expect(spans.some(({ attributes }) => attributes["agentscribe.unfinished"] === true)).toBe(false);
  });

  it("ends all spans when the provider breaks in mid-stream", async () => {
    const { ai, model, finish } = await start(brokenStream(["a"]));
    await ai.streamText({ model, prompt: "hello", maxRetries: 0, onError: () => undefined }).consumeStream();
    const { span } = await finish();
    for (const name of ["chat gpt-4o", "invoke_agent"]) {
      expect(span(name).attributes["error.type"]).toBe("server_overloaded");
      expect(span(name).attributes["agentscribe.unfinished"]).toBeUndefined();
    }
    expect(span("chat gpt-4o").attributes["agentscribe.output.size"]).toBe(1);
  });

  it("ends all spans when a stream is aborted, without a rejection that nobody handles", async () => {
    const { ai, model, collect } = await start(streamed(["a"], "hang"));
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const abort = new AbortController();
    const types: string[] = [];
    for await (const { type } of ai.streamText({ model, prompt: "hello", abortSignal: abort.signal }).fullStream) {
      types.push(type);
      if (type === "text-delta") abort.abort();
    }
    expect(types).toContain("abort");
    await new Promise(setImmediate);
    const { spans, span } = await collect();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([undefined, undefined]);
    expect(span("invoke_agent").attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(span("chat gpt-4o").attributes["agentscribe.usage.estimated"]).toBeDefined();
    expect(rejections).toEqual([]);
  });

  it("ends all spans when a request is aborted before its answer", async () => {
    const { ai, model, collect } = await start(hang());
    await expect(ai.generateText({ model, prompt: "hello", abortSignal: AbortSignal.timeout(50) })).rejects.toThrow();
    const { spans } = await collect();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
  });

  it("records generateObject, streamObject, embed and embedMany, once where the model is wrapped too", async () => {
    const { ai, zod, openai, finish, ...kit } = await start(
      completion('{"ok":true}'),
      streamed(['{"ok":', "true}"]),
      vectors,
    );
    const model = wrapModel(kit.model);
    const schema = zod.z.object({ ok: zod.z.boolean() });
    expect((await ai.generateObject({ model, schema, prompt: "?" })).object).toEqual({ ok: true });
    const stream = ai.streamObject({ model, schema, prompt: "?" });
    for await (const _ of stream.partialObjectStream);
    const embedder = (openai.embeddingModel ?? openai.textEmbeddingModel)("text-embedding-3-small");
    await ai.embed({ model: embedder, value: "a" });
    await ai.embedMany({ model: wrapModel(embedder), values: ["a", "b"] });
    const all = await finish();
    expect(all.spans.map(({ name }) => name).sort()).toEqual([
      "chat gpt-4o",
      "chat gpt-4o",
      "embeddings text-embedding-3-small",
      "embeddings text-embedding-3-small",
      "invoke_agent",
      "invoke_agent",
    ]);
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"])).not.toContain(true);
    expect(all.violations).toEqual([]);
  });

  it("records agents, whose class stays the one of the module", async () => {
    const kit = await start(completion("hi"), streamed(["h", "o"]));
    const Agent = kit.ai.ToolLoopAgent ?? kit.ai.Experimental_Agent;
    expect(Agent).toBe(kit.raw.ToolLoopAgent ?? kit.raw.Experimental_Agent);
    const agent = new Agent({ model: kit.model, experimental_telemetry: { functionId: "short" } });
    expect((await agent.generate({ prompt: "hello" })).text).toBe("hi");
    await (await agent.stream({ prompt: "hello" })).consumeStream();
    const { spans } = await kit.finish();
    expect(spans.map(({ name }) => name)).toEqual([
      "chat gpt-4o",
      "invoke_agent short",
      "chat gpt-4o",
      "invoke_agent short",
    ]);
  });

  it("leaves calls alone that have a tracer, or have telemetry switched off", async () => {
    const { ai, raw, model, finish } = await start(completion("hi"));
    await ai.generateText({ model, prompt: "hello", experimental_telemetry: { isEnabled: false } });
    await raw.generateText({ model, prompt: "hello", experimental_telemetry: aiSdkTelemetry({ functionId: "own" }) });
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(["chat gpt-4o", "invoke_agent own"]);
  });

  it("tells calls apart that share settings of telemetry and run at the same time", async () => {
    const name = (request: ScriptedRequest): string => (request.body.includes("first") ? "first" : "second");
    const byRequest: Answer = (response, request) => {
      const isAsked = request.body.includes('"role":"tool"');
      const answer = isAsked ? streamed([name(request)]) : streamedToolRequest("weather", { city: name(request) });
      return answer(response, request);
    };
    const kit = await start(byRequest);
    const { raw, model, telemetry, finish } = kit;
    const experimental_telemetry = aiSdkTelemetry();
    const ask = (prompt: string): Promise<void> =>
      telemetry.workflow({ name: prompt }, async () => {
        const tools = weather(kit, ({ city }) => city);
        await raw
          .streamText({ model, prompt, tools, stopWhen: raw.stepCountIs(3), experimental_telemetry })
          .consumeStream();
      });
    await ask("first");
    await Promise.all([ask("second"), ask("first again")]);
    const { spans } = await finish();
    const workflows = spans.filter((span) => span.name.startsWith("invoke_workflow"));
    const agents = spans.filter((span) => span.name === "invoke_agent");
    expect(agents.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(workflows.map(({ spanId }) => spanId).sort());
    for (const agent of agents) {
      const inside = spans.filter(({ parentSpanId }) => parentSpanId === agent.spanId);
      expect(inside.map((span) => span.name).sort()).toEqual(["chat gpt-4o", "chat gpt-4o", "execute_tool weather"]);
    }
  });
});
