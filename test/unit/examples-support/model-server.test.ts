import OpenAI, { APIConnectionError, APIConnectionTimeoutError, InternalServerError, RateLimitError } from "openai";
import { afterEach, describe, expect, it } from "vitest";
import type { Step } from "../../../examples/support/model/script.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";

let server: ModelServer | undefined;
const start = async (script?: readonly Step[], options: { maxRetries?: number; timeout?: number } = {}) => {
  server = await startModelServer(script === undefined ? {} : { script });
  return { server, client: new OpenAI({ apiKey: "none", baseURL: server.url, maxRetries: 0, ...options }) };
};
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const model = "gpt-6";
const ask = (content: string) => [{ role: "user" as const, content }];
const tools = ["lookup_order", "search_policy"].map((name) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object", properties: {} } },
}));
const responseTools = ["lookup_order", "search_policy"].map((name) => ({
  type: "function" as const,
  name,
  parameters: { type: "object", properties: {} },
  strict: false,
}));
const TWO_CALLS: readonly Step[] = [
  {
    reply: {
      reasoning: "Both are needed.",
      toolCalls: [
        { name: "lookup_order", arguments: { order_id: "A-1042", with_history: true }, id: "call_a" },
        { name: "search_policy", arguments: { query: "late delivery — refund?" }, id: "call_b" },
      ],
      usage: { inputTokens: 100, outputTokens: 50, cacheReadTokens: 64, reasoningTokens: 20 },
    },
  },
];

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe("startModelServer() chat completions", () => {
  it("answers with text and usage", async () => {
    const { client } = await start([
      { reply: { text: "Hello.", usage: { inputTokens: 9, outputTokens: 3, cacheReadTokens: 4, reasoningTokens: 1 } } },
    ]);
    const completion = await client.chat.completions.create({ model, messages: ask("hi") });
    expect(completion).toMatchObject({
      object: "chat.completion",
      model,
      choices: [{ message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 3,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    });
  });

  it("streams text and sends usage only when asked", async () => {
    const text = "A longer answer that comes in several pieces, with grüße 👋 in it.";
    const { client } = await start([{ reply: { text } }]);
    const create = (options: object) =>
      client.chat.completions.create({ model, messages: ask("hi"), stream: true, ...options });
    const plain = await collect(await create({}));
    expect(plain.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(text);
    expect(plain.length).toBeGreaterThan(4);
    expect(plain.some((chunk) => "usage" in chunk)).toBe(false);
    const counted = await collect(await create({ stream_options: { include_usage: true } }));
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: expect.any(Number) } });
    expect(counted.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it("streams two tool calls interleaved, which the client puts together", async () => {
    const { client } = await start(TWO_CALLS);
    const stream = client.chat.completions.stream({ model, messages: ask("order?"), tools });
    const order: number[] = [];
    stream.on("chunk", (chunk) => order.push(...(chunk.choices[0]?.delta.tool_calls ?? []).map(({ index }) => index)));
    const completion = await stream.finalChatCompletion();
    expect(order.slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect(completion.choices[0]?.finish_reason).toBe("tool_calls");
    const calls = completion.choices[0]?.message.tool_calls ?? [];
    expect(calls.map((call) => [call.id, call.type === "function" && JSON.parse(call.function.arguments)])).toEqual([
      ["call_a", { order_id: "A-1042", with_history: true }],
      ["call_b", { query: "late delivery — refund?" }],
    ]);
  });
});

describe("startModelServer() responses", () => {
  it("answers with text, reasoning and usage", async () => {
    const { client } = await start([
      {
        reply: {
          text: "Hello.",
          reasoning: "Greet.",
          usage: { inputTokens: 9, outputTokens: 8, cacheReadTokens: 4, reasoningTokens: 5 },
        },
      },
    ]);
    const response = await client.responses.create({ model, input: "hi", instructions: "Be short." });
    expect(response.output_text).toBe("Hello.");
    expect(response.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
    expect(response).toMatchObject({
      status: "completed",
      instructions: "Be short.",
      usage: {
        input_tokens: 9,
        output_tokens: 8,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens_details: { reasoning_tokens: 5 },
      },
    });
  });

  it("streams events in order, from which the client builds the whole response", async () => {
    const { client } = await start([
      { reply: { text: "A longer answer in several pieces.", reasoning: "Think it over first." } },
      ...TWO_CALLS,
    ]);
    const stream = client.responses.stream({ model, input: "hi" });
    const events: { type: string; sequence_number?: number }[] = [];
    stream.on("event", (event) => events.push(event));
    const response = await stream.finalResponse();
    expect(response.output_text).toBe("A longer answer in several pieces.");
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(["response.created", "response.completed"]);
  });

  it("streams two tool calls interleaved", async () => {
    const { client } = await start(TWO_CALLS);
    const events = await collect(
      await client.responses.create({ model, input: "order?", tools: responseTools, stream: true }),
    );
    const deltas = events.flatMap((event) => (event.type === "response.function_call_arguments.delta" ? [event] : []));
    expect(deltas.slice(0, 4).map(({ output_index }) => output_index)).toEqual([1, 2, 1, 2]);
    const joined = (index: number) =>
      JSON.parse(deltas.flatMap((event) => (event.output_index === index ? [event.delta] : [])).join(""));
    expect(joined(2)).toEqual({ query: "late delivery — refund?" });
  });

  it("says when an answer was cut", async () => {
    const { client } = await start([{ reply: { text: "Cut", finishReason: "length" } }]);
    const response = await client.responses.create({ model, input: "hi" });
    expect([response.status, response.incomplete_details?.reason]).toEqual(["incomplete", "max_output_tokens"]);
  });
});

describe("startModelServer() embeddings", () => {
  it("gives the same vector for the same text in both encodings", async () => {
    const { client } = await start([]);
    const input = ["late parcel", "parcel late", "something else"];
    const encoded = await client.embeddings.create({ model: "text-embedding-3-small", input });
    const plain = await client.embeddings.create({ model: "text-embedding-3-small", input, encoding_format: "float" });
    const [first, second, third] = encoded.data.map(({ embedding }) => embedding);
    expect(first).toHaveLength(16);
    expect(first).toEqual(second);
    expect(first).not.toEqual(third);
    expect(plain.data[0]?.embedding[0]).toBeCloseTo(first?.[0] ?? Number.NaN, 6);
    expect(encoded.usage.prompt_tokens).toBeGreaterThan(0);
  });
});

describe("startModelServer() script", () => {
  it("fails as told, with Retry-After, and answers the retry", async () => {
    const { client, server } = await start(
      [
        { times: 1, reply: { error: { status: 429, code: "rate_limit_exceeded" }, retryAfter: 0 } },
        { times: 1, reply: { error: { status: 500 } } },
        { reply: { text: "At last." } },
      ],
      { maxRetries: 2 },
    );
    const none = { maxRetries: 0 };
    const rejected = await client.chat.completions
      .create({ model, messages: ask("hi") }, none)
      .catch((error: unknown) => error);
    expect(rejected).toBeInstanceOf(RateLimitError);
    expect(rejected).toMatchObject({ status: 429, code: "rate_limit_exceeded", requestID: "req_1" });
    expect((rejected as RateLimitError).headers.get("retry-after")).toBe("0");
    await expect(client.chat.completions.create({ model, messages: ask("hi") }, none)).rejects.toBeInstanceOf(
      InternalServerError,
    );
    const completion = await client.chat.completions.create({ model, messages: ask("hi") });
    expect(completion.choices[0]?.message.content).toBe("At last.");
    expect(server.requests.map(({ call }) => call)).toEqual([1, 2, 3]);
  });

  it("drops the connection before or within an answer, and hangs", async () => {
    const { client } = await start(
      [
        { when: { lastMessage: "drop" }, reply: { drop: true } },
        {
          when: { lastMessage: "break" },
          reply: { text: "This never comes to its end.", cutAfter: 2 },
        },
        { when: { lastMessage: /^hang/ }, reply: { hang: true } },
      ],
      { timeout: 200 },
    );
    const create = (content: string) => client.chat.completions.create({ model, messages: ask(content) });
    await expect(create("drop")).rejects.toBeInstanceOf(APIConnectionError);
    await expect(create("hang")).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    const stream = await client.chat.completions.create({ model, messages: ask("break"), stream: true });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of stream) seen.push(chunk);
    })();
    await expect(reading).rejects.toThrow();
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  it("chooses by model, message and number, and refuses what no step answers", async () => {
    const { client } = await start([
      { when: { model: /mini/ }, reply: { text: "small" } },
      { when: { call: 2 }, reply: { text: "second" } },
      {
        when: { lastMessage: "weather", lastRole: "user" },
        reply: ({ userMessage }) => ({ text: userMessage.toUpperCase() }),
      },
    ]);
    const say = async (name: string, content: string) =>
      (await client.chat.completions.create({ model: name, messages: ask(content) })).choices[0]?.message.content;
    expect(await say("gpt-6-mini", "hi")).toBe("small");
    expect(await say("gpt-6", "hi")).toBe("second");
    expect(await say("gpt-6", "weather?")).toBe("WEATHER?");
    await expect(say("gpt-6", "hi")).rejects.toMatchObject({ status: 400 });
  });

  it("leads an agent with two tools to an answer by default, in both APIs", async () => {
    const { client } = await start();
    const messages: OpenAI.ChatCompletionMessageParam[] = ask("Where is my order B-77? I want a refund.");
    const turns: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const { choices } = await client.chat.completions.create({ model, messages, tools });
      const message = choices[0]?.message;
      if (message === undefined) break;
      messages.push(message);
      const calls = message.tool_calls ?? [];
      turns.push(calls.length > 0 ? `${calls.length} calls` : (message.content ?? ""));
      if (calls.length === 0) break;
      for (const { id } of calls) messages.push({ role: "tool", tool_call_id: id, content: "found" });
    }
    expect(turns).toEqual(["2 calls", "1 calls", expect.stringContaining("Order B-77")]);

    const input: OpenAI.Responses.ResponseInput = ask("Where is my order B-77?");
    const kinds: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const response = await client.responses.create({ model, input, tools: responseTools });
      const calls = response.output.flatMap((item) => (item.type === "function_call" ? [item] : []));
      input.push(...calls);
      kinds.push(`${calls.length} calls`);
      if (calls.length === 0) break;
      for (const { call_id } of calls) input.push({ type: "function_call_output", call_id, output: "found" });
    }
    expect(kinds).toEqual(["2 calls", "1 calls", "0 calls"]);
  });
});
