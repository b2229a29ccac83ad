import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { type Answer, hang } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { streamed } from "./provider-answers.ts";
import { MODULES, startModel } from "./scripted-model.ts";

const messages = [{ role: "user", content: "hi" }];

describe("runs of LangGraph that are left or called off", () => {
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

  async function start(...answers: readonly Answer[]) {
    const { model, ...recording } = await startModel(...answers);
    return { ...recording, model, agent: langchain.createAgent({ model, tools: [], name: "finder" }) };
  }

  it("have the error that their caller gets when a signal calls them off, and count their calls", async () => {
    const { agent, finish } = await start(hang());
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await expect(agent.invoke({ messages }, { signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    const all = await finish();
    for (const name of ["invoke_agent finder", "step model_request", "chat gpt-4o"]) {
      expect([name, all.span(name).attributes["error.type"]]).toEqual([name, "AbortError"]);
    }
    expect(all.span("invoke_agent finder").attributes).toMatchObject({
      "agentscribe.total.inference_calls": 1,
      "agentscribe.total.errors": 1,
    });
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"]).filter(Boolean)).toEqual([]);
  });

  it("have it too as a graph whose node goes on without asking the signal", async () => {
    const { telemetry, finish } = await start();
    const State = graph.Annotation.Root({ x: graph.Annotation() });
    const slow = new graph.StateGraph(State)
      .addNode("wait", () => telemetry.step({ name: "mine" }, () => new Promise((done) => setTimeout(done, 100, {}))))
      .addEdge(graph.START, "wait")
      .compile({ name: "slow" });
    await expect(slow.invoke({ x: "1" }, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
    const all = await finish();
    expect(all.span("invoke_workflow slow").attributes["error.type"]).toBe("AbortError");
    expect(all.span("step wait").attributes["error.type"]).toBe("TimeoutError");
  });

  it("name the abort of a model in the middle of its stream", async () => {
    const { model, finish } = await start(streamed("hang"));
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const piece of await model.stream("hi", { signal: controller.signal })) {
        if (piece.content !== "") controller.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ name: "AbortError" });
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["error.type"]).toBe("AbortError");
    expect(attributes["gen_ai.output.messages"]).toContain("hel");
  });

  it("end with the error of their caller where no fallback is tried any more", async () => {
    const { model, server, finish } = await start(hang());
    const controller = new AbortController();
    const asked = model.withFallbacks([model]).invoke("hi", { signal: controller.signal });
    while (server.requests.length === 0) await new Promise((done) => setImmediate(done));
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    const all = await finish();
    for (const name of ["invoke_workflow", "chat gpt-4o"]) {
      expect([name, all.span(name).attributes["error.type"]]).toEqual([name, "AbortError"]);
    }
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"]).filter(Boolean)).toEqual([]);
  });

  it("leave no patch on the classes of LangGraph once LangChain is unwrapped", async () => {
    const { Pregel } = await loadVendor("newest", "@langchain/langgraph/pregel");
    const during = Pregel.prototype._streamIterator;
    for (const module of modules) unwrap(module);
    const after = Pregel.prototype._streamIterator;
    instrumentLangChain(...modules);
    expect(during).not.toBe(after);
  });
});
