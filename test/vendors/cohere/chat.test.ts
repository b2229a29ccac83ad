import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { unwrap, wrapCohere } from "../../../src/instrumentation/cohere/index.ts";
import { drop, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { readAll } from "../read-all.ts";
import { ANSWER, ASK, END, loadCohere, MAJORS, MODEL, START, startCohere, text, USAGE } from "./support.ts";

const NAME = `chat ${MODEL}`;

/** Cohere names no model in its answers. */
const withoutModel = (violations: readonly string[]): readonly string[] =>
  violations.filter((one) => !/^genai_expected_attribute_missing .* gen_ai\.response\.model$/.test(one));

describe.each(MAJORS)("wrapCohere() with cohere-ai, %s, %s", (...major) => {
  it("records the units that are billed, parameters with their zeros, request id and server", async () => {
    const { client, server, finish } = await startCohere(major, json(ANSWER, 200, { "x-request-id": "req-1" }));
    const answer = await client.chat(ASK);
    expect(answer.message.content[0].text).toBe("Hello.");
    const all = await finish();
    expect(withoutModel(all.violations)).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "gen_ai.provider.name": "cohere",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0.1,
      "gen_ai.request.top_k": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.request.max_tokens": 20,
      "gen_ai.response.id": "c-1",
      "gen_ai.response.finish_reasons": ["COMPLETE"],
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.usage.cache_read.input_tokens": 3,
      "agentscribe.request_id": "req-1",
      "agentscribe.cost.status": "ok",
      "server.address": "127.0.0.1",
      "server.port": server.port,
    });
  });

  it("records a stream with a plan, two interleaved tool calls and usage", async () => {
    const call = (index: number, id: string, name: string): object => ({
      type: "tool-call-start",
      index,
      delta: { message: { tool_calls: { id, type: "function", function: { name, arguments: "" } } } },
    });
    const args = (index: number, piece: string): object => ({
      type: "tool-call-delta",
      index,
      delta: { message: { tool_calls: { function: { arguments: piece } } } },
    });
    const { client, finish } = await startCohere(
      major,
      sse([
        START,
        { type: "tool-plan-delta", delta: { message: { tool_plan: "I look." } } },
        call(0, "a", "first"),
        call(1, "b", "second"),
        args(0, '{"x"'),
        args(1, '{"y":'),
        args(0, ":1}"),
        args(1, "2}"),
        { type: "message-end", delta: { finish_reason: "TOOL_CALL", usage: USAGE } },
      ]),
    );
    expect(await readAll(await client.chatStream(ASK))).toHaveLength(9);
    const all = await finish();
    expect(withoutModel(all.violations)).toEqual([]);
    const { attributes } = all.span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.response.finish_reasons": ["TOOL_CALL"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      {
        parts: [
          { type: "reasoning", content: "I look." },
          { type: "tool_call", id: "a", name: "first", arguments: { x: 1 } },
          { type: "tool_call", id: "b", name: "second", arguments: { y: 2 } },
        ],
      },
    ]);
  });

  it("records the first version of the API, whole and streamed", async () => {
    const whole = {
      response_id: "r-1",
      generation_id: "g-1",
      text: "Hello.",
      finish_reason: "COMPLETE",
      meta: { billed_units: { input_tokens: 5, output_tokens: 2 } },
    };
    const stream = [
      { event_type: "stream-start", generation_id: "g-1", is_finished: false },
      { event_type: "text-generation", text: "Hello.", is_finished: false },
      { event_type: "stream-end", finish_reason: "COMPLETE", is_finished: true, response: whole },
    ];
    const { first, finish } = await startCohere(
      major,
      json(whole),
      raw(
        stream.map((one) => `${JSON.stringify(one)}\n`),
        { "content-type": "application/stream+json" },
      ),
      json(ANSWER),
    );
    const ask = {
      model: MODEL,
      message: "more",
      preamble: "Be brief.",
      chatHistory: [{ role: "CHATBOT", message: "hi" }],
    };
    expect((await first.chat(ask)).text).toBe("Hello.");
    expect(await readAll(await first.chatStream(ask))).toHaveLength(3);
    await first.v2.chat(ASK);
    const { spans, violations } = await finish();
    expect(withoutModel(violations)).toEqual([]);
    for (const { attributes } of spans) expect(attributes["gen_ai.usage.output_tokens"]).toBe(2);
    expect(spans.map(({ attributes }) => attributes["gen_ai.response.id"])).toEqual(["r-1", "r-1", "c-1"]);
    expect(JSON.parse(String(spans[0]?.attributes["gen_ai.input.messages"]))).toMatchObject([
      { role: "assistant", parts: [{ content: "hi" }] },
      { role: "user", parts: [{ content: "more" }] },
    ]);
    expect(spans[0]?.attributes["gen_ai.system_instructions"]).toContain("Be brief.");
  });

  it("keeps `withRawResponse()`, its own kind of promise, and the stream's class", async () => {
    const { client, vendor, server, finish } = await startCohere(
      major,
      json(ANSWER),
      json(ANSWER),
      sse([START, END]),
      sse([START, END]),
    );
    const asked = client.chat(ASK);
    expect(asked.constructor.name).toBe("HttpResponsePromise");
    const { data, rawResponse } = await asked.withRawResponse();
    expect(data.id).toBe("c-1");
    expect(rawResponse.status).toBe(200);
    const bare = new vendor.CohereClientV2({ token: "none", environment: server.url });
    await bare.chat(ASK);
    const [seen, plain] = [await client.chatStream(ASK), await bare.chatStream(ASK)];
    expect(seen.constructor).toBe(plain.constructor);
    expect(seen.controller).toBeInstanceOf(AbortController);
    expect(await readAll(seen)).toEqual(await readAll(plain));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([2, 2]);
  });

  it("ends the span without an error when the caller leaves the stream", async () => {
    const { client, finish } = await startCohere(major, sse([START, text("a"), text("b")], "hang"));
    for await (const part of await client.chatStream(ASK)) if (part.type === "content-delta") break;
    const span = (await finish()).span(NAME);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes).toMatchObject({ "gen_ai.request.stream": true, "agentscribe.output.size": 1 });
  });

  it("records a generation that failed as failed, streamed or not, with what was received", async () => {
    const end = { type: "message-end", delta: { finish_reason: "ERROR", error: "the model died" } };
    const { client, finish } = await startCohere(
      major,
      sse([START, text("half an answer"), end], "done"),
      json({ ...ANSWER, finish_reason: "ERROR" }),
    );
    expect(await readAll(await client.chatStream(ASK))).toHaveLength(3);
    expect((await client.chat(ASK)).finishReason).toBe("ERROR");
    const [streamed, whole] = (await finish()).spans;
    expect(streamed?.attributes).toMatchObject({
      "error.type": "ERROR",
      "gen_ai.usage.output_tokens": 4,
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
      "agentscribe.cost.reason": "usage_estimated",
    });
    expect(whole?.attributes).toMatchObject({ "error.type": "ERROR", "gen_ai.usage.output_tokens": 2 });
    expect(whole?.attributes).not.toHaveProperty("agentscribe.usage.estimated");
  });

  it("records a socket that was dropped in mid-stream with what came before", async () => {
    const { client, finish } = await startCohere(major, sse([START, text("Hel"), text("lo")], "drop"));
    await expect(client.chatStream(ASK).then(readAll)).rejects.toThrow();
    const span = (await finish()).span(NAME);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "error.type": expect.any(String), "agentscribe.output.size": 5 });
  });

  it("gives the caller the client's own error for a 429, and ends the span", async () => {
    const { client, vendor, finish } = await startCohere(
      major,
      json({ id: "e-1", message: "slow down" }, 429, { "x-request-id": "req-2" }),
    );
    const error = await client.chat(ASK, { maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(vendor.Cohere.TooManyRequestsError);
    expect(error.body).toMatchObject({ message: "slow down" });
    await expect(client.chatStream(ASK, { maxRetries: 0 })).rejects.toBeInstanceOf(vendor.Cohere.TooManyRequestsError);
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.spans.map(({ attributes }) => [attributes["error.type"], attributes["agentscribe.request_id"]])).toEqual(
      Array(2).fill(["429", "req-2"]),
    );
  });

  it("records a retry as an event of one call", async () => {
    const { client, finish } = await startCohere(
      major,
      json({ message: "busy" }, 503, { "retry-after": new Date(Date.now() + 1_500).toUTCString() }),
      json(ANSWER),
    );
    await client.chat(ASK);
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span(NAME).attributes).toMatchObject({ "agentscribe.llm.retries": 1, "gen_ai.usage.output_tokens": 2 });
    expect(all.event("agentscribe.retry").attributes).toMatchObject({ "error.type": "503" });
  });

  it("records an abort before the answer and during the stream, and a connection that was dropped", async () => {
    const early = new AbortController();
    const { client, finish } = await startCohere(major, () => early.abort(), sse([START, text("a")], "hang"), drop());
    const asked = client.chat(ASK, { abortSignal: early.signal });
    await expect(asked).rejects.toThrow();
    const late = new AbortController();
    const reading = (async () => {
      for await (const part of await client.chatStream(ASK, { abortSignal: late.signal }))
        if (part.type === "content-delta") late.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    await expect(client.chat(ASK)).rejects.toThrow();
    const { spans } = await finish();
    expect(spans).toHaveLength(3);
    // The client of the older major does not say what the request failed of.
    const aborted = major[0] === "newest" ? "AbortError" : "CohereError";
    expect(spans.slice(0, 2).map(({ attributes }) => attributes["error.type"])).toEqual([aborted, "AbortError"]);
    expect(spans[2]?.status.code).toBe(2);
  });

  it("ends the span of a call nobody awaits, and leaves its rejection unhandled once", async () => {
    const { client, collect } = await startCohere(major, json(ANSWER), json({ message: "no" }, 400));
    void client.chat(ASK);
    await expect.poll(async () => (await collect()).spans.length).toBe(1);
    const seen: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => seen.push(error));
    try {
      void client.chat(ASK);
      await expect.poll(() => seen.length).toBe(1);
      await setImmediate();
      expect(seen).toHaveLength(1);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
    expect((await collect()).spans).toHaveLength(2);
  });

  it("keeps class and subclasses, uses the caller's own `fetch`, and unwraps", async () => {
    const { client, vendor, server, finish } = await startCohere(major, json(ANSWER));
    expect(client).toBeInstanceOf(vendor.CohereClientV2);
    expect(wrapCohere(client)).toBe(client);
    const asked: unknown[] = [];
    class Own extends vendor.CohereClient {
      #asked = 0;
      ask(): Promise<unknown> {
        this.#asked += 1;
        return this.v2.chat(ASK);
      }
      get asked(): number {
        return this.#asked;
      }
    }
    const fetch = (...args: Parameters<typeof globalThis.fetch>): Promise<Response> => {
      asked.push(args[0]);
      return globalThis.fetch(...args);
    };
    const own = wrapCohere(Reflect.construct(Own, [{ token: "none", environment: server.url, fetch }]) as Own);
    await own.ask();
    expect([own.asked, asked.length]).toEqual([1, 1]);
    unwrap(client);
    for (const part of [client.client, client.clientV2]) {
      expect(Object.getOwnPropertyNames(part).filter((name) => name.startsWith("__"))).toEqual([]);
      expect(Object.hasOwn(part._options, "fetch")).toBe(false);
    }
    await client.chat(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { CohereClientV2 } = await loadCohere(...major);
    const made = new CohereClientV2({ token: "none" });
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapCohere(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(Object.hasOwn(made.clientV2, "__chat")).toBe(false);
  });

  it("gives odd answers as the client does", async () => {
    const cut = Buffer.from([START, text("größe €"), END].map((one) => `data: ${JSON.stringify(one)}\n\n`).join(""));
    const at = cut.indexOf("ö") + 1;
    const events = { "content-type": "text/event-stream" };
    const odd = [
      json({ ...ANSWER, usage: null }),
      json({ ...ANSWER, usage: "many" }),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
      json({}),
    ];
    const streams = [
      raw([cut.subarray(0, at), cut.subarray(at)], events),
      raw([""], events),
      sse([START, text("x".repeat(5_000_000)), END]),
    ];
    const { client, vendor, finish } = await startCohere(major, ...odd, ...streams);
    const server = await startScriptedServer(...odd, ...streams);
    const bare = new vendor.CohereClientV2({ token: "none", environment: server.url });
    for (const _ of odd) expect(await outcome(client)).toEqual(await outcome(bare));
    for (const _ of streams) {
      const [seen, plain] = [await readAll(await client.chatStream(ASK)), await readAll(await bare.chatStream(ASK))];
      expect(JSON.stringify(seen) === JSON.stringify(plain)).toBe(true);
    }
    expect((await finish()).spans).toHaveLength(odd.length + streams.length);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: vendors' clients
async function outcome(client: any): Promise<unknown> {
  try {
    return await client.chat(ASK);
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
