import { describe, expect, it } from "vitest";
import { json, sse } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { ASK, answer, DONE, MODEL, SPAN, startGoogle, USAGE } from "./start-google.ts";

const call = (name: string, id: string, args: object = {}) => ({ functionCall: { id, name, args } });
const CALLS = answer({ parts: [call("weather", "c1", { city: "Oslo" })], finishReason: "STOP", usage: USAGE });
const TWO_CALLS = answer({ parts: [call("weather", "c1"), call("time", "c2")], finishReason: "STOP", usage: USAGE });

interface FunctionCall {
  readonly id: string;
  readonly name: string;
}

/** A tool that the client runs itself. */
function callable(run: (call: FunctionCall) => unknown) {
  return {
    tool: async () => ({
      functionDeclarations: [
        { name: "weather", description: "tells the weather" },
        { name: "time", description: "tells the time" },
      ],
    }),
    callTool: async (calls: readonly FunctionCall[]) =>
      calls.map((one) => ({ functionResponse: { id: one.id, name: one.name, response: { output: run(one) } } })),
  };
}

describe.each<VendorSet>(["newest", "previous"])("chats and tools of @google/genai, %s", (set) => {
  it("records each message of a chat once", async () => {
    const { client, server, finish } = await startGoogle(set, [json(DONE), sse([answer(), DONE])]);
    const chat = client.chats.create({ model: MODEL });
    await chat.sendMessage({ message: "one" });
    for await (const _ of await chat.sendMessageStream({ message: "two" }));
    expect(server.requests).toHaveLength(2);
    const all = await finish();
    expect(all.spans.map(({ name }) => name)).toEqual([SPAN, SPAN]);
    expect(all.spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([5, 5]);
    expect(all.spans[1]?.attributes["agentscribe.input.messages"]).toBe(3);
    expect(all.violations).toEqual([]);
  });

  it("records each request of an answer that the client continues, with its own usage", async () => {
    const [cut] = (answer({ finishReason: "CONTINUATION" }) as { candidates: object[] }).candidates;
    const first = { ...answer({ usage: USAGE }), candidates: [{ ...cut, continuationToken: "t1" }] };
    const { client, server, finish } = await startGoogle(set, [json(first), json(DONE), sse([first]), sse([DONE])]);
    expect((await client.models.generateContent(ASK)).text).toBe("HelloHello");
    let text = "";
    for await (const chunk of await client.models.generateContentStream(ASK)) text += chunk.text;
    expect(text).toBe("HelloHello");
    expect(server.requests).toHaveLength(4);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([10, 10, 10, 10]);
    expect(spans.map(({ attributes }) => attributes["gen_ai.response.finish_reasons"])).toEqual([
      ["CONTINUATION"],
      ["STOP"],
      ["CONTINUATION"],
      ["STOP"],
    ]);
  });

  it("records each request of automatic function calling, and the function it ran", async () => {
    const { client, server, finish } = await startGoogle(set, [json(CALLS), json(DONE)], {
      telemetry: { capture: "full" },
    });
    const response = await client.models.generateContent({ ...ASK, config: { tools: [callable(() => "sunny")] } });
    expect(response.text).toBe("Hello");
    expect(server.requests).toHaveLength(2);
    const all = await finish();
    expect(all.spans.map(({ name }) => name).sort()).toEqual(["execute_tool weather", SPAN, SPAN]);
    const { attributes } = all.span("execute_tool weather");
    expect(attributes).toMatchObject({ "gen_ai.tool.call.id": "c1", "gen_ai.tool.name": "weather" });
    expect(JSON.parse(String(attributes["gen_ai.tool.call.arguments"]))).toEqual({ city: "Oslo" });
    expect(JSON.parse(String(attributes["gen_ai.tool.call.result"]))).toEqual({ output: "sunny" });
    expect(String(all.spans.find(({ name }) => name === SPAN)?.attributes["gen_ai.tool.definitions"])).toContain(
      "time",
    );
    expect(all.violations).toEqual([]);
  });

  it("gives functions that are run in one go a span each", async () => {
    const { client, finish } = await startGoogle(set, [json(TWO_CALLS), json(DONE)]);
    await client.models.generateContent({ ...ASK, config: { tools: [callable(({ name }) => name)] } });
    const all = await finish();
    expect(all.spans.map(({ name }) => name).sort()).toEqual(["execute_tool time", "execute_tool weather", SPAN, SPAN]);
    expect(all.violations).toEqual([]);
  });

  it("records functions that run while an answer streams", async () => {
    const { client, finish } = await startGoogle(set, [sse([CALLS]), sse([DONE])]);
    const config = { tools: [callable(() => "sunny")] };
    let text = "";
    for await (const chunk of await client.models.generateContentStream({ ...ASK, config })) {
      text += chunk.candidates[0].content.parts[0].text ?? "";
    }
    expect(text).toBe("Hello");
    const { spans } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["execute_tool weather", SPAN, SPAN]);
    expect(
      spans.filter(({ name }) => name === SPAN).map(({ attributes }) => attributes["gen_ai.request.stream"]),
    ).toEqual([true, true]);
  });

  it("records a function that fails, and gives the caller its very error", async () => {
    const failure = new TypeError("no such city");
    const { client, finish } = await startGoogle(set, [json(CALLS), json(DONE)]);
    const tool = callable(() => {
      throw failure;
    });
    await expect(client.models.generateContent({ ...ASK, config: { tools: [tool] } })).rejects.toBe(failure);
    const all = await finish();
    expect(all.span("execute_tool weather").attributes["error.type"]).toBe("TypeError");
    expect(all.span(SPAN).status?.code ?? 0).not.toBe(2);
  });

  it("records functions whose answer says that they failed", async () => {
    const { client, finish } = await startGoogle(set, [json(TWO_CALLS), json(DONE)], {
      telemetry: { capture: "full" },
    });
    const response = ({ name }: FunctionCall) =>
      name === "time" ? { error: "no clock" } : { output: "sunny", error: null };
    const tool = {
      ...callable(() => undefined),
      callTool: async (calls: readonly FunctionCall[]) =>
        calls.map((one) => ({ functionResponse: { id: one.id, name: one.name, response: response(one) } })),
    };
    await client.models.generateContent({ ...ASK, config: { tools: [tool] } });
    const all = await finish();
    expect(all.span("execute_tool time")).toMatchObject({
      status: { code: 2, message: "no clock" },
      attributes: { "error.type": "tool_error" },
    });
    expect(all.span("execute_tool weather").attributes).not.toHaveProperty("error.type");
  });

  it("puts what a function does inside its span", async () => {
    const { client, telemetry, finish } = await startGoogle(set, [json(CALLS), json(DONE)]);
    const tool = callable(() => telemetry.step({ name: "look up" }, () => "sunny"));
    await client.models.generateContent({ ...ASK, config: { tools: [tool] } });
    const all = await finish();
    expect(all.span("step look up").parentSpanId).toBe(all.span("execute_tool weather").spanId);
  });
});
