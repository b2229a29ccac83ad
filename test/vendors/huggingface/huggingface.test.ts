import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { unwrap, wrapHuggingFace } from "../../../src/instrumentation/huggingface/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import {
  type Answer,
  drop,
  hang,
  json,
  raw,
  type ScriptedServer,
  sse,
  startScriptedServer,
} from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { readAll } from "../read-all.ts";

type Loading = "esm" | "cjs";

async function load(loading: Loading): Promise<Vendor> {
  return loading === "esm"
    ? loadVendor("newest", "@huggingface/inference")
    : requireVendor("newest", "@huggingface/inference");
}

interface HuggingFaceCase extends Recording {
  readonly server: ScriptedServer;
  readonly vendor: Vendor;
  /** Talks to an endpoint of its own, the scripted server. */
  readonly client: Vendor;
}

async function start(loading: Loading, ...answers: readonly Answer[]): Promise<HuggingFaceCase> {
  const vendor = await load(loading);
  const server = await startScriptedServer(...answers);
  const recording = await startRecording({ capture: "full" });
  const client = wrapHuggingFace(new vendor.InferenceClient("hf_none", { endpointUrl: server.url }));
  return { ...recording, server, vendor, client };
}

/** A `fetch` that asks the scripted server, whatever host is meant. */
const redirected =
  ({ url }: ScriptedServer): typeof fetch =>
  (input, init) =>
    fetch(new URL(new URL(String(input)).pathname, url), init);

const MODEL = "meta-llama/Llama-3.1-8B-Instruct";
const NAME = `chat ${MODEL}`;
const ASK = {
  model: MODEL,
  messages: [{ role: "user", content: "hello" }],
  temperature: 0,
  top_p: 0,
  seed: 0,
  max_tokens: 20,
};
const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 3,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 4 },
};
const HEAD = { id: "cmpl-1", object: "chat.completion.chunk", created: 1, model: MODEL };
const COMPLETION = {
  ...HEAD,
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
  usage: USAGE,
};

function chunk(delta: object, finish_reason: string | null = null, more: object = {}): object {
  return { ...HEAD, choices: [{ index: 0, delta, finish_reason }], ...more };
}

describe.each<Loading>(["esm", "cjs"])("wrapHuggingFace() with @huggingface/inference, %s", (loading) => {
  it("records a chat with usage, parameters with their zeros, request id and server", async () => {
    const { client, server, finish } = await start(loading, json(COMPLETION, 200, { "x-request-id": "req-1" }));
    expect((await client.chatCompletion(ASK)).choices[0].message.content).toBe("Hi.");
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.span(NAME).attributes).toMatchObject({
      "gen_ai.provider.name": "huggingface",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.request.max_tokens": 20,
      "gen_ai.response.id": "cmpl-1",
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
    const call = (index: number, args: string, more: object = {}): object => ({
      tool_calls: [{ index, ...more, function: { ...(more as { function?: object }).function, arguments: args } }],
    });
    const { client, finish } = await start(
      loading,
      sse(
        [
          chunk({ role: "assistant", content: "" }),
          chunk(call(0, '{"x"', { id: "a", function: { name: "first" } })),
          chunk(call(1, '{"y":', { id: "b", function: { name: "second" } })),
          chunk(call(0, ":1}")),
          chunk(call(1, "2}")),
          chunk({}, "tool_calls"),
          { ...HEAD, choices: [], usage: USAGE },
        ],
        "done",
      ),
    );
    const ask = { ...ASK, stream_options: { include_usage: true } };
    expect(await readAll(client.chatCompletionStream(ask))).toHaveLength(7);
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

  it("records text generation, whole and streamed", async () => {
    const text = { ...HEAD, object: "text_completion" };
    const { client, finish } = await start(
      loading,
      json({ ...text, choices: [{ index: 0, text: "Paris", finish_reason: "length" }], usage: USAGE }),
      sse(
        [
          { ...text, choices: [{ index: 0, text: "Pa", finish_reason: null }] },
          { ...text, choices: [{ index: 0, text: "ris", finish_reason: "stop" }], usage: USAGE },
        ],
        "done",
      ),
    );
    const ask = { model: MODEL, inputs: "The capital is", parameters: { max_new_tokens: 4, temperature: 0 } };
    expect(await client.textGeneration(ask)).toEqual({ generated_text: "Paris" });
    await readAll(client.textGenerationStream(ask));
    const { spans, violations } = await finish();
    expect(violations).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual(Array(2).fill(`text_completion ${MODEL}`));
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        "gen_ai.request.max_tokens": 4,
        "gen_ai.request.temperature": 0,
        "gen_ai.usage.output_tokens": 3,
      });
      expect(String(attributes["gen_ai.output.messages"])).toContain("Paris");
    }
  });

  it("names who serves the model behind the router, and records features and images by their models", async () => {
    const { vendor, server, finish } = await start(
      loading,
      json({
        inferenceProviderMapping: {
          "hf-inference": { providerId: "thenlper/gte-large", status: "live", task: "feature-extraction" },
          nebius: { providerId: "BAAI/bge", status: "live", task: "feature-extraction" },
          together: { providerId: "meta/Llama", status: "live", task: "conversational" },
          nscale: { providerId: "flux", status: "live", task: "text-to-image" },
        },
      }),
      json([0.1, 0.2]),
      json(COMPLETION),
      json({ data: [{ b64_json: "aGk=" }] }),
      json({ ...COMPLETION, model: "openai/gpt-oss-120b" }),
    );
    const client = wrapHuggingFace(new vendor.InferenceClient("hf_none", { fetch: redirected(server) }));
    const model = `test/${loading}`;
    expect(await client.featureExtraction({ model, provider: "hf-inference", inputs: "hello" })).toEqual([0.1, 0.2]);
    await client.chatCompletion({ ...ASK, model, provider: "together" });
    await client.textToImage({ model, provider: "nscale", inputs: "a cat" });
    await client.chatCompletion({ ...ASK, model: `${MODEL}:groq` });
    const { spans } = await finish();
    expect(
      spans.map(({ name, attributes }) => [
        name,
        attributes["agentscribe.upstream.provider"],
        attributes["server.address"],
      ]),
    ).toEqual([
      ["embeddings thenlper/gte-large", "hf-inference", "router.huggingface.co"],
      ["chat meta/Llama", "together", "router.huggingface.co"],
      ["generate_content flux", "nscale", "router.huggingface.co"],
      [`chat ${MODEL}:groq`, "groq", "router.huggingface.co"],
    ]);
    expect(JSON.stringify(spans)).not.toContain("aGk=");
    expect(spans[2]?.attributes["gen_ai.output.type"]).toBe("image");
    expect(spans[3]?.attributes["agentscribe.cost.model_key"]).toBe("huggingface_groq/openai/gpt-oss-120b");
  });

  it("ends the span of a stream that is left, without an error", async () => {
    const { client, finish } = await start(loading, sse([chunk({ content: "a" }), chunk({ content: "b" })], "hang"));
    for await (const part of client.chatCompletionStream(ASK)) {
      expect(part.choices[0].delta.content).toBe("a");
      break;
    }
    await setImmediate();
    const span = (await finish()).span(NAME);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes["agentscribe.unfinished"]).toBeUndefined();
    expect(span.attributes["gen_ai.request.stream"]).toBe(true);
  });

  it("records an error in mid-stream and a dropped socket with what came before", async () => {
    const { client, finish } = await start(
      loading,
      sse([chunk({ content: "Hel" }), { error: { message: "overloaded", code: "overloaded" } }], "done"),
      sse([chunk({ content: "Hel" }), chunk({ content: "lo" })], "drop"),
    );
    await expect(readAll(client.chatCompletionStream(ASK))).rejects.toMatchObject({
      name: "ProviderApiError",
    });
    await expect(readAll(client.chatCompletionStream(ASK))).rejects.toThrow();
    const { spans } = await finish();
    expect(spans.map(({ status }) => status.code)).toEqual([2, 2]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.output.size"])).toEqual([3, 5]);
    expect(spans[0]?.attributes["error.type"]).toBe("overloaded");
  });

  it("gives the caller the client's own error for a 429, and ends the span", async () => {
    const slow = json({ error: { message: "slow down", code: "rate_limited" } }, 429, { "x-request-id": "req-2" });
    const { client, finish } = await start(loading, slow);
    await expect(client.chatCompletion(ASK)).rejects.toMatchObject({ httpResponse: { status: 429 } });
    await expect(readAll(client.chatCompletionStream(ASK))).rejects.toMatchObject({ httpResponse: { status: 429 } });
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.spans.map(({ attributes }) => attributes["error.type"])).toEqual(["rate_limited", "rate_limited"]);
    expect(all.spans[0]?.attributes["agentscribe.request_id"]).toBe("req-2");
  });

  it("records the client's retries as events of one call, calls beside each other apart, and a last refusal", async () => {
    const busy = json({ error: "loading" }, 503);
    const { client, finish } = await start(loading, busy, busy, busy, json(COMPLETION), json(COMPLETION), busy, drop());
    await Promise.all([client.chatCompletion(ASK), client.chatCompletion({ ...ASK, temperature: 1 })]);
    await expect(client.chatCompletion(ASK, { retry_on_error: false })).rejects.toMatchObject({
      httpResponse: { status: 503 },
    });
    await expect(client.chatCompletion(ASK)).rejects.toThrow();
    const all = await finish();
    const retries = all.spans.map(({ attributes }) => Number(attributes["agentscribe.llm.retries"] ?? 0));
    expect(retries.slice(0, 2).reduce((sum, one) => sum + one)).toBe(3);
    expect(all.spans.map(({ status }) => status.code === 2)).toEqual([false, false, true, true]);
    expect(all.eventsNamed("agentscribe.retry")[0]?.attributes).toMatchObject({ "error.type": "503" });
    expect(all.spans[2]?.attributes["error.type"]).toBe("503");
  });

  it("records an abort before the answer, and one during the stream", async () => {
    const { client, server, finish } = await start(loading, hang(), sse([chunk({ content: "a" })], "hang"));
    const early = new AbortController();
    const asked = client.chatCompletion(ASK, { signal: early.signal });
    vi.waitFor(() => expect(server.requests).toHaveLength(1)).finally(() => early.abort());
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    const late = new AbortController();
    const reading = (async () => {
      for await (const _ of client.chatCompletionStream(ASK, { signal: late.signal })) late.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    const { spans } = await finish();
    expect(spans[0]?.attributes["error.type"]).toBe("AbortError");
    expect(spans[1]?.attributes["agentscribe.output.size"]).toBe(1);
  });

  it("keeps class, methods and subclasses, wraps clients for endpoints, and unwraps", async () => {
    const { client, vendor, server, finish } = await start(loading, json(COMPLETION));
    expect(client).toBeInstanceOf(vendor.InferenceClient);
    const { chatCompletion } = client;
    expect(wrapHuggingFace(client)).toBe(client);
    expect(client.chatCompletion).toBe(chatCompletion);
    class Own extends vendor.InferenceClient {
      #asked = 0;
      async ask(): Promise<number> {
        await this.chatCompletion(ASK);
        this.#asked += 1;
        return this.#asked;
      }
    }
    const made = Reflect.construct(Own, ["hf_none", { endpointUrl: server.url }]) as Own;
    expect(await wrapHuggingFace(made).ask()).toBe(1);
    await client.endpoint(`${server.url}/v1`).chatCompletion(ASK);
    unwrap(client);
    expect(Object.keys(client.defaultOptions)).toEqual(["endpointUrl"]);
    await client.chatCompletion(ASK);
    const own = redirected(server);
    const withFetch = wrapHuggingFace(new vendor.InferenceClient("hf_none", { fetch: own }));
    expect(unwrap(withFetch).defaultOptions.fetch).toBe(own);
    expect((await finish()).spans).toHaveLength(2);
  });

  it("takes embeddings of an endpoint, whose request does not say its task, for any other task", async () => {
    const { client, finish } = await start(loading, json([0.1, 0.2]));
    expect(await client.featureExtraction({ inputs: "hello" })).toEqual([0.1, 0.2]);
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["generate_content"]);
  });

  it("leaves a client alone where telemetry is opted out", async () => {
    const { InferenceClient } = await load(loading);
    const made = new InferenceClient("hf_none");
    process.env.DO_NOT_TRACK = "1";
    try {
      expect(wrapHuggingFace(made)).toBe(made);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
    expect(made.defaultOptions).toEqual({});
  });

  it("adds no unhandled rejection to a call nobody awaits, and keeps the one there is", async () => {
    const { client, finish } = await start(loading, json({ error: "no" }, 500));
    const seen: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (error) => seen.push(error));
    try {
      void client.chatCompletion(ASK);
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
      `data: ${JSON.stringify(chunk({ content: "größe €" }, "stop", { usage: USAGE }))}\n\ndata: [DONE]\n\n`,
    );
    const at = cut.indexOf("ö") + 1;
    const type = { "content-type": "text/event-stream" };
    const odd = [
      json({ ...COMPLETION, usage: null }),
      json({ ...COMPLETION, usage: "many" }),
      raw(["<html>busy</html>"], { "content-type": "text/html" }),
      json({ ...COMPLETION, model: "unknown-model", choices: [] }),
    ];
    const big = { index: 0, id: "a", function: { name: "f", arguments: "x".repeat(5_000_000) } };
    const streams = [
      raw([cut.subarray(0, at), cut.subarray(at)], type),
      raw(["data: [DONE]\n\n"], type),
      sse([chunk({ tool_calls: [big] })], "done"),
      raw(["data: {not json}\n\n"], type),
    ];
    const { client, vendor, finish } = await start(loading, ...odd, ...streams);
    const server = await startScriptedServer(...odd, ...streams);
    const bare = new vendor.InferenceClient("hf_none", { endpointUrl: server.url });
    for (const _ of odd) {
      expect(await outcome(() => client.chatCompletion(ASK))).toEqual(await outcome(() => bare.chatCompletion(ASK)));
    }
    for (const _ of streams) {
      const seen = await outcome(() => readAll(client.chatCompletionStream(ASK)));
      const plain = await outcome(() => readAll(bare.chatCompletionStream(ASK)));
      expect(JSON.stringify(seen) === JSON.stringify(plain)).toBe(true);
    }
    expect((await finish()).spans).toHaveLength(odd.length + streams.length);
  });
});

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    const value = await run();
    return value instanceof Blob ? await value.text() : value;
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}
