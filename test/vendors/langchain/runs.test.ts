import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReceivedSpan } from "../../../examples/support/otlp/flatten-otlp.ts";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { completion, streamed } from "./provider-answers.ts";

const MODULES = ["callbacks/manager", "language_models/chat_models", "retrievers", "runnables", "singletons", "tools"];

function parentOf(spans: readonly ReceivedSpan[], name: string): string | undefined {
  const child = spans.find((span) => span.name === name);
  return spans.find((span) => span.spanId === child?.parentSpanId)?.name;
}

describe.each(["newest", "previous"] as const)("runs of LangChain, %s", (set) => {
  const modules: object[] = [];
  let core: Vendor;

  beforeAll(async () => {
    for (const name of MODULES) modules.push(await loadVendor(set, `@langchain/core/${name}`));
    instrumentLangChain(...modules);
    core = {
      ...(await loadVendor(set, "@langchain/core/runnables")),
      ...(await loadVendor(set, "@langchain/core/prompts")),
      ...(await loadVendor(set, "@langchain/core/output_parsers")),
      ...(await loadVendor(set, "@langchain/core/vectorstores")),
      ...(await loadVendor(set, "@langchain/core/tools")),
      ...(await loadVendor(set, "@langchain/core/retrievers")),
      ...(await loadVendor(set, "@langchain/core/documents")),
      ...(await loadVendor(set, "zod")),
    };
  });
  afterAll(() => {
    for (const module of modules) unwrap(module);
  });

  async function start(...answers: readonly Answer[]) {
    const recording = await startRecording({ capture: "full" });
    const server = await startScriptedServer(...answers);
    const { ChatOpenAI } = await loadVendor(set, "@langchain/openai");
    const model = new ChatOpenAI({
      model: "gpt-4o",
      apiKey: "none",
      maxRetries: 0,
      configuration: { baseURL: `${server.url}/v1` },
    });
    return { ...recording, server, model };
  }

  it("records a chain as a workflow with its parts and model inside", async () => {
    const { model, finish } = await start(completion("hello"));
    const chain = core.ChatPromptTemplate.fromTemplate("say {word}").pipe(model).withConfig({ runName: "greeter" });
    await chain.invoke({ word: "hi" });
    const all = await finish();
    expect(parentOf(all.spans, "chat gpt-4o")).toBe("invoke_workflow greeter");
    expect(parentOf(all.spans, "step ChatPromptTemplate")).toBe("invoke_workflow greeter");
    expect(all.span("invoke_workflow greeter").attributes["agentscribe.total.input_tokens"]).toBe(12);
    expect(all.violations).toEqual([]);
  });

  it("nests runs that go on side by side each in its own", async () => {
    const { model, finish } = await start(completion("hello"));
    const names = ["one", "two", "three", "four"];
    await Promise.all(
      names.map((name) =>
        core.RunnableLambda.from(() => model.invoke(name))
          .withConfig({ runName: name })
          .invoke({}),
      ),
    );
    const { spans } = await finish();
    const calls = spans.filter(({ name }) => name === "chat gpt-4o");
    const around = calls.map((call) => spans.find(({ spanId }) => spanId === call.parentSpanId)?.name);
    expect(around.sort()).toEqual(names.map((name) => `invoke_workflow ${name}`).sort());
    for (const call of calls) {
      const parent = spans.find(({ spanId }) => spanId === call.parentSpanId);
      expect(call.attributes["gen_ai.input.messages"]).toContain(`"${parent?.name.split(" ")[1]}"`);
    }
  });

  it("makes a run's scope the active one in the application's functions", async () => {
    const { telemetry, finish } = await start(completion("hello"));
    const work = core.RunnableLambda.from(() => telemetry.step({ name: "mine" }, () => 1));
    await work.withConfig({ runName: "outer" }).invoke({});
    expect(parentOf((await finish()).spans, "step mine")).toBe("invoke_workflow outer");
  });

  it("records tools with arguments, result and what they do inside", async () => {
    const { telemetry, finish } = await start(completion("hello"));
    const search = core.tool(
      async ({ q }: { q: string }) => telemetry.step({ name: "lookup" }, async () => `found ${q}`),
      {
        name: "search",
        description: "searches",
        schema: core.z.object({ q: core.z.string() }),
      },
    );
    const answer = await search.invoke({ type: "tool_call", id: "call_1", name: "search", args: { q: "x" } });
    expect(answer.content).toBe("found x");
    const all = await finish();
    const { attributes } = all.span("execute_tool search");
    expect(attributes).toMatchObject({ "gen_ai.tool.call.id": "call_1", "gen_ai.tool.name": "search" });
    expect(JSON.parse(attributes["gen_ai.tool.call.arguments"] as string)).toEqual({ q: "x" });
    expect(attributes["gen_ai.tool.call.result"]).toContain("found x");
    expect(parentOf(all.spans, "step lookup")).toBe("execute_tool search");
    expect(all.violations).toEqual([]);
  });

  it("records a tool that fails, and the caller gets the very error", async () => {
    const { finish } = await start(completion("hello"));
    const broken = new TypeError("no");
    const search = core.tool(
      () => {
        throw broken;
      },
      { name: "search", description: "searches", schema: core.z.object({}) },
    );
    await expect(search.invoke({})).rejects.toBe(broken);
    expect((await finish()).span("execute_tool search").attributes["error.type"]).toBe("TypeError");
  });

  it("names a tool of a class by its name", async () => {
    const { finish } = await start(completion("hello"));
    class Calculator extends core.Tool {
      name = "calculator";
      description = "adds";
      async _call(): Promise<string> {
        return "4";
      }
    }
    expect(await new (Calculator as Vendor)().invoke("2+2")).toBe("4");
    expect((await finish()).span("execute_tool calculator").attributes["gen_ai.tool.call.result"]).toContain("4");
  });

  it("records a retriever with what it found", async () => {
    const { finish } = await start(completion("hello"));
    class Shelf extends core.BaseRetriever {
      lc_namespace = ["test"];
      async _getRelevantDocuments(): Promise<unknown[]> {
        return [new core.Document({ id: "d1", pageContent: "text", metadata: { score: 0.5 } })];
      }
    }
    await new (Shelf as Vendor)().invoke("what?");
    const { attributes } = (await finish()).span("retrieval");
    expect(attributes).toMatchObject({
      "agentscribe.retrieval.document_count": 1,
      "gen_ai.retrieval.query.text": "what?",
    });
    expect(JSON.parse(attributes["gen_ai.retrieval.documents"] as string)).toEqual([
      { id: "d1", score: 0.5, content: "text" },
    ]);
  });

  it("puts what a retriever does inside it, such as embedding the question", async () => {
    const { telemetry, finish } = await start(completion("unused"));
    class Shelf extends core.VectorStore {
      _vectorstoreType(): string {
        return "shelf";
      }
      async similaritySearchVectorWithScore(): Promise<unknown[]> {
        return [[new core.Document({ pageContent: "text" }), 0.5]];
      }
    }
    const embedQuery = async (): Promise<number[]> => telemetry.step({ name: "embed" }, () => [1]);
    const retriever = new (Shelf as Vendor)({ embedQuery }, {}).asRetriever();
    expect(await retriever.invoke("alone")).toHaveLength(1);
    const chain = core.RunnableLambda.from((text: string) => text)
      .pipe(retriever)
      .withConfig({ runName: "search" });
    await chain.invoke("in a chain");
    const all = await finish();
    const parents = all.spans.filter(({ name }) => name === "step embed").map(({ parentSpanId }) => parentSpanId);
    const retrievals = all.spans.filter(({ name }) => name === "retrieval");
    expect(parents).toEqual(retrievals.map(({ spanId }) => spanId));
    expect(retrievals[1]?.parentSpanId).toBe(all.span("invoke_workflow search").spanId);
  });

  it("puts what a parser does inside it", async () => {
    const { model, telemetry, finish } = await start(completion("hello"));
    class Loud extends core.BaseOutputParser {
      lc_namespace = ["test"];
      async parse(text: string): Promise<string> {
        return telemetry.step({ name: "shout" }, () => text.toUpperCase());
      }
    }
    const chain = model.pipe(new (Loud as Vendor)()).withConfig({ runName: "greeter" });
    expect(await chain.invoke("hi")).toBe("HELLO");
    const all = await finish();
    expect(parentOf(all.spans, "step shout")).toBe("step Loud");
    expect(parentOf(all.spans, "step Loud")).toBe("invoke_workflow greeter");
  });

  it("ends a chain whose stream is left, with all that is inside", async () => {
    const { model, finish } = await start(streamed("hang"));
    const chain = core.ChatPromptTemplate.fromTemplate("say {word}").pipe(model).withConfig({ runName: "greeter" });
    for await (const piece of await chain.stream({ word: "hi" })) if (piece.content !== "") break;
    const { attributes, status } = (await finish()).span("invoke_workflow greeter");
    expect(attributes["agentscribe.unfinished"]).toBeUndefined();
    expect(attributes["agentscribe.run.end_reason"]).toBe("aborted");
    expect(status).not.toBe("error");
  });

  it("takes a stream that is left for no error where leaving it aborts the run, as LangGraph does", async () => {
    const { model, finish } = await start(streamed("hang"));
    const controller = new AbortController();
    const work = core.RunnableLambda.from(() => model).withConfig({ runName: "greeter" });
    const chain = core.ChatPromptTemplate.fromTemplate("say {word}").pipe(work);
    const reader = (await chain.stream({ word: "hi" }, { signal: controller.signal })).getReader();
    const around = new ReadableStream({
      pull: async (to) => to.enqueue((await reader.read()).value),
      cancel: (reason) => {
        controller.abort(reason);
        return reader.cancel(reason);
      },
    });
    for await (const piece of around as AsyncIterable<Vendor>) if (piece.content !== "") break;
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["error.type"]).filter(Boolean)).toEqual([]);
    const { attributes } = all.span("invoke_workflow");
    expect(attributes).toMatchObject({
      "agentscribe.run.end_reason": "aborted",
      "agentscribe.total.inference_calls": 1,
      "agentscribe.total.errors": 0,
    });
    const call = all.span("chat gpt-4o").attributes;
    expect(call["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
    expect(attributes["agentscribe.total.output_tokens"]).toBe(call["gen_ai.usage.output_tokens"]);
    expect(call["gen_ai.output.messages"]).toContain("hel");
  });

  it("records a chain that fails", async () => {
    const { finish } = await start(completion("hello"));
    const broken = new RangeError("no");
    const work = core.RunnableLambda.from(() => {
      throw broken;
    }).withConfig({ runName: "breaks" });
    await expect(work.invoke({})).rejects.toBe(broken);
    expect((await finish()).span("invoke_workflow breaks").attributes["error.type"]).toBe("RangeError");
  });

  it("puts a scope of the application between a run and what it calls", async () => {
    const { telemetry, model, finish } = await start(completion("hello"));
    const work = core.RunnableLambda.from(() => telemetry.agent({ name: "mine" }, () => model.invoke("hi")));
    await work.withConfig({ runName: "outer" }).invoke({});
    const { spans } = await finish();
    expect(parentOf(spans, "chat gpt-4o")).toBe("invoke_agent mine");
    expect(parentOf(spans, "invoke_agent mine")).toBe("invoke_workflow outer");
  });
});
