import { describe, expect, it } from "vitest";
import { hang, json, raw, sse } from "../../support/scripted-server.ts";
import { outputOf } from "../recorded-output.ts";
import {
  ASK,
  end,
  errorBody,
  LIMITS,
  MESSAGE,
  overloaded,
  RECORDED_USAGE,
  SETS,
  START,
  STREAM,
  start,
  streamed,
  TOOL_STREAM,
  text,
  textStart,
} from "./support.ts";

const CHAT = "chat claude-opus-4-1";
const ASK_STREAM = { ...ASK, stream: true };

/** What is known of the input from the first event alone. */
const KNOWN_INPUT = { "gen_ai.usage.input_tokens": 1200, "gen_ai.usage.cache_read.input_tokens": 800 };

async function read(stream: AsyncIterable<{ type: string }>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  return types;
}

describe.each(SETS)("wrapAnthropic() of @anthropic-ai/sdk, %s: streams", (set) => {
  it.each([[["messages"]], [["beta", "messages"]]])("records a stream of %j once, whole", async (path) => {
    const { client, finish } = await start({ set, telemetry: { capture: "full" } }, streamed());
    const messages = path.reduce((at, key) => at[key], client);
    expect(await read(await messages.create(ASK_STREAM))).toEqual(
      STREAM.map((one) => (one as { event: string }).event),
    );
    const recorded = await finish();
    expect(recorded.spans).toHaveLength(1);
    const { attributes } = recorded.span(CHAT);
    expect(attributes).toMatchObject({
      ...RECORDED_USAGE,
      "gen_ai.request.stream": true,
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.finish_reasons": ["end_turn"],
      "agentscribe.usage.web_searches": 2,
      "agentscribe.service_tier": "standard",
      "agentscribe.request_id": "req_1",
      "agentscribe.cost.status": "ok",
    });
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThan(0);
    expect(outputOf(attributes)).toEqual([{ type: "text", content: "ab" }]);
    expect(recorded.violations).toEqual([]);
  });

  it("rebuilds interleaved tool calls", async () => {
    const { client, finish } = await start({ set, telemetry: { capture: "full" } }, streamed(TOOL_STREAM));
    await read(await client.messages.create(ASK_STREAM));
    const { attributes } = (await finish()).span(CHAT);
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_use"]);
    expect(outputOf(attributes)).toEqual([
      { type: "tool_call", id: "toolu_1", name: "add", arguments: { a: 1, b: 2 } },
      { type: "tool_call", id: "toolu_2", name: "add", arguments: { a: 3, b: 4 } },
    ]);
  });

  it("keeps the stream's class, controller, tee() and toReadableStream()", async () => {
    const { client, finish } = await start({ set }, streamed());
    const { data, response } = await client.messages.create(ASK_STREAM).withResponse();
    expect(response.headers.get("request-id")).toBe("req_1");
    expect(data.constructor.name).toBe("Stream");
    expect(data.controller).toBeInstanceOf(AbortController);
    const [left, right] = data.tee();
    expect(await read(left)).toEqual(await read(right));
    const web = (await client.messages.create(ASK_STREAM)).toReadableStream();
    expect(await new Response(web).text()).toContain("message_stop");
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([20, 20]);
  });

  it("takes an early break as an end, with the input that is known and no error", async () => {
    const { client, finish } = await start(
      { set, telemetry: { capture: "full" } },
      streamed([START, textStart(), text("a")], "hang"),
    );
    for await (const event of await client.messages.create(ASK_STREAM)) {
      if (event.type === "content_block_delta") break;
    }
    const { span, violations } = await finish();
    expect(span(CHAT)).toMatchObject({ status: { code: 0 }, attributes: KNOWN_INPUT });
    expect(span(CHAT).attributes["gen_ai.response.finish_reasons"]).toEqual(["error"]);
    expect(outputOf(span(CHAT).attributes)).toEqual([{ type: "text", content: "a" }]);
    expect(violations).toEqual([]);
  });

  it("keeps the partial output of an error in mid-stream, and throws the client's own", async () => {
    const { client, module, finish } = await start(
      { set, telemetry: { capture: "full" } },
      streamed([START, textStart(), text("a"), overloaded]),
    );
    const caught = await read(await client.messages.create(ASK_STREAM)).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(module.APIError);
    expect(String(caught)).toContain("Overloaded");
    const { span, violations } = await finish();
    expect(span(CHAT)).toMatchObject({
      status: { code: 2 },
      attributes: { ...KNOWN_INPUT, "error.type": "overloaded_error" },
    });
    expect(outputOf(span(CHAT).attributes)).toEqual([{ type: "text", content: "a" }]);
    expect(violations).toEqual([]);
  });

  it("takes a stream that ends before its last event for broken off", async () => {
    const answer = streamed([START, textStart(), text("lorem ipsum ".repeat(15))], "close");
    const { client, finish } = await start({ set }, answer, answer);
    expect(await read(await client.messages.create(ASK_STREAM))).toHaveLength(3);
    await client.messages
      .stream(ASK)
      .finalMessage()
      .catch(() => undefined);
    const { spans } = await finish();
    expect(spans).toHaveLength(2);
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        ...KNOWN_INPUT,
        "gen_ai.usage.output_tokens": 45,
        "gen_ai.response.finish_reasons": ["error"],
        "agentscribe.usage.estimated": "outputTokens",
        "agentscribe.cost.status": "incomplete",
      });
    }
  });

  it("ends the span when the connection drops in mid-stream", async () => {
    const { client, finish } = await start({ set }, streamed([START, textStart(), text("a")], "drop"));
    await expect(read(await client.messages.create(ASK_STREAM))).rejects.toThrow();
    expect((await finish()).span(CHAT)).toMatchObject({ status: { code: 2 }, attributes: KNOWN_INPUT });
  });

  it("ends the span of a stream that its caller aborts", async () => {
    const { client, finish } = await start({ set }, streamed([START, textStart(), text("a")], "hang"));
    const stream = await client.messages.create(ASK_STREAM);
    for await (const event of stream) if (event.type === "content_block_delta") stream.controller.abort();
    expect((await finish()).span(CHAT)).toMatchObject({ status: { code: 0 }, attributes: KNOWN_INPUT });
  });

  it("records a stream that was retried once", async () => {
    const { client, finish } = await start(
      { set },
      json(errorBody("overloaded_error"), 529, { "retry-after-ms": "1" }),
      streamed(),
    );
    await read(await client.messages.create(ASK_STREAM));
    const recorded = await finish();
    expect(recorded.span(CHAT).attributes).toMatchObject({ ...RECORDED_USAGE, "agentscribe.llm.retries": 1 });
  });

  it("reads events that are cut inside a character, and a stream that says nothing", async () => {
    const bytes = Buffer.from(
      [START, textStart(), text("größer 🎉"), ...end()]
        .map((one) => one as { event: string; data: object })
        .map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
        .join(""),
    );
    const cut = bytes.indexOf("🎉") + 2;
    const { client, finish } = await start(
      { set, telemetry: { capture: "full" } },
      raw([bytes.subarray(0, cut), bytes.subarray(cut)], { "content-type": "text/event-stream" }),
      sse([]),
    );
    await read(await client.messages.create(ASK_STREAM));
    expect(await read(await client.messages.create({ ...ASK_STREAM, model: "claude-opus-4-0" }))).toEqual([]);
    const { span } = await finish();
    expect(outputOf(span(CHAT).attributes)).toEqual([{ type: "text", content: "größer 🎉" }]);
    expect(span("chat claude-opus-4-0").attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
  });
});

describe.each(SETS)("wrapAnthropic() of @anthropic-ai/sdk, %s: messages.stream()", (set) => {
  it.each([[["messages"]], [["beta", "messages"]]])(
    "records the helper of %j with listeners and done()",
    async (path) => {
      const { client, finish } = await start({ set }, streamed());
      const messages = path.reduce((at, key) => at[key], client);
      const pieces: string[] = [];
      const helper = messages.stream(ASK).on("text", (piece: string) => pieces.push(piece));
      await helper.done();
      expect(pieces).toEqual(["a", "b"]);
      expect(await helper.finalText()).toBe("ab");
      const { data, response } = await helper.withResponse();
      expect([data === helper, response.status]).toEqual([true, 200]);
      const { spans, violations } = await finish();
      expect(spans.map(({ name, attributes }) => [name, attributes])).toMatchObject([[CHAT, RECORDED_USAGE]]);
      expect(violations).toEqual([]);
    },
  );

  it("records the helper that is iterated, and its final message", async () => {
    const { client, finish } = await start({ set }, streamed());
    const helper = client.messages.stream(ASK);
    expect(await read(helper)).toContain("message_stop");
    expect(await helper.finalMessage()).toMatchObject({ id: "msg_1", content: [{ text: "ab" }] });
    expect((await finish()).span(CHAT).attributes).toMatchObject(RECORDED_USAGE);
  });

  it("ends the span of a helper that is aborted", async () => {
    const { client, module, finish } = await start({ set }, streamed([START, textStart(), text("a")], "hang"));
    const helper = client.messages.stream(ASK);
    helper.on("text", () => helper.abort());
    await expect(helper.done()).rejects.toBeInstanceOf(module.APIUserAbortError);
    expect((await finish()).span(CHAT).attributes).toMatchObject(KNOWN_INPUT);
  });

  it("gives a caller who calls a helper off by a signal the client's own error, with a budget as without", async () => {
    const telemetry = { budgets: [{ name: "run", maxTokens: 1e6 }] };
    const { client, module, finish } = await start(
      { set, telemetry },
      streamed([START, textStart(), text("a")], "hang"),
    );
    const own = new AbortController();
    const helper = client.messages.stream(ASK, { signal: own.signal }).on("text", () => own.abort());
    await expect(helper.done()).rejects.toBeInstanceOf(module.APIUserAbortError);
    expect(helper.aborted).toBe(true);
    expect((await finish()).span(CHAT).attributes["error.type"]).toBeUndefined();
  });

  it("ends the span of a helper that is aborted before the answer", async () => {
    const { client, module, server, finish } = await start({ set }, hang());
    const helper = client.messages.stream(ASK);
    const done = helper.done().catch((error: unknown) => error);
    while (server.requests.length === 0) await new Promise(setImmediate);
    helper.abort();
    expect(await done).toBeInstanceOf(module.APIUserAbortError);
    expect((await finish()).span(CHAT).attributes["error.type"]).toBe("APIUserAbortError");
  });

  it("records a 529 and an error in mid-stream through the helper", async () => {
    const { client, finish } = await start(
      { set, client: { maxRetries: 0 } },
      json(errorBody("overloaded_error"), 529, LIMITS),
      streamed([START, overloaded]),
    );
    await expect(client.messages.stream(ASK).done()).rejects.toMatchObject({ status: 529 });
    const errors: unknown[] = [];
    const helper = client.messages.stream(ASK).on("error", (error: unknown) => errors.push(error));
    await helper.done().catch(() => undefined);
    expect(errors).toHaveLength(1);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["overloaded_error", "overloaded_error"]);
  });

  it("reads what the helper says it read", async () => {
    const { client, finish } = await start({ set, cjs: true }, streamed());
    const { usage } = await client.messages.stream(ASK).finalMessage();
    expect(usage).toMatchObject({ input_tokens: MESSAGE.usage.input_tokens, output_tokens: 20 });
    expect((await finish()).spans).toHaveLength(1);
  });
});
