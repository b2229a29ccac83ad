import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { unwrap, wrapOllama } from "../../../src/instrumentation/ollama/index.ts";
import { OLLAMA_MODULES } from "../../../src/instrumentation/ollama/modules.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import {
  type Answer,
  hang,
  json,
  raw,
  type ScriptedServer,
  startScriptedServer,
} from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { readAll } from "../read-all.ts";

type Loading = "esm" | "cjs";

async function loadOllama(loading: Loading): Promise<Vendor> {
  return loading === "esm" ? loadVendor("newest", "ollama") : requireVendor("newest", "ollama");
}

interface OllamaCase extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  readonly client: Vendor;
}

async function start(loading: Loading, ...answers: readonly Answer[]): Promise<OllamaCase> {
  const vendor = await loadOllama(loading);
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  return { ...recording, server, vendor, client: wrapOllama(new vendor.Ollama({ host: server.url })) };
}

const MODEL = "llama3.2";
const NAME = `chat ${MODEL}`;
const ASK = {
  model: MODEL,
  messages: [{ role: "user", content: "hello" }],
  options: { temperature: 0, top_k: 0, num_predict: 9, seed: 0 },
};
const COUNTS = { done: true, done_reason: "stop", total_duration: 9, prompt_eval_count: 11, eval_count: 3 };
const ANSWER = {
  model: MODEL,
  created_at: "2026-01-01T00:00:00Z",
  message: { role: "assistant", content: "Hi." },
  ...COUNTS,
};
const piece = (message: object, more: object = { done: false }): object => ({
  model: MODEL,
  message: { role: "assistant", ...message },
  ...more,
});

function lines(items: readonly unknown[], end: "close" | "drop" | "hang" = "close"): Answer {
  return async (response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const item of items) {
      response.write(`${JSON.stringify(item)}\n`);
      await setImmediate();
    }
    if (end === "close") response.end();
    else if (end === "drop") response.destroy();
  };
}

/** Ollama gives its answers no id. */
const withoutId = (violations: readonly string[]): readonly string[] =>
  violations.filter((one) => !/^genai_expected_attribute_missing .* gen_ai\.response\.id$/.test(one));

describe.each<Loading>(["esm", "cjs"])("wrapOllama() with ollama, %s", (loading) => {
  it("records a chat with usage, parameters with their zeros and the server, at no cost", async () => {
    const { client, server, finish } = await start(loading, json(ANSWER));
    expect((await client.chat(ASK)).message.content).toBe("Hi.");
    const all = await finish();
    expect(withoutId(all.violations)).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "gen_ai.provider.name": "ollama",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_k": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.request.max_tokens": 9,
      "gen_ai.usage.input_tokens": 11,
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.response.finish_reasons": ["stop"],
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "agentscribe.cost.source": "free",
    });
  });

  it("records a stream with thinking and tool calls", async () => {
    const { client, finish } = await start(
      loading,
      lines([
        piece({ content: "", thinking: "hmm" }),
        piece({ content: "", tool_calls: [{ function: { name: "first", arguments: { x: 1 } } }] }),
        piece({ content: "", tool_calls: [{ function: { name: "second", arguments: { y: 2 } } }] }),
        piece({ content: "" }, COUNTS),
      ]),
    );
    const stream = await client.chat({ ...ASK, stream: true, think: "high" });
    expect(stream.constructor.name).toBe("AbortableAsyncIterator");
    expect(await readAll(stream)).toHaveLength(4);
    const all = await finish();
    expect(withoutId(all.violations)).toEqual([]);
    const { attributes } = all.span(NAME);
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.request.reasoning.level": "high",
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      {
        parts: [
          { type: "reasoning", content: "hmm" },
          { type: "tool_call", name: "first", arguments: { x: 1 } },
          { type: "tool_call", name: "second", arguments: { y: 2 } },
        ],
      },
    ]);
  });

  it("records generation and embeddings", async () => {
    const { client, finish } = await start(
      loading,
      json({ model: MODEL, response: "{}", ...COUNTS }),
      lines([
        { model: MODEL, response: "Hi", done: false },
        { model: MODEL, response: "", ...COUNTS },
      ]),
      json({ model: "embeddinggemma", embeddings: [[0.1, 0.2]], total_duration: 9, prompt_eval_count: 4 }),
    );
    await client.generate({ model: MODEL, prompt: "hi", format: { type: "object", properties: {} } });
    await readAll(await client.generate({ model: MODEL, prompt: "hi", stream: true }));
    await client.embed({ model: "embeddinggemma", input: ["hi"] });
    const { spans, violations } = await finish();
    expect(withoutId(violations)).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual([
      ...Array(2).fill(`text_completion ${MODEL}`),
      "embeddings embeddinggemma",
    ]);
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([11, 11, 4]);
    expect(spans[0]?.attributes["gen_ai.output.type"]).toBe("json");
    expect(spans[2]?.attributes["gen_ai.embeddings.dimension.count"]).toBe(2);
  });

  it("ends the span of a stream that is left, without an error", async () => {
    const { client, finish } = await start(loading, lines([piece({ content: "a" }), piece({ content: "b" })], "hang"));
    for await (const part of await client.chat({ ...ASK, stream: true })) {
      expect(part.message.content).toBe("a");
      break;
    }
    const span = (await finish()).span(NAME);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes["agentscribe.output.size"]).toBe(1);
  });

  it("ends the span of a stream that is aborted before anybody reads it", async () => {
    const { client, finish } = await start(loading, lines([piece({ content: "a" })], "hang"));
    const stream = await client.chat({ ...ASK, stream: true });
    stream.abort();
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["agentscribe.unfinished"])).toEqual([undefined]);
    expect(spans[0]?.status.code).not.toBe(2);
  });

  it("records an error in mid-stream, a dropped socket, an abort, and the client's own errors", async () => {
    const { client, finish } = await start(
      loading,
      lines([piece({ content: "Hel" }), { error: "broken" }]),
      lines([piece({ content: "Hel" }), piece({ content: "lo" })], "drop"),
      lines([piece({ content: "a" })], "hang"),
      json({ error: "no such model" }, 404),
    );
    const ask = { ...ASK, stream: true };
    await expect(client.chat(ask).then(readAll)).rejects.toThrow("broken");
    await expect(client.chat(ask).then(readAll)).rejects.toThrow();
    const stream = await client.chat(ask);
    const reading = (async () => {
      for await (const _ of stream) stream.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    await expect(client.chat(ASK)).rejects.toMatchObject({ name: "ResponseError", status_code: 404 });
    const { spans } = await finish();
    expect(spans.map(({ status }) => status.code)).toEqual([2, 2, 2, 2]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.output.size"])).toEqual([3, 5, 1, undefined]);
    expect(spans.map(({ attributes }) => attributes["error.type"]).slice(2)).toEqual(["AbortError", "404"]);
  });

  it("keeps class and subclasses, works on the exported client, aborts all, and unwraps", async () => {
    const { client, vendor, server, finish } = await start(loading, json(ANSWER));
    expect(client).toBeInstanceOf(vendor.Ollama);
    expect(wrapOllama(client)).toBe(client);
    class Own extends vendor.Ollama {
      #asked = 0;
      async ask(): Promise<number> {
        await this.chat(ASK);
        this.#asked += 1;
        return this.#asked;
      }
    }
    expect(await wrapOllama(Reflect.construct(Own, [{ host: server.url }]) as Own).ask()).toBe(1);
    const exported = vendor.default;
    expect(wrapOllama(exported)).toBe(exported);
    expect(Object.hasOwn(exported, "chat")).toBe(true);
    unwrap(exported);
    expect(Object.hasOwn(exported, "chat")).toBe(false);
    client.abort();
    unwrap(client);
    expect(Object.hasOwn(client, "chat")).toBe(false);
    await client.chat(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { Ollama } = await loadOllama(loading);
    const made = new Ollama();
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapOllama(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(Object.hasOwn(made, "chat")).toBe(false);
  });

  it("adds no unhandled rejection to a call nobody awaits, and keeps the one there is", async () => {
    const { client, finish } = await start(loading, json({ error: "no" }, 500));
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
    expect((await finish()).spans).toHaveLength(1);
  });

  it("gives odd answers as the client does", async () => {
    const cut = Buffer.from(`${JSON.stringify(piece({ content: "größe €" }, COUNTS))}\n`);
    const at = cut.indexOf("ö") + 1;
    const odd = [
      json({ ...ANSWER, prompt_eval_count: null, eval_count: "many" }),
      json({}),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
    ];
    const streams = [
      raw([cut.subarray(0, at), cut.subarray(at)], {}),
      raw([""], {}),
      lines([piece({ content: "x".repeat(5_000_000) }, COUNTS)]),
    ];
    const { client, vendor, finish } = await start(loading, ...odd, ...streams, hang());
    const server = await startScriptedServer(...odd, ...streams);
    const bare = new vendor.Ollama({ host: server.url });
    for (const _ of odd) expect(await outcome(() => client.chat(ASK))).toEqual(await outcome(() => bare.chat(ASK)));
    for (const _ of streams) {
      const ask = { ...ASK, stream: true };
      const seen = await outcome(async () => readAll(await client.chat(ask)));
      const plain = await outcome(async () => readAll(await bare.chat(ask)));
      expect(JSON.stringify(seen) === JSON.stringify(plain)).toBe(true);
    }
    expect((await finish()).spans).toHaveLength(odd.length + streams.length);
  });

  it("records once what clients of a patched module ask", async () => {
    const { vendor, server, finish } = await start(loading, json(ANSWER));
    for (const { patch } of OLLAMA_MODULES) patch(vendor);
    await new vendor.Ollama({ host: server.url }).chat(ASK);
    await wrapOllama(new vendor.Ollama({ host: server.url })).chat(ASK);
    expect((await finish()).spans.map(({ name }) => name)).toEqual([NAME, NAME]);
  });
});

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
