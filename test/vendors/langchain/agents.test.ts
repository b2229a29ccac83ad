import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AgentscribeCallbackHandler,
  instrumentLangChain,
  unwrap,
} from "../../../src/instrumentation/langchain/index.ts";
import type { Vendor } from "../load.ts";
import { completion, toolCall } from "./provider-answers.ts";
import { instrumentNewest, startModel } from "./scripted-model.ts";

const messages = [{ role: "user", content: "hi" }];

describe("agents of LangChain", () => {
  let graph: Vendor;
  let langchain: Vendor;
  let z: Vendor;
  let modules: readonly object[];

  beforeAll(async () => {
    ({ graph, langchain, z, modules } = await instrumentNewest());
  });
  afterAll(() => {
    for (const module of modules) unwrap(module);
  });

  const agent = (model: Vendor, name?: string, tools: readonly Vendor[] = []): Vendor =>
    langchain.createAgent({ model, tools, ...(name !== undefined && { name }) });
  const flow = (name?: string): Vendor =>
    new graph.StateGraph(graph.MessagesAnnotation)
      .addNode("leaf", async () => ({}))
      .addEdge(graph.START, "leaf")
      .compile(name === undefined ? {} : { name });

  it.each([
    ["helper", undefined, "helper"],
    ["helper", "nightly report", "helper"],
    [undefined, "nightly report", "nightly report"],
    [undefined, undefined, undefined],
  ])("named %s and run as %s are agents named %s, and their calls too", async (name, runName, expected) => {
    const { model, finish } = await startModel(completion("done"));
    await agent(model, name).invoke({ messages }, runName === undefined ? {} : { runName });
    const all = await finish();
    const span = all.span(expected === undefined ? "invoke_agent" : `invoke_agent ${expected}`);
    expect(span.attributes["gen_ai.agent.name"]).toBe(expected);
    expect(all.span("chat gpt-4o").attributes["gen_ai.agent.name"]).toBe(expected);
  });

  it.each([
    ["a graph in an agent", "boss", () => flow("inner"), "invoke_workflow inner"],
    ["a graph in an agent without a name", undefined, () => flow("inner"), "invoke_workflow inner"],
    ["a graph without a name", undefined, () => flow(), "invoke_workflow"],
    ["an agent of the same name", "boss", (model: Vendor) => agent(model, "boss"), "invoke_agent boss"],
    ["an agent without a name in one that has none", undefined, (model: Vendor) => agent(model), "invoke_agent"],
    ["an agent without a name", "boss", (model: Vendor) => agent(model), "invoke_agent"],
  ] as const)("have what a tool calls in its place as what it is: %s", async (_, name, inner, expected) => {
    const isAgent = expected.startsWith("invoke_agent");
    const asks = completion("", [toolCall("call_1", "ask", {})]);
    const { model, finish } = await startModel(asks, ...(isAgent ? [completion("inner")] : []), completion("done"));
    const ask = langchain.tool(
      async () => {
        await inner(model).invoke({ messages });
        return "asked";
      },
      { name: "ask", description: "d", schema: z.object({}) },
    );
    await agent(model, name, [ask]).invoke({ messages });
    const all = await finish();
    const tool = all.span("execute_tool ask");
    expect(all.spans.filter(({ parentSpanId }) => parentSpanId === tool.spanId).map((span) => span.name)).toEqual([
      expected,
    ]);
  });

  it("are known as nodes of a graph, with and without a name", async () => {
    const { model, finish } = await startModel(completion("one"), completion("two"));
    const both = new graph.StateGraph(graph.MessagesAnnotation)
      .addNode("first", agent(model, "helper").graph)
      .addNode("second", agent(model).graph)
      .addEdge(graph.START, "first")
      .addEdge("first", "second")
      .compile({ name: "both" });
    await both.invoke({ messages });
    const all = await finish();
    expect(all.span("invoke_agent helper").parentSpanId).toBe(all.span("step first").spanId);
    expect(all.span("invoke_agent").parentSpanId).toBe(all.span("step second").spanId);
    expect(all.span("invoke_agent").attributes["gen_ai.agent.name"]).toBeUndefined();
  });

  it("are told apart by a handler alone where they have names", async () => {
    for (const module of modules) unwrap(module);
    const asks = completion("", [toolCall("call_1", "ask", {})]);
    const { model, finish } = await startModel(asks, completion("inner"), completion("done"));
    const ask = langchain.tool(
      async () => {
        await flow("inner").invoke({ messages });
        await agent(model, "helper").invoke({ messages });
        return "asked";
      },
      { name: "ask", description: "d", schema: z.object({}) },
    );
    await agent(model, "boss", [ask]).invoke({ messages }, { callbacks: [new AgentscribeCallbackHandler()] });
    instrumentLangChain(...modules);
    const names = (await finish()).spans.map(({ name }) => name).filter((name) => name.startsWith("invoke"));
    expect(names).toEqual(["invoke_workflow inner", "invoke_agent helper", "invoke_agent boss"]);
  });
});
