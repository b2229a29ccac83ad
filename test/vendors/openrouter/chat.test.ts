import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { unwrap, wrapOpenRouter } from "../../../src/instrumentation/openrouter/index.ts";
import { drop, hang, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { readAll } from "../read-all.ts";
import {
  ask,
  askStream,
  COMPLETION,
  chunk,
  loadOpenRouter,
  MAJORS,
  MODEL,
  optionsFor,
  startOpenRouter,
  USAGE,
} from "./support.ts";

const NAME = `chat ${MODEL}`;
const RETRIES = {
  strategy: "backoff",
  backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 5_000 },
  retryConnectionErrors: true,
};
const slowDown = json({ error: { code: 429, message: "slow down" } }, 429, { "x-request-id": "req-2" });

describe.each(MAJORS)("wrapOpenRouter() with @openrouter/sdk, %s, %s", (...major) => {
  it("records usage, parameters with their zeros, request id, server, and the cost that OpenRouter states", async () => {
    const { client, server, finish } = await startOpenRouter(major, json(COMPLETION, 200, { "x-request-id": "req-1" }));
    expect((await client.chat.send(ask())).choices[0].message.content).toBe("Hi.");
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "gen_ai.provider.name": "openrouter",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.request.max_tokens": 20,
      "gen_ai.response.id": "gen-1",
      "gen_ai.response.model": MODEL,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.usage.cache_write.input_tokens": 2,
      "gen_ai.usage.reasoning.output_tokens": 3,
      "agentscribe.cost.usd": 0.00042,
      "agentscribe.cost.source": "provider",
      "agentscribe.request_id": "req-1",
      "server.address": "127.0.0.1",
      "server.port": server.port,
    });
  });

  it("records what the upstream charged on a key of one's own, and names the upstream when it is told", async () => {
    const endpoints = {
      total: 2,
      available: [
        { model: MODEL, provider: "OpenAI", selected: false },
        { model: MODEL, provider: "Azure", selected: true },
      ],
    };
    const openrouter_metadata = {
      attempt: 1,
      endpoints,
      is_byok: true,
      region: null,
      requested: MODEL,
      strategy: "direct",
      summary: "",
    };
    const usage = {
      ...USAGE,
      cost: 0.00002,
      is_byok: true,
      cost_details: { ...USAGE.cost_details, upstream_inference_cost: 0.004 },
    };
    const { client, finish } = await startOpenRouter(
      major,
      json({ ...COMPLETION, usage, openrouter_metadata }),
      sse([chunk({ content: "a" }, "stop"), chunk({}, null, { choices: [], usage, openrouter_metadata })], "done"),
    );
    await client.chat.send(ask());
    await readAll(await client.chat.send(askStream()));
    const { spans } = await finish();
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({ "agentscribe.cost.usd": 0.004, "agentscribe.upstream.provider": "Azure" });
    }
    expect(spans).toHaveLength(2);
  });

  it("records a stream with usage, the time to the first chunk, reasoning and two interleaved tool calls", async () => {
    const call = (index: number, args: string, more: object = {}): object => ({
      tool_calls: [{ index, function: { arguments: args }, ...more }],
    });
    const begin = (index: number, id: string, name: string, args: string): object =>
      call(index, args, { id, type: "function", function: { name, arguments: args } });
    const { client, finish } = await startOpenRouter(
      major,
      sse(
        [
          chunk({ role: "assistant", content: "", reasoning: "hmm" }),
          chunk(begin(0, "a", "first", '{"x"')),
          chunk(begin(1, "b", "second", '{"y":')),
          chunk(call(0, ":1}")),
          chunk(call(1, "2}")),
          chunk({ content: "" }, "tool_calls"),
          chunk({}, null, { choices: [], usage: USAGE }),
        ],
        "done",
      ),
    );
    expect(await readAll(await client.chat.send(askStream()))).toHaveLength(7);
    const all = await finish();
    expect(all.violations).toEqual([]);
    const { attributes } = all.span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.response.finish_reasons": ["tool_calls"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
      "agentscribe.cost.usd": 0.00042,
    });
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      {
        parts: [
          { type: "reasoning", content: "hmm" },
          { type: "tool_call", id: "a", name: "first", arguments: { x: 1 } },
          { type: "tool_call", id: "b", name: "second", arguments: { y: 2 } },
        ],
      },
    ]);
  });

  it("records both of two streamed choices, and a stream without usage", async () => {
    const choice = (index: number, content: string, finish_reason: string | null): object =>
      chunk({}, null, { choices: [{ index, delta: { content }, finish_reason }] });
    const { client, finish } = await startOpenRouter(
      major,
      sse([choice(0, "a", null), choice(1, "b", null), choice(0, "", "stop"), choice(1, "", "length")], "done"),
    );
    await readAll(await client.chat.send(askStream()));
    const { attributes } = (await finish()).span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["stop", "length"],
      "agentscribe.cost.status": "unpriced",
    });
    expect(attributes["gen_ai.usage.output_tokens"]).toBeUndefined();
  });

  it("keeps the stream's own class, and its readers and branches", async () => {
    const { client, finish } = await startOpenRouter(
      major,
      sse([chunk({ content: "a" }, "stop", { usage: USAGE })], "done"),
    );
    const stream = await client.chat.send(askStream());
    expect(stream.constructor.name).toBe("EventStream");
    const reader = stream.getReader();
    while (!(await reader.read()).done);
    const [left, right] = (await client.chat.send(askStream())).tee();
    expect(await Promise.all([readAll(left), readAll(right)])).toEqual([[expect.anything()], [expect.anything()]]);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([7, 7]);
  });

  it("ends the span without an error when the caller leaves the stream", async () => {
    const { client, finish } = await startOpenRouter(
      major,
      sse([chunk({ content: "a" }), chunk({ content: "b" })], "hang"),
    );
    for await (const part of await client.chat.send(askStream())) {
      expect(part.choices[0].delta.content).toBe("a");
      break;
    }
    const span = (await finish()).span(NAME);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes).toMatchObject({ "gen_ai.request.stream": true, "agentscribe.output.size": 1 });
  });

  it("marks the span failed when a chunk says so, which the client hands on as it is", async () => {
    const error = { code: 502, message: "Provider disconnected" };
    const { client, finish } = await startOpenRouter(
      major,
      sse([chunk({ content: "Hel" }), chunk({ content: "" }, "error", { error })], "done"),
    );
    const parts = (await readAll(await client.chat.send(askStream()))) as Vendor[];
    expect(parts[1].error).toEqual(error);
    const span = (await finish()).span(NAME);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({
      "error.type": "502",
      "gen_ai.response.finish_reasons": ["error"],
      "agentscribe.output.size": 3,
    });
  });

  it("records a socket that was dropped in mid-stream with what came before", async () => {
    const { client, finish } = await startOpenRouter(
      major,
      sse([chunk({ content: "Hel" }), chunk({ content: "lo" })], "drop"),
    );
    await expect(client.chat.send(askStream()).then(readAll)).rejects.toThrow();
    const span = (await finish()).span(NAME);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "error.type": expect.any(String), "agentscribe.output.size": 5 });
  });

  it("gives the caller the client's own error for a 429, and ends the span", async () => {
    const { client, finish } = await startOpenRouter(major, slowDown);
    const error = await client.chat.send(ask()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ statusCode: 429, name: "TooManyRequestsResponseError" });
    await expect(client.chat.send(askStream())).rejects.toMatchObject({ statusCode: 429 });
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.spans.map(({ status }) => status.code)).toEqual([2, 2]);
    expect(all.spans[0]?.attributes).toMatchObject({ "error.type": "429", "agentscribe.request_id": "req-2" });
  });

  it("records a retry as an event of one call", async () => {
    const { client, finish } = await startOpenRouter(major, slowDown, drop(), json(COMPLETION));
    await client.chat.send(ask(), { retries: RETRIES, retryCodes: ["429"] });
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span(NAME).attributes).toMatchObject({ "agentscribe.llm.retries": 2, "gen_ai.usage.output_tokens": 7 });
    expect(all.eventsNamed("agentscribe.retry")[0]?.attributes).toMatchObject({ "error.type": "429" });
  });

  it("records an abort before the answer, and one during the stream", async () => {
    const { client, server, finish } = await startOpenRouter(major, hang(), sse([chunk({ content: "a" })], "hang"));
    const early = new AbortController();
    const asked = client.chat.send(ask(), { signal: early.signal });
    vi.waitFor(() => expect(server.requests).toHaveLength(1)).finally(() => early.abort());
    await expect(asked).rejects.toMatchObject({ name: "RequestAbortedError" });
    const late = new AbortController();
    const reading = (async () => {
      for await (const _ of await client.chat.send(askStream(), { signal: late.signal })) late.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["RequestAbortedError", "AbortError"]);
  });

  it("keeps class, parts and subclasses, and unwraps", async () => {
    const { client, vendor, server, finish } = await startOpenRouter(major, json(COMPLETION));
    expect(client).toBeInstanceOf(vendor.OpenRouter);
    const { chat } = client;
    expect(wrapOpenRouter(client)).toBe(client);
    class Own extends vendor.OpenRouter {
      #asked = 0;
      async ask(): Promise<number> {
        await this.chat.send(ask());
        this.#asked += 1;
        return this.#asked;
      }
    }
    expect(await wrapOpenRouter(Reflect.construct(Own, [optionsFor(server.url)]) as Own).ask()).toBe(1);
    unwrap(client);
    expect(client.chat).toBe(chat);
    for (const [target, name] of [
      [chat, "send"],
      [client, "_do"],
      [client, "callModel"],
      [client._options.httpClient, "request"],
    ])
      expect(Object.hasOwn(target, name)).toBe(false);
    await client.chat.send(ask());
    expect((await finish()).spans).toHaveLength(1);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { OpenRouter } = await loadOpenRouter(...major);
    const made = new OpenRouter({ apiKey: "none" });
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapOpenRouter(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(Object.hasOwn(made.chat, "send")).toBe(false);
  });

  it("adds no unhandled rejection to a call nobody awaits, and keeps the one there is", async () => {
    const { client, finish } = await startOpenRouter(major, json({ error: { code: 500, message: "no" } }, 500));
    const seen: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => seen.push(error));
    try {
      void client.chat.send(ask());
      await expect.poll(() => seen.length).toBe(1);
      await setImmediate();
      expect(seen).toHaveLength(1);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
    expect((await finish()).spans).toHaveLength(1);
  });

  it("gives odd answers as the client does", async () => {
    const cut = Buffer.from(`data: ${JSON.stringify(chunk({ content: "größe €" }, "stop"))}\n\ndata: [DONE]\n\n`);
    const at = cut.indexOf("ö") + 1;
    const type = { "content-type": "text/event-stream" };
    const odd = [
      json({ ...COMPLETION, usage: null }),
      json({ ...COMPLETION, usage: "many" }),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
      json({ ...COMPLETION, model: "unknown-model", choices: [], usage: undefined }),
    ];
    const big = { index: 0, id: "a", type: "function", function: { name: "f", arguments: "x".repeat(5_000_000) } };
    const streams = [
      raw([cut.subarray(0, at), cut.subarray(at)], type),
      raw(["data: [DONE]\n\n"], type),
      sse([chunk({ tool_calls: [big] })], "done"),
    ];
    const { client, vendor, finish } = await startOpenRouter(major, ...odd, ...streams);
    const server = await startScriptedServer(...odd, ...streams);
    const bare = new vendor.OpenRouter(optionsFor(server.url));
    for (const _ of odd) expect(await outcome(client)).toEqual(await outcome(bare));
    for (const _ of streams) {
      const [seen, plain] = [
        await readAll(await client.chat.send(askStream())),
        await readAll(await bare.chat.send(askStream())),
      ];
      expect(JSON.stringify(seen) === JSON.stringify(plain)).toBe(true);
    }
    expect((await finish()).spans).toHaveLength(odd.length + streams.length);
  });
});

async function outcome(client: Vendor): Promise<unknown> {
  try {
    return await client.chat.send(ask());
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
