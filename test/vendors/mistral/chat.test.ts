import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { unwrap, wrapMistral } from "../../../src/instrumentation/mistral/index.ts";
import { drop, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { readAll } from "../read-all.ts";
import { ASK, COMPLETION, chunk, loadMistral, MAJORS, MODEL, startMistral, USAGE } from "./support.ts";

const NAME = `chat ${MODEL}`;
const RETRIES = {
  strategy: "backoff",
  backoff: { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 5_000 },
};

describe.each(MAJORS)("wrapMistral() with @mistralai/mistralai, %s, %s", (...major) => {
  it("records usage with cached tokens, parameters with their zeros, request id and server", async () => {
    const { client, server, finish } = await startMistral(major, json(COMPLETION, 200, { "x-request-id": "req-1" }));
    const answer = await client.chat.complete(ASK);
    expect(answer.choices[0].message.content).toBe('{"ok":true}');
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "gen_ai.provider.name": "mistral_ai",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.request.max_tokens": 20,
      "gen_ai.response.id": "cmpl-1",
      "gen_ai.response.model": "mistral-small-2506",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "agentscribe.request_id": "req-1",
      "server.address": "127.0.0.1",
      "server.port": server.port,
    });
  });

  it("records a stream with usage, the time to the first chunk and two interleaved tool calls", async () => {
    const call = (index: number, id: string, name: string, args: string): object => ({
      tool_calls: [{ index, id, function: { name, arguments: args } }],
    });
    const { client, finish } = await startMistral(
      major,
      sse(
        [
          chunk({ role: "assistant", content: "" }),
          chunk(call(0, "a", "first", '{"x"')),
          chunk(call(1, "b", "second", '{"y":')),
          chunk(call(0, "a", "", ":1}")),
          chunk(call(1, "b", "", "2}")),
          chunk({ content: "" }, "tool_calls", USAGE),
        ],
        "done",
      ),
    );
    const parts = await readAll(await client.chat.stream(ASK));
    expect(parts).toHaveLength(6);
    const all = await finish();
    expect(all.violations).toEqual([]);
    const { attributes } = all.span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.response.finish_reasons": ["tool_calls"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      {
        parts: [
          { type: "tool_call", id: "a", name: "first", arguments: { x: 1 } },
          { type: "tool_call", id: "b", name: "second", arguments: { y: 2 } },
        ],
      },
    ]);
  });

  it("puts a call together whose id came with its first piece alone", async () => {
    const call = (args: string, more: object): object => ({
      tool_calls: [{ index: 0, ...more, function: { name: "", arguments: args } }],
    });
    const { client, finish } = await startMistral(
      major,
      sse(
        [
          chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "first", arguments: "" } }] }),
          chunk(call('{"x"', {})),
          chunk(call(":1}", {})),
          chunk({ content: "" }, "tool_calls", USAGE),
        ],
        "done",
      ),
    );
    await readAll(await client.chat.stream(ASK));
    const { attributes } = (await finish()).span(NAME);
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      { parts: [{ type: "tool_call", id: "a", name: "first", arguments: { x: 1 } }] },
    ]);
  });

  it("records both of two streamed choices", async () => {
    const choice = (index: number, content: string, finish_reason: string | null): object => ({
      ...chunk({}),
      choices: [{ index, delta: { content }, finish_reason }],
    });
    const { client, finish } = await startMistral(
      major,
      sse([choice(0, "a", null), choice(1, "b", null), choice(0, "", "stop"), choice(1, "", "length")], "done"),
    );
    await readAll(await client.chat.stream({ ...ASK, n: 2 }));
    const { attributes } = (await finish()).span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.request.choice.count": 2,
      "gen_ai.response.finish_reasons": ["stop", "length"],
    });
  });

  it("keeps the stream's own class, and its readers and branches", async () => {
    const { client, finish } = await startMistral(major, sse([chunk({ content: "a" }, "stop", USAGE)], "done"));
    const read = await client.chat.stream(ASK);
    expect(read).toBeInstanceOf(ReadableStream);
    const reader = read.getReader();
    while (!(await reader.read()).done);
    const [left, right] = (await client.chat.stream(ASK)).tee();
    expect(await Promise.all([readAll(left), readAll(right)])).toEqual([[expect.anything()], [expect.anything()]]);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([3, 3]);
  });

  it("ends the span without an error when the caller leaves the stream", async () => {
    const { client, finish } = await startMistral(
      major,
      sse([chunk({ content: "a" }), chunk({ content: "b" })], "hang"),
    );
    for await (const part of await client.chat.stream(ASK)) {
      expect(part.data.choices[0].delta.content).toBe("a");
      break;
    }
    const span = (await finish()).span(NAME);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes).toMatchObject({ "gen_ai.request.stream": true, "agentscribe.output.size": 1 });
  });

  it("records a generation that failed as failed, streamed or not, with what was received", async () => {
    const [choice] = COMPLETION.choices;
    const { client, finish } = await startMistral(
      major,
      sse([chunk({ content: "half an answer" }), chunk({ content: "" }, "error")], "done"),
      json({ ...COMPLETION, choices: [{ ...choice, finish_reason: "error" }] }),
    );
    expect(await readAll(await client.chat.stream(ASK))).toHaveLength(2);
    expect((await client.chat.complete(ASK)).choices[0].finishReason).toBe("error");
    const [streamed, whole] = (await finish()).spans;
    expect(streamed?.attributes).toMatchObject({
      "error.type": "error",
      "gen_ai.usage.output_tokens": 4,
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
    });
    expect(whole?.attributes).toMatchObject({ "error.type": "error", "gen_ai.usage.output_tokens": 3 });
    expect(whole?.attributes).not.toHaveProperty("agentscribe.usage.estimated");
  });

  it("records a socket that was dropped in mid-stream with what came before", async () => {
    const { client, finish } = await startMistral(
      major,
      sse([chunk({ content: "Hel" }), chunk({ content: "lo" })], "drop"),
    );
    await expect(client.chat.stream(ASK).then(readAll)).rejects.toThrow();
    const span = (await finish()).span(NAME);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "error.type": expect.any(String), "agentscribe.output.size": 5 });
  });

  it("gives the caller the client's own error for a 429, and ends the span", async () => {
    const { client, vendor, finish } = await startMistral(
      major,
      json({ object: "error", message: "slow down", type: "rate_limited" }, 429, { "x-request-id": "req-2" }),
    );
    const error = await client.chat.complete(ASK).catch((thrown: unknown) => thrown);
    expect(error.statusCode).toBe(429);
    expect(error.constructor.name).toBe("SDKError");
    expect(vendor.Mistral).toBeTypeOf("function");
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "error.type": "rate_limited",
      "agentscribe.request_id": "req-2",
    });
    await expect(client.chat.stream(ASK)).rejects.toMatchObject({ statusCode: 429 });
  });

  it("records a retry as an event of one call", async () => {
    const { client, finish } = await startMistral(major, json({ message: "slow" }, 429), drop(), json(COMPLETION));
    await client.chat.complete(ASK, { retries: { ...RETRIES, retryConnectionErrors: true }, retryCodes: ["429"] });
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span(NAME).attributes).toMatchObject({ "agentscribe.llm.retries": 2, "gen_ai.usage.output_tokens": 3 });
    expect(all.eventsNamed("agentscribe.retry")[0]?.attributes).toMatchObject({ "error.type": "429" });
  });

  it("records an abort before the answer, and one during the stream", async () => {
    const early = new AbortController();
    const { client, finish } = await startMistral(major, () => early.abort(), sse([chunk({ content: "a" })], "hang"));
    const asked = client.chat.complete(ASK, { fetchOptions: { signal: early.signal } });
    await expect(asked).rejects.toMatchObject({ name: "RequestAbortedError" });
    const late = new AbortController();
    const reading = (async () => {
      for await (const _ of await client.chat.stream(ASK, { fetchOptions: { signal: late.signal } })) late.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["RequestAbortedError", "AbortError"]);
  });

  it("records `parse()` and `parseStream()` once", async () => {
    const { client, finish } = await startMistral(
      major,
      json(COMPLETION),
      sse([chunk({ content: "{}" }, "stop", USAGE)], "done"),
    );
    const { z } = await import("zod");
    const responseFormat = z.object({ ok: z.boolean() });
    const answer = await client.chat.parse({ ...ASK, responseFormat });
    expect(answer.choices[0].message.parsed).toEqual({ ok: true });
    await readAll(await client.chat.parseStream({ ...ASK, responseFormat }));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([3, 3]);
    expect(spans[0]?.attributes).toMatchObject({ "gen_ai.output.type": "json" });
  });

  it("keeps class, sub-clients and subclasses, and unwraps", async () => {
    const { client, vendor, server, finish } = await startMistral(major, json(COMPLETION));
    expect(client).toBeInstanceOf(vendor.Mistral);
    const { chat } = client;
    expect(wrapMistral(client)).toBe(client);
    class Own extends vendor.Mistral {
      #asked = 0;
      ask(): Promise<unknown> {
        this.#asked += 1;
        return this.chat.complete(ASK);
      }
      get asked(): number {
        return this.#asked;
      }
    }
    const own = wrapMistral(Reflect.construct(Own, [{ apiKey: "none", serverURL: server.url }]) as Own);
    await own.ask();
    expect(own.asked).toBe(1);
    unwrap(client);
    expect(client.chat).toBe(chat);
    expect(Object.hasOwn(chat, "complete")).toBe(false);
    expect(Object.hasOwn(client._options.hooks, "beforeRequest")).toBe(false);
    await client.chat.complete(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { Mistral } = await loadMistral(...major);
    const made = new Mistral({ apiKey: "none" });
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapMistral(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(Object.hasOwn(made.chat, "complete")).toBe(false);
  });

  it("adds no unhandled rejection to a call nobody awaits, and keeps the one there is", async () => {
    const { client, finish } = await startMistral(major, json({ message: "no" }, 500));
    const seen: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => seen.push(error));
    try {
      void client.chat.complete(ASK);
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
    const cut = Buffer.from(
      `data: ${JSON.stringify(chunk({ content: "größe €" }, "stop", USAGE))}\n\ndata: [DONE]\n\n`,
    );
    const at = cut.indexOf("ö") + 1;
    const events = { "content-type": "text/event-stream" };
    const odd = [
      json({ ...COMPLETION, usage: null }),
      json({ ...COMPLETION, usage: "many" }),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
      json({ ...COMPLETION, model: "unknown-model", choices: [] }),
    ];
    const streams = [
      raw([cut.subarray(0, at), cut.subarray(at)], events),
      raw(["data: [DONE]\n\n"], events),
      sse(
        [chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "x".repeat(5_000_000) } }] })],
        "done",
      ),
    ];
    const { client, vendor, finish } = await startMistral(major, ...odd, ...streams);
    const server = await startScriptedServer(...odd, ...streams);
    const bare = new vendor.Mistral({ apiKey: "none", serverURL: server.url });
    for (const _ of odd) expect(await outcome(client)).toEqual(await outcome(bare));
    for (const _ of streams) {
      const [seen, plain] = [await readAll(await client.chat.stream(ASK)), await readAll(await bare.chat.stream(ASK))];
      expect(seen.length).toBe(plain.length);
      expect(JSON.stringify(seen) === JSON.stringify(plain)).toBe(true);
    }
    expect((await finish()).spans).toHaveLength(odd.length + streams.length);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: vendors' clients
async function outcome(client: any): Promise<unknown> {
  try {
    return await client.chat.complete(ASK);
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
