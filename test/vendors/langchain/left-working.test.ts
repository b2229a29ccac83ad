import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unwrap } from "../../../src/instrumentation/langchain/index.ts";
import type { Recorded } from "../../support/recording.ts";
import { hang } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { completion, streamed, toolCall } from "./provider-answers.ts";
import { instrumentNewest, startModel } from "./scripted-model.ts";

const messages = [{ role: "user", content: "hi" }];

describe("runs that a node or tool of LangGraph leaves working", () => {
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

  const tool = (name: string, work: () => unknown): Vendor =>
    langchain.tool(work, { name, description: "d", schema: z.object({}) });

  /** An agent that waits in its tool until it is let go on: it asks its model before and after. */
  function lateAgent(model: Vendor) {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<string>();
    const look = tool("look", async () => {
      begun.resolve();
      return release.promise;
    });
    return { late: langchain.createAgent({ model, tools: [look], name: "late" }), begun: begun.promise, release };
  }

  function expectWhole(all: Recorded, around: string): void {
    const late = all.span("invoke_agent late");
    expect(late.parentSpanId).toBe(all.span(around).spanId);
    expect(late.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.tool_calls": 1,
    });
    expect(late.attributes["error.type"]).toBeUndefined();
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.run.end_reason"]).filter(Boolean)).toEqual([]);
    const tops = all.spans.filter(({ parentSpanId }) => parentSpanId === late.spanId).map(({ name }) => name);
    expect(tops).toEqual(["step model_request", "step tools", "step model_request"]);
  }

  it("go on in their place, after the tool and the run around it too", async () => {
    const asked = [toolCall("call_1", "ask", {})];
    const looks = [toolCall("call_2", "look", {})];
    const { model, finish } = await startModel(
      completion("", asked),
      completion("", looks),
      completion("done"),
      completion("late"),
    );
    const { late, begun, release } = lateAgent(model);
    let working: Promise<Vendor> | undefined;
    const ask = tool("ask", async () => {
      working = late.invoke({ messages });
      await begun;
      return "started";
    });
    await langchain.createAgent({ model, tools: [ask], name: "main" }).invoke({ messages });
    release.resolve("found");
    expect((await working)?.messages.at(-1).content).toBe("late");
    const all = await finish();
    expectWhole(all, "execute_tool ask");
    expect(all.span("invoke_agent main").attributes["agentscribe.total.inference_calls"]).toBe(3);
  });

  it("go on where a branch beside them is called off by a signal of its own", async () => {
    const looks = [toolCall("call_2", "look", {})];
    const { model, server, finish } = await startModel(completion("", looks), hang(), completion("late"));
    const { late, begun, release } = lateAgent(model);
    const controller = new AbortController();
    let working: Promise<Vendor> | undefined;
    const limited = async (): Promise<unknown> => {
      await begun;
      const asked = model.invoke("hi", { signal: controller.signal });
      while (server.requests.length < 2) await new Promise((done) => setImmediate(done));
      controller.abort();
      return asked;
    };
    const flow = new graph.StateGraph(graph.MessagesAnnotation)
      .addNode("work", async () => {
        working = late.invoke({ messages });
        await Promise.all([working, limited()]);
        return {};
      })
      .addEdge(graph.START, "work")
      .compile({ name: "flow" });
    await expect(flow.invoke({ messages })).rejects.toMatchObject({ name: "AbortError" });
    release.resolve("found");
    expect((await working)?.messages.at(-1).content).toBe("late");
    const all = await finish();
    expectWhole(all, "step work");
    const failed = all.spans.filter(({ attributes }) => attributes["error.type"] === "AbortError");
    expect(failed.map(({ name }) => name)).toEqual(["chat gpt-4o", "step work", "invoke_workflow flow"]);
  });

  it("are ended where a signal called them off and LangChain tells nobody, with the error that their reader got", async () => {
    const { model, finish } = await startModel(streamed("hang"));
    const { RunnableLambda } = await loadVendor("newest", "@langchain/core/runnables");
    const inner = RunnableLambda.from(() => "hi")
      .pipe(model)
      .withConfig({ runName: "inner" });
    const outer = RunnableLambda.from(async () => {
      const controller = new AbortController();
      try {
        for await (const piece of await inner.stream({}, { signal: controller.signal })) {
          if (piece.content !== "") controller.abort();
        }
      } catch {
        return "left";
      }
    });
    expect(await outer.invoke({})).toBe("left");
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["agentscribe.unfinished"]).filter(Boolean)).toEqual([]);
    expect(all.span("step inner").attributes["error.type"]).toBe("AbortError");
    expect(all.span("chat gpt-4o").attributes["error.type"]).toBe("AbortError");
    expect(all.span("invoke_workflow").attributes["error.type"]).toBeUndefined();
  });
});
