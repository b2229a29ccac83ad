import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { instrumentLangChain, unwrap } from "../../../src/instrumentation/langchain/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { completion, STREAM } from "./provider-answers.ts";

const MODULES = ["callbacks/manager", "language_models/chat_models", "singletons", "runnables", "tools"];

function answer(body: object): Answer {
  return json({ id: "chatcmpl-1", object: "chat.completion", created: 1, model: "no-such-model", ...body });
}

const CHOICE = { index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" };

describe.each(["newest", "previous"] as const)("odd answers through LangChain, %s", (set) => {
  const modules: object[] = [];

  beforeAll(async () => {
    for (const name of MODULES) modules.push(await loadVendor(set, `@langchain/core/${name}`));
  });
  afterAll(() => {
    for (const module of modules) unwrap(module);
  });

  async function start(options: object, ...answers: readonly Answer[]) {
    const recording = await startRecording({ capture: "full" });
    const server = await startScriptedServer(...answers);
    const { ChatOpenAI } = await loadVendor(set, "@langchain/openai");
    const configuration = { baseURL: `${server.url}/v1` };
    const model = new ChatOpenAI({ model: "gpt-4o", apiKey: "none", maxRetries: 0, configuration, ...options });
    return { ...recording, server, model };
  }

  /** What a call comes to: its answer, or the text of its error. */
  async function outcome(asked: () => Promise<Vendor>): Promise<unknown> {
    try {
      const { content, usage_metadata, tool_calls } = await asked();
      return { content, usage_metadata, tool_calls };
    } catch (error) {
      return String(error);
    }
  }

  it.each([
    ["null usage", answer({ choices: [CHOICE], usage: null })],
    ["usage of texts", answer({ choices: [CHOICE], usage: { prompt_tokens: "12", completion_tokens: "3" } })],
    ["no choices", answer({ choices: [] })],
    ["HTML", raw(["<html>down</html>"], { "content-type": "text/html" })],
    [
      "arguments of 5 MB",
      answer({
        choices: [
          {
            index: 0,
            finish_reason: "tool_calls",
            message: {
              role: "assistant",
              content: null,
              tool_calls: [
                {
                  id: "call_1",
                  type: "function",
                  function: { name: "write", arguments: JSON.stringify({ text: "x".repeat(5_000_000) }) },
                },
              ],
            },
          },
        ],
      }),
    ],
  ])("gives the caller what it would have without us: %s", async (_name, given) => {
    const { model, finish } = await start({}, given);
    for (const module of modules) unwrap(module);
    const bare = await outcome(() => model.invoke("hi"));
    instrumentLangChain(...modules);
    expect(await outcome(() => model.invoke("hi"))).toEqual(bare);
    expect((await finish()).spans.filter(({ name }) => name === "chat gpt-4o")).toHaveLength(1);
  });

  it("keeps a character that is cut in two by the network", async () => {
    instrumentLangChain(...modules);
    const [first, second, ...rest] = STREAM.map((chunk) => Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
    const emoji = Buffer.from(`data: ${JSON.stringify(STREAM[1]).replace("hel", "h😀l")}\n\n`);
    const cut = emoji.indexOf(Buffer.from("😀")) + 2;
    expect(second).toBeDefined();
    const pieces = [first ?? "", emoji.subarray(0, cut), emoji.subarray(cut), ...rest, "data: [DONE]\n\n"];
    const { model, finish } = await start({}, raw(pieces, { "content-type": "text/event-stream" }));
    const seen: string[] = [];
    for await (const piece of await model.stream("hi")) seen.push(piece.content);
    expect(seen.join("")).toBe("h😀llo");
    expect((await finish()).span("chat gpt-4o").attributes["gen_ai.output.messages"]).toContain("h😀llo");
  });

  it("keeps the output of a stream in which the provider reports an error", async () => {
    instrumentLangChain(...modules);
    const failure = { error: { message: "overloaded", type: "server_error", code: "server_error" } };
    const { model, finish } = await start({}, sse([...STREAM.slice(0, 3), failure]));
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const piece of await model.stream("hi")) seen.push(piece.content);
    };
    await expect(read()).rejects.toThrow();
    expect(seen.join("")).toBe("hello");
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["error.type"]).toEqual(expect.any(String));
    expect(attributes["gen_ai.output.messages"]).toContain("hello");
  });

  it("records choices side by side with a reason for each", async () => {
    instrumentLangChain(...modules);
    const second = { index: 1, message: { role: "assistant", content: "two" }, finish_reason: "length" };
    const usage = { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 };
    const { model, finish } = await start({ n: 2 }, answer({ choices: [CHOICE, second], usage }));
    await model.invoke("hi");
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["stop", "length"]);
    expect(attributes["gen_ai.usage.output_tokens"]).toBe(4);
    expect(JSON.parse(attributes["gen_ai.output.messages"] as string)).toHaveLength(2);
  });

  it("records a request that is made again as one call, where the client of the model is wrapped", async () => {
    instrumentLangChain(...modules);
    const { model, server, finish } = await start(
      { maxRetries: 2 },
      completion("warm up"),
      json({ error: { message: "busy" } }, 503),
      completion("hello"),
    );
    await model.invoke("hi");
    for (const client of [model, model.completions].map((one) => one?.client).filter(Boolean)) wrapOpenAI(client);
    expect((await model.invoke("hi")).content).toBe("hello");
    expect(server.requests).toHaveLength(3);
    const calls = (await finish()).spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls).toHaveLength(2);
    expect(calls.map(({ attributes }) => attributes["agentscribe.llm.retries"]).filter(Boolean)).toEqual([1]);
  });

  it("leaves the caller's rejection to the caller", async () => {
    instrumentLangChain(...modules);
    const { model, finish } = await start({}, json({ error: { message: "no" } }, 400));
    const unhandled: unknown[] = [];
    const listen = (error: unknown): void => {
      unhandled.push(error);
    };
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listen);
    const floating: Promise<unknown> = model.invoke("hi");
    void floating;
    await vi.waitFor(() => expect(unhandled).toHaveLength(1));
    process.off("unhandledRejection", listen);
    for (const other of others) process.on("unhandledRejection", other);
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toEqual(expect.any(String));
  });

  it("touches no class when the process is opted out", async () => {
    for (const module of modules) unwrap(module);
    vi.stubEnv("DO_NOT_TRACK", "1");
    const { BaseChatModel } = await loadVendor(set, "@langchain/core/language_models/chat_models");
    const before = BaseChatModel.prototype._generateUncached;
    instrumentLangChain(...modules);
    expect(BaseChatModel.prototype._generateUncached).toBe(before);
  });

  it("keeps a model of the application's own class what it is", async () => {
    instrumentLangChain(...modules);
    const { ChatOpenAI } = await loadVendor(set, "@langchain/openai");
    const recording = await startRecording();
    const server = await startScriptedServer(completion("hello"));
    class Own extends (ChatOpenAI as Vendor) {
      #secret = "kept";
      get secret(): string {
        return this.#secret;
      }
    }
    const configuration = { baseURL: `${server.url}/v1` };
    const model = new (Own as Vendor)({ model: "gpt-4o", apiKey: "none", configuration });
    expect((await model.invoke("hi")).content).toBe("hello");
    expect(model).toBeInstanceOf(ChatOpenAI);
    expect(model.secret).toBe("kept");
    expect((await recording.finish()).spans.filter(({ name }) => name === "chat gpt-4o")).toHaveLength(1);
  });
});
