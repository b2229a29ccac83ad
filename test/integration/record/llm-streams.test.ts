import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import OpenAI from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Step } from "../../../examples/support/model/script.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { startRecording } from "../../support/recording.ts";

const USAGE = { inputTokens: 40, outputTokens: 12, cacheReadTokens: 8, reasoningTokens: 2 };
const HELLO: Step = { reply: { text: "Hello there, how are you doing today?", usage: USAGE } };
const MODEL = "gpt-5-mini";
const REQUEST = { model: MODEL, messages: [{ role: "user" as const, content: "Hi" }] };
const STREAM = { ...REQUEST, stream: true as const, stream_options: { include_usage: true } };
const CALL = { provider: "openai", model: MODEL };
const THEN = "then" as const;
const COUNTED = { "gen_ai.usage.input_tokens": 40, "gen_ai.usage.output_tokens": 12 };

async function startModel(...script: Step[]): Promise<{ client: OpenAI; server: ModelServer }> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  return { client: new OpenAI({ apiKey: "none", baseURL: server.url, maxRetries: 0 }), server };
}

async function read(stream: AsyncIterable<unknown>, limit = Number.POSITIVE_INFINITY): Promise<number> {
  let count = 0;
  for await (const _ of stream) {
    count += 1;
    if (count >= limit) break;
  }
  return count;
}

describe("llm() and a stream it returns", () => {
  it("gives the client's own stream and ends with it", async () => {
    const { telemetry, collect, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    let own: unknown;
    const stream = await telemetry.llm(CALL, async () => {
      const made = await client.chat.completions.create(STREAM);
      own = made;
      return made;
    });
    expect(stream).toBe(own);
    expect(stream.controller).toBeInstanceOf(AbortController);
    expect((await collect()).spans).toEqual([]);
    await read(stream);
    const { span, points, violations } = await finish();
    expect(span(`chat ${MODEL}`)).toMatchObject({
      status: { code: 0 },
      attributes: {
        ...COUNTED,
        "gen_ai.request.stream": true,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": expect.any(Number),
      },
    });
    const counts = points("gen_ai.client.inference.usage.input_tokens");
    expect(counts.reduce((sum, point) => sum + point.value, 0)).toBe(40);
    expect(points("gen_ai.client.inference.time_to_first_chunk")[0]?.count).toBe(1);
    expect(points("gen_ai.client.inference.time_per_output_chunk")[0]?.count).toBeGreaterThan(1);
    expect(violations).toEqual([]);
  });

  it("of the Responses API is read too", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const stream = await telemetry.llm(CALL, () =>
      client.responses.create({ model: MODEL, input: "Hi", stream: true }),
    );
    await read(stream);
    const { span, violations } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject({ ...COUNTED, "openai.api.type": "responses" });
    expect(violations).toEqual([]);
  });

  it("counts a stream split by tee() once", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    const [left, right] = stream.tee();
    const [one, two] = await Promise.all([read(left), read(right)]);
    expect(one).toBe(two);
    const { span, points } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
    const counts = points("gen_ai.client.inference.usage.output_tokens");
    expect(counts.reduce((sum, point) => sum + point.value, 0)).toBe(12);
  });

  it("is read through toReadableStream()", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    await read(stream.toReadableStream() as ReadableStream<unknown> & AsyncIterable<unknown>);
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });

  it("left early ends as cut, with usage and cost estimated from what was sent and received", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    await read(stream, 2);
    const { span, points } = await finish();
    const { attributes, status } = span(`chat ${MODEL}`);
    expect(status.code).toBe(0);
    expect(attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["error"],
      "gen_ai.response.id": expect.any(String),
      "gen_ai.usage.input_tokens": expect.any(Number),
      "gen_ai.usage.output_tokens": expect.any(Number),
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
      "agentscribe.cost.status": "incomplete",
      "agentscribe.cost.reason": "usage_estimated",
      "agentscribe.cost.usd": expect.any(Number),
    });
    expect(points("agentscribe.client.cost.unpriced").map(({ value }) => value)).toEqual([1]);
    expect(points("agentscribe.client.cost").map(({ value }) => value)).toEqual([attributes["agentscribe.cost.usd"]]);
    expect(attributes).not.toHaveProperty(["agentscribe.unfinished"]);
  });

  it("left early has its usage estimated also where its output was given by hand", async () => {
    const { telemetry, finish } = await startRecording();
    const request = { model: MODEL, messages: [{ role: "user", content: "y".repeat(400) }] };
    telemetry.llm({ provider: "openai", request }, (call) => {
      call.output([{ role: "assistant", content: "x".repeat(400) }]);
      call.cancelled();
    });
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 100,
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
    });
  });

  it("aborted by its controller ends as cut", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel({
      reply: { text: "one two three four five", chunkDelayMillis: 5, hangAfter: 3 },
    });
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    let seen = 0;
    for await (const _ of stream) {
      seen += 1;
      if (seen === 2) setImmediate(() => stream.controller.abort());
    }
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["error"],
      "agentscribe.cost.status": "incomplete",
    });
    expect(span(`chat ${MODEL}`).attributes).not.toHaveProperty(["agentscribe.unfinished"]);
  });

  it.each([
    ["closes", undefined, "ERR_STREAM_PREMATURE_CLOSE"],
    ["fails", Object.assign(new Error("full"), { code: "ENOSPC" }), "ENOSPC"],
  ])("is left by a pipe whose other end %s, which is no failure of the call", async (_, error, code) => {
    const { telemetry, finish } = await startRecording();
    const { client, server } = await startModel({ reply: { text: "and so on ".repeat(500), chunkDelayMillis: 1 } });
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    const end = new Writable({
      objectMode: true,
      write() {
        this.destroy(error);
      },
    });
    await expect(pipeline(Readable.from(stream), end)).rejects.toMatchObject({ code });
    await expect.poll(() => server.openRequests).toBe(0);
    const { attributes } = (await finish()).span(`chat ${MODEL}`);
    expect(attributes["error.type"]).toBeUndefined();
    expect(attributes["agentscribe.usage.estimated"]).toBeDefined();
  });

  it("that breaks off fails the call with the client's own error", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel({
      reply: { text: "one two three four five", chunkDelayMillis: 2, cutAfter: 3 },
    });
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(STREAM));
    await expect(read(stream)).rejects.toThrow();
    const { span, event, violations } = await finish();
    expect(span(`chat ${MODEL}`)).toMatchObject({
      status: { code: 2, message: "" },
      attributes: {
        "error.type": expect.any(String),
        "gen_ai.response.model": MODEL,
        "gen_ai.response.finish_reasons": ["error"],
        "agentscribe.cost.status": "incomplete",
      },
    });
    expect(event("gen_ai.client.operation.exception").spanId).toBe(span(`chat ${MODEL}`).spanId);
    expect(violations).toEqual([]);
  });

  it("that ends in order before its last event is incomplete, its output estimated, and no failure", async () => {
    const { telemetry, finish } = await startRecording();
    const model = "claude-opus-4-6";
    const started = {
      type: "message",
      role: "assistant",
      model,
      content: [],
      usage: { input_tokens: 8_100, output_tokens: 1 },
    };
    const events = [
      { type: "message_start", message: started },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "lorem ipsum ".repeat(45) } },
    ];
    expect(await read(telemetry.llm({ provider: "anthropic", model }, () => ReadableStream.from(events)))).toBe(3);
    const { span, points } = await finish();
    expect(span(`chat ${model}`)).toMatchObject({
      status: { code: 0 },
      attributes: {
        "gen_ai.response.finish_reasons": ["error"],
        "gen_ai.usage.input_tokens": 8_100,
        "gen_ai.usage.output_tokens": 135,
        "agentscribe.usage.estimated": "outputTokens",
        "agentscribe.cost.status": "incomplete",
        "agentscribe.cost.reason": "usage_estimated",
      },
    });
    expect(span(`chat ${model}`).attributes).not.toHaveProperty(["error.type"]);
    expect(points("agentscribe.client.cost.unpriced").map(({ value }) => value)).toEqual([1]);
  });

  it("consumed inside the function, chunk by chunk, ends with the function", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    await telemetry.llm(CALL, async (call) => {
      const stream = await client.chat.completions.create(STREAM);
      for await (const chunk of stream) call.chunk(chunk);
      return stream;
    });
    const { span, violations } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
    expect(span(`chat ${MODEL}`).attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(violations).toEqual([]);
  });

  it.each(["getReader", "tee", "for await", "pipeTo"])("observes a web stream read by %s", async (way) => {
    const { telemetry, finish } = await startRecording();
    const chunks = [
      { id: "c1", object: "chat.completion.chunk", model: MODEL, choices: [{ index: 0, delta: { content: "a" } }] },
      {
        id: "c1",
        object: "chat.completion.chunk",
        model: MODEL,
        choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
        usage: { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 },
      },
    ];
    const source = ReadableStream.from(chunks);
    const stream = telemetry.llm(CALL, () => source);
    expect(stream).toBe(source);
    const got: unknown[] = [];
    const drain = async (from: ReadableStream<unknown>): Promise<void> => {
      const reader = from.getReader();
      for (let item = await reader.read(); !item.done; item = await reader.read()) got.push(item.value);
    };
    if (way === "getReader") await drain(stream);
    if (way === "tee") await Promise.all(stream.tee().map(drain));
    if (way === "for await") for await (const chunk of stream) got.push(chunk);
    if (way === "pipeTo") await stream.pipeTo(new WritableStream({ write: (chunk) => void got.push(chunk) }));
    expect(got).toHaveLength(way === "tee" ? 4 : 2);
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    if (way !== "pipeTo") expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });
});

describe("the times between the chunks of a long stream", () => {
  it("have the labels of the call, which are known at its end", async () => {
    const { telemetry, finish } = await startRecording();
    const answer = { id: "r", object: "response", model: "gpt-5-mini-2025-08-07", output: [] };
    async function* chunks(): AsyncGenerator<unknown> {
      yield { type: "response.created", response: { ...answer, status: "in_progress", service_tier: "auto" } };
      for (let index = 0; index < 2_500; index += 1)
        yield { type: "response.output_text.delta", item_id: "m", output_index: 0, content_index: 0, delta: "x" };
      yield { type: "response.completed", response: { ...answer, status: "completed", service_tier: "default" } };
    }
    expect(await read(telemetry.llm(CALL, chunks))).toBe(2_502);
    const { points } = await finish();
    const [call] = points("gen_ai.client.inference.duration");
    expect(call?.attributes["openai.response.service_tier"]).toBe("default");
    expect(points("gen_ai.client.inference.time_per_output_chunk")).toMatchObject([
      { count: 2_501, attributes: call?.attributes },
    ]);
  });
});

describe("llm() and a lazy promise it returns", () => {
  it("is the client's own, observed when the caller awaits it and not before", async () => {
    const { telemetry, collect, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    let own: unknown;
    let parsed = 0;
    const promise = telemetry.llm(CALL, () => {
      const made = client.chat.completions.create(REQUEST);
      const parse = Reflect.get(made, "parse") as () => unknown;
      Object.defineProperty(made, "parse", {
        value: () => {
          parsed += 1;
          return Reflect.apply(parse, made, []);
        },
      });
      own = made;
      return made;
    });
    expect(promise).toBe(own);
    expect((await collect()).spans).toEqual([]);
    expect(parsed).toBe(0);
    const completion = await promise;
    expect(completion.choices[0]?.message.content).toContain("Hello");
    expect(parsed).toBe(1);
    const { span, violations } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
    expect(violations).toEqual([]);
  });

  it("still gives withResponse()", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const { data, response, request_id } = await telemetry
      .llm(CALL, () => client.chat.completions.create(REQUEST))
      .withResponse();
    expect(data.usage?.prompt_tokens).toBe(40);
    expect(response.status).toBe(200);
    expect(request_id).toBe("req_1");
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });

  it("still gives asResponse() with its body unread", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const response = await telemetry.llm(CALL, () => client.chat.completions.create(REQUEST)).asResponse();
    expect(response.bodyUsed).toBe(false);
    expect(await response.json()).toMatchObject({ usage: { prompt_tokens: 40 } });
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });

  it("gives usage when the promise is awaited after asResponse()", async () => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO);
    const promise = telemetry.llm(CALL, () => client.chat.completions.create(REQUEST));
    expect((await promise.asResponse()).status).toBe(200);
    expect((await promise).usage?.prompt_tokens).toBe(40);
    const { span, spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });

  it.each(["catch", "finally"] as const)("is observed through %s() too", async (way) => {
    const { telemetry, finish } = await startRecording();
    const { client } = await startModel(HELLO, { reply: { error: { status: 500 } } });
    const completion = await telemetry.llm(CALL, () => client.chat.completions.create(REQUEST))[way](() => undefined);
    expect(completion?.usage?.prompt_tokens).toBe(40);
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes).toMatchObject(COUNTED);
  });

  it("is started once, by the caller's subscription", async () => {
    const { telemetry, finish } = await startRecording();
    let runs = 0;
    // A query builder that runs each time that somebody subscribes.
    const query = {
      [THEN]<T>(done: (value: number) => T): Promise<T> {
        runs += 1;
        return Promise.resolve(7).then(done);
      },
    };
    const returned = telemetry.tool({ name: "query" }, () => query);
    expect(returned).toBe(query);
    expect(runs).toBe(0);
    expect(await returned).toBe(7);
    expect(runs).toBe(1);
    const { span } = await finish();
    expect(span("execute_tool query").attributes).toMatchObject({ "agentscribe.tool.output.size": expect.any(Number) });
  });
});

describe("tool() and a stream of Node it returns", () => {
  it("ends when the stream has ended, by events or by iteration", async () => {
    const { telemetry, finish } = await startRecording();
    const byEvents = telemetry.tool({ name: "events" }, () => Readable.from(["a", "b"]));
    await new Promise((resolve) => byEvents.on("data", () => undefined).on("end", resolve));
    const byIteration = telemetry.tool({ name: "iteration" }, () => Readable.from(["a", "b"]));
    expect(await read(byIteration)).toBe(2);
    const broken = telemetry.tool({ name: "broken" }, () => Readable.from(["a", "b"]));
    broken.on("error", () => undefined);
    await new Promise((resolve) => broken.on("close", resolve).destroy(new RangeError("gone")));
    await telemetry.tool({ name: "read inside" }, async () => {
      const inside = Readable.from(["a", "b"]);
      await read(inside);
      return inside;
    });
    await telemetry.tool({ name: "locked" }, async () => {
      const locked = ReadableStream.from(["a"]);
      locked.getReader();
      return locked;
    });
    const { span, spans } = await finish();
    expect(spans).toHaveLength(5);
    for (const one of spans) expect(one.attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(span("execute_tool broken").attributes["error.type"]).toBe("RangeError");
  });
});

describe("a call whose start was given by a clock that is ahead", () => {
  it("has its first chunk at once, and never before it began", async () => {
    const { telemetry, finish } = await startRecording();
    const call = telemetry.startLlm({ ...CALL, startTime: Date.now() + 50 });
    call.chunk({ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop" }] });
    call.end();
    const { span } = await finish();
    expect(span(`chat ${MODEL}`).attributes["gen_ai.response.time_to_first_chunk"]).toBe(0);
  });
});
