import { describe, expect, it, onTestFinished } from "vitest";
import { instrumentAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, hang } from "../../support/scripted-server.ts";
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

async function start(...answers: Answer[]) {
  const kit = await startKit("newest", ...answers);
  const recording = await startRecording();
  onTestFinished(instrumentAiSdk());
  return { ...kit, ...recording, model: kit.openai.chat("gpt-4o") };
}

type Started = Awaited<ReturnType<typeof start>>;

function weather({ ai, zod }: Started, execute: (input: { city: string }) => unknown) {
  return { weather: ai.tool({ description: "w", inputSchema: zod.z.object({ city: zod.z.string() }), execute }) };
}

describe("instrumentAiSdk() with ai 7", () => {
  it("records generateText with its tools: an agent, a call for each step, a tool with its id", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("sunny"));
    const { ai, model, finish } = kit;
    const { text } = await ai.generateText({
      model,
      prompt: "weather?",
      tools: weather(kit, () => ({ sky: "blue" })),
      stopWhen: ai.stepCountIs?.(3) ?? ai.isStepCount(3),
      telemetry: { functionId: "forecast" },
    });
    expect(text).toBe("sunny");
    const all = await finish();
    const agent = all.span("invoke_agent forecast");
    const tool = all.span("execute_tool weather");
    const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ attributes }) => attributes["gen_ai.response.finish_reasons"])).toEqual([
      ["tool_calls"],
      ["stop"],
    ]);
    expect([tool, ...calls].map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(agent.spanId));
    expect(tool.attributes["gen_ai.tool.call.id"]).toBe("call_1");
    expect(agent.attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 24,
      "agentscribe.total.cache_read_tokens": 8,
      "agentscribe.total.tool_calls": 1,
    });
    expect(calls[0]?.attributes["server.address"]).toBe("127.0.0.1");
    expect(all.violations).toEqual([]);
  });

  it("records what was decided of calls that needed approval, once", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("sunny"), completion("still"));
    const { ai, model, finish } = kit;
    const tools = { weather: { ...weather(kit, () => ({ sky: "blue" })).weather, needsApproval: true } };
    const messages = await answeredApproval(ai, { model, tools }, true);
    const options = { model, tools, telemetry: { functionId: "forecast" } };
    const told = await ai.generateText({ ...options, messages });
    await ai.generateText({
      ...options,
      messages: [...messages, ...told.responseMessages, { role: "user", content: "and now?" }],
    });
    const all = await finish();
    const runs = all.spans.filter(({ name }) => name === "invoke_agent forecast");
    expect(all.event("agentscribe.tool.decision")).toMatchObject({
      attributes: {
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "call_1",
        "agentscribe.tool.decision": "accept",
      },
    });
    expect(runs.map(({ spanId }) => spanId)).toContain(all.event("agentscribe.tool.decision").spanId);
  });

  it("records the first of two answers for one call, by which the SDK goes", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("sunny"));
    const { ai, model, finish } = kit;
    const tools = { weather: { ...weather(kit, () => ({ sky: "blue" })).weather, needsApproval: true } };
    const messages = await answeredApproval(ai, { model, tools }, true);
    const { content } = messages.at(-1) as { readonly content: readonly object[] };
    const twice = { role: "tool", content: [...content, { ...content[0], approved: false }] };
    const { text } = await ai.generateText({ model, tools, messages: [...messages.slice(0, -1), twice] });
    expect(text).toBe("sunny");
    const all = await finish();
    expect(all.spans.filter(({ name }) => name === "execute_tool weather")).toHaveLength(1);
    const decisions = all.eventsNamed("agentscribe.tool.decision");
    expect(decisions.map(({ attributes }) => attributes["agentscribe.tool.decision"])).toEqual(["accept"]);
  });

  it("records streamText with tools, in one trace inside the caller's scope", async () => {
    const kit = await start(streamedToolRequest("weather", { city: "Bonn" }), streamed(["sun", "ny"]));
    const { ai, model, telemetry, finish } = kit;
    await telemetry.workflow({ name: "day" }, async () => {
      const result = ai.streamText({
        model,
        prompt: "weather?",
        tools: weather(kit, ({ city }) => `blue in ${city}`),
        stopWhen: ai.isStepCount(3),
      });
      expect(await result.text).toBe("sunny");
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

  it("keeps what a tool does inside the tool's span, and its error on it", async () => {
    const kit = await start(toolRequest("weather", { city: "Bonn" }), completion("inner"), completion("sorry"));
    const { ai, model, finish } = kit;
    await ai.generateText({
      model,
      prompt: "weather?",
      tools: weather(kit, async () => {
        await ai.generateText({ model, prompt: "inner", telemetry: { functionId: "inner" } });
        throw new TypeError("no weather");
      }),
      stopWhen: ai.isStepCount(3),
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
    const result = ai.streamText({ model, prompt: "hello", abortSignal: abort.signal });
    const types: string[] = [];
    for await (const { type } of result.fullStream ?? result.stream) {
      types.push(type);
      if (type === "text-delta") abort.abort();
    }
    expect(types).toContain("abort");
    await new Promise(setImmediate);
    const { spans } = await collect();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
    expect(rejections).toEqual([]);
  });

  it.each([
    ["a timeout of the run", () => ({ timeout: { totalMs: 30 } }), "TimeoutError"],
    ["a timeout between chunks", () => ({ timeout: { chunkMs: 30 } }), "TimeoutError"],
    ["a signal with a timeout", () => ({ abortSignal: AbortSignal.timeout(30) }), "TimeoutError"],
    ["a signal with an error", () => ({ abortSignal: AbortSignal.abort(new RangeError("no")) }), "RangeError"],
    ["an abort", () => ({ abortSignal: AbortSignal.abort() }), undefined],
    ["an abort for a reason in words", () => ({ abortSignal: AbortSignal.abort("enough") }), undefined],
  ])("takes a stream that %s calls off for failed where the reason is an error", async (_, more, type) => {
    const { ai, model, finish } = await start(streamed(["a"], "hang"));
    const settings = { model, prompt: "hello", maxRetries: 0, onError: () => undefined };
    await ai.streamText({ ...settings, ...more() }).consumeStream();
    const { span, spans } = await finish();
    const run = span("invoke_agent").attributes;
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(spans.map(() => type));
    expect(run["agentscribe.run.end_reason"]).toBe(type === undefined ? "aborted" : undefined);
    expect(run["agentscribe.total.errors"]).toBe(type === undefined ? 0 : spans.length - 1);
    expect(spans.some(({ attributes }) => attributes["agentscribe.unfinished"])).toBe(false);
  });

  it("ends all spans when a request is aborted before its answer", async () => {
    const { ai, model, collect } = await start(hang());
    await expect(ai.generateText({ model, prompt: "hello", abortSignal: AbortSignal.timeout(50) })).rejects.toThrow();
    const { spans } = await collect();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
  });

  it("records a wrapped model once, and a class of agents", async () => {
    const kit = await start(completion("hi"));
    const agent = new kit.ai.ToolLoopAgent({
      model: wrapModel(kit.model),
      instructions: "be short",
      telemetry: { functionId: "short" },
    });
    expect((await agent.generate({ prompt: "hello" })).text).toBe("hi");
    const all = await kit.finish();
    expect(all.spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent short"]);
    expect(all.violations).toEqual([]);
  });

  it.each([true, false])("records generateObject and streamObject once; the model wrapped: %s", async (isWrapped) => {
    const { ai, zod, finish, ...kit } = await start(completion('{"ok":true}'), streamed(['{"ok":', "true}"]));
    const model = isWrapped ? wrapModel(kit.model) : kit.model;
    const schema = zod.z.object({ ok: zod.z.boolean() });
    expect((await ai.generateObject({ model, schema, prompt: "?" })).object).toEqual({ ok: true });
    const stream = ai.streamObject({ model, schema, prompt: "?" });
    for await (const _ of stream.partialObjectStream);
    expect(await stream.object).toEqual({ ok: true });
    const all = await finish();
    const agents = all.spans.filter(({ name }) => name === "invoke_agent");
    const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(agents.map(({ spanId }) => spanId).sort());
    expect(calls.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([12, 12]);
    expect(all.violations).toEqual([]);
  });

  it.each([true, false])("records embed and embedMany once; the model wrapped: %s", async (isWrapped) => {
    const { ai, openai, finish } = await start(vectors);
    const made = openai.embeddingModel("text-embedding-3-small");
    const model = isWrapped ? wrapModel(made) : made;
    await ai.embed({ model, value: "a" });
    await ai.embedMany({ model, values: ["a", "b"] });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([5, 5]);
  });

  it("gives the user and session of the context that is meant for telemetry", async () => {
    const { ai, model, finish } = await start(completion("hi"));
    const runtimeContext = { userId: "u1", sessionId: "s1", secret: "x" };
    const telemetry = { includeRuntimeContext: { userId: true, sessionId: true } };
    await ai.generateText({ model, prompt: "hello", runtimeContext, telemetry });
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({ "user.id": "u1", "gen_ai.conversation.id": "s1" });
    expect(JSON.stringify(all.spans)).not.toContain("secret");
  });
});
