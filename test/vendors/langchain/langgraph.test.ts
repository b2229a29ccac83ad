import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { loadVendor, type Vendor, vendorVersion } from "../load.ts";
import { completion, streamed, toolCall } from "./provider-answers.ts";
import { MODULES, startModel } from "./scripted-model.ts";

function parentOf(spans: readonly ReceivedSpan[], child: ReceivedSpan | undefined): string | undefined {
  return spans.find((span) => span.spanId === child?.parentSpanId)?.name;
}

describe(`LangGraph ${vendorVersion("newest", "@langchain/langgraph")}`, () => {
  const modules: object[] = [];
  let graph: Vendor;
  let langchain: Vendor;

  beforeAll(async () => {
    for (const name of MODULES) modules.push(await loadVendor("newest", `@langchain/core/${name}`));
    instrumentLangChain(...modules);
    graph = await loadVendor("newest", "@langchain/langgraph");
    langchain = await loadVendor("newest", "langchain");
  });
  afterAll(() => {
    for (const module of modules) unwrap(module);
  });

  const State = (): Vendor => graph.Annotation.Root({ x: graph.Annotation() });

  it("is ended by a budget at the model call that follows one tool too many", async () => {
    const both = ["call_1", "call_2"].map((id) => toolCall(id, "search", {}));
    const { model, telemetry, server, finish } = await startModel(completion("", both), completion("late"));
    const { z } = await loadVendor("newest", "zod");
    const search = langchain.tool(async () => "found", { name: "search", description: "d", schema: z.object({}) });
    const agent = langchain.createAgent({ model, tools: [search], name: "finder" });
    const budget = telemetry.budget({ name: "tools", maxToolCalls: 1 });
    const ask = () => agent.invoke({ messages: [{ role: "user", content: "look" }] });
    await expect(telemetry.agent({ name: "outer", budget }, ask)).rejects.toMatchObject({
      name: "BudgetExceeded",
      limit: "tool_calls",
      used: 2,
      max: 1,
    });
    expect(server.requests).toHaveLength(1);
    const { spans } = await finish();
    expect(spans.filter(({ name }) => name.startsWith("chat"))).toHaveLength(1);
    expect(spans.filter(({ name }) => name === "execute_tool search")).toHaveLength(2);
  });

  it("records an agent with its model calls and tools, on the conversation of its thread", async () => {
    const { model, finish } = await startModel(
      completion("", [toolCall("call_1", "search", { q: "x" })]),
      completion("done"),
    );
    const { z } = await loadVendor("newest", "zod");
    const search = langchain.tool(async ({ q }: { q: string }) => `found ${q}`, {
      name: "search",
      description: "searches",
      schema: z.object({ q: z.string() }),
    });
    const agent = langchain.createAgent({
      model,
      tools: [search],
      name: "finder",
      checkpointer: new graph.MemorySaver(),
    });
    const answer = await agent.invoke(
      { messages: [{ role: "user", content: "look" }] },
      { configurable: { thread_id: "thread-1" } },
    );
    expect(answer.messages.at(-1).content).toBe("done");
    const all = await finish();
    const { attributes } = all.span("invoke_agent finder");
    expect(attributes).toMatchObject({
      "gen_ai.conversation.id": "thread-1",
      "gen_ai.usage.input_tokens": 24,
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.tool_calls": 1,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(attributes["gen_ai.output.messages"]).toContain("done");
    const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map((call) => parentOf(all.spans, call))).toEqual(["step model_request", "step model_request"]);
    expect(calls.map((call) => call.attributes["gen_ai.conversation.id"])).toEqual(["thread-1", "thread-1"]);
    expect(all.span("execute_tool search").attributes["gen_ai.tool.call.id"]).toBe("call_1");
    expect(parentOf(all.spans, all.span("execute_tool search"))).toBe("step tools");
    expect(all.spans.some(({ name }) => name.includes("__start__"))).toBe(false);
    expect(all.violations).toEqual([]);
  });

  it("takes an interrupt for no error, and its resumption for a run of the same conversation", async () => {
    const { finish } = await startModel(completion("done"));
    const asks = new graph.StateGraph(State())
      .addNode("ask", async () => ({ x: graph.interrupt("ok?") }))
      .addEdge(graph.START, "ask")
      .addEdge("ask", graph.END)
      .compile({ checkpointer: new graph.MemorySaver(), name: "approver" });
    const config = { configurable: { thread_id: "thread-2" } };
    const held = await asks.invoke({ x: "1" }, config);
    expect(held.__interrupt__).toHaveLength(1);
    await asks.invoke(new graph.Command({ resume: "yes" }), config);
    const { spans, violations } = await finish();
    const runs = spans.filter(({ name }) => name === "invoke_workflow approver");
    expect(runs.map(({ attributes }) => attributes["agentscribe.run.end_reason"])).toEqual(["interrupted", undefined]);
    expect(runs.map(({ attributes }) => attributes["gen_ai.conversation.id"])).toEqual(["thread-2", "thread-2"]);
    expect(spans.map(({ attributes }) => attributes["error.type"]).filter(Boolean)).toEqual([]);
    expect(violations).toEqual([]);
  });

  it("nests the graph of a node in it", async () => {
    const { model, finish } = await startModel(completion("done"));
    const inner = new graph.StateGraph(State())
      .addNode("think", async () => ({ x: (await model.invoke("hi")).content }))
      .addEdge(graph.START, "think")
      .addEdge("think", graph.END)
      .compile({ name: "inner" });
    const outer = new graph.StateGraph(State())
      .addNode("sub", inner)
      .addEdge(graph.START, "sub")
      .addEdge("sub", graph.END)
      .compile({ name: "outer" });
    expect((await outer.invoke({ x: "1" })).x).toBe("done");
    const all = await finish();
    const chain: string[] = [];
    let at: ReceivedSpan | undefined = all.span("chat gpt-4o");
    while (at !== undefined) {
      chain.push(at.name);
      at = all.spans.find(({ spanId }) => spanId === at?.parentSpanId);
    }
    expect(chain).toEqual(["chat gpt-4o", "step think", "invoke_workflow inner", "step sub", "invoke_workflow outer"]);
  });

  it("puts a scope of the application between a node or tool and what it streams or runs", async () => {
    const { model, telemetry, finish } = await startModel(streamed(), completion("done"), completion("done"));
    const { z } = await loadVendor("newest", "zod");
    const mine = (name: string, work: () => unknown) => telemetry.agent({ name }, work);
    const ask = () =>
      langchain.createAgent({ model, tools: [], name: "sub" }).invoke({ messages: [{ role: "user", content: "hi" }] });
    const asks = langchain.tool(async () => (await mine("in tool", ask)) && "asked", {
      name: "ask",
      description: "d",
      schema: z.object({}),
    });
    const works = new graph.StateGraph(State())
      .addNode("work", async () => {
        await mine("in node", async () => {
          for await (const _ of await model.stream("hi"));
          await ask();
        });
        return {};
      })
      .addEdge(graph.START, "work")
      .addEdge("work", graph.END)
      .compile({ name: "worker" });
    await works.invoke({ x: "1" });
    await asks.invoke({});
    const all = await finish();
    const subs = all.spans.filter(({ name }) => name === "invoke_agent sub");
    expect(subs.map((sub) => parentOf(all.spans, sub))).toEqual(["invoke_agent in node", "invoke_agent in tool"]);
    const [streaming] = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(parentOf(all.spans, streaming)).toBe("invoke_agent in node");
    expect(all.span("invoke_agent in node").attributes["agentscribe.total.inference_calls"]).toBe(2);
    expect(all.span("invoke_agent in tool").attributes["agentscribe.total.inference_calls"]).toBe(1);
    expect(parentOf(all.spans, all.span("invoke_agent in node"))).toBe("step work");
  });

  it("records tokens that a graph streams by message", async () => {
    const { model, finish } = await startModel(streamed());
    const talks = new graph.StateGraph(State())
      .addNode("talk", async () => ({ x: (await model.invoke("hi")).content }))
      .addEdge(graph.START, "talk")
      .addEdge("talk", graph.END)
      .compile({ name: "talker" });
    const pieces: string[] = [];
    for await (const [piece] of await talks.stream({ x: "1" }, { streamMode: "messages" })) pieces.push(piece.content);
    expect(pieces.join("")).toBe("hello");
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    expect(attributes["gen_ai.usage.cache_read.input_tokens"]).toBe(4);
  });

  it("records a node that fails once, up to the graph", async () => {
    const { finish } = await startModel(completion("done"));
    const broken = new RangeError("no");
    const breaks = new graph.StateGraph(State())
      .addNode("bad", async () => {
        throw broken;
      })
      .addEdge(graph.START, "bad")
      .addEdge("bad", graph.END)
      .compile({ name: "breaks" });
    await expect(breaks.invoke({ x: "1" })).rejects.toBe(broken);
    const all = await finish();
    expect(all.span("invoke_workflow breaks").attributes["error.type"]).toBe("RangeError");
    expect(all.span("step bad").attributes["error.type"]).toBe("RangeError");
  });

  it("records a graph that goes round too often as ended by its limit", async () => {
    const { finish } = await startModel(completion("done"));
    const turns = new graph.StateGraph(State())
      .addNode("turn", async () => ({ x: "again" }))
      .addEdge(graph.START, "turn")
      .addEdge("turn", "turn")
      .compile({ name: "turner" });
    await expect(turns.invoke({ x: "1" }, { recursionLimit: 3 })).rejects.toThrow();
    const { attributes } = (await finish()).span("invoke_workflow turner");
    expect(attributes["agentscribe.run.end_reason"]).toBe("max_turns");
    expect(attributes["error.type"]).toEqual(expect.any(String));
  });

  it("keeps runs of the same graph apart that go on side by side", async () => {
    const { model, finish } = await startModel(completion("done"));
    const asks = new graph.StateGraph(State())
      .addNode("ask", async ({ x }: { x: string }) => ({ x: (await model.invoke(x)).content }))
      .addEdge(graph.START, "ask")
      .addEdge("ask", graph.END)
      .compile({ checkpointer: new graph.MemorySaver(), name: "asker" });
    const threads = ["t-1", "t-2", "t-3", "t-4", "t-5"];
    await Promise.all(threads.map((id) => asks.invoke({ x: id }, { configurable: { thread_id: id } })));
    const calls = (await finish()).spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls).toHaveLength(5);
    for (const { attributes } of calls) {
      expect(attributes["gen_ai.input.messages"]).toContain(`"${attributes["gen_ai.conversation.id"]}"`);
    }
  });
});
