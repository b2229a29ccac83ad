import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, drop, hang, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 4 } },
};
const ASK = { model: "gpt-4o", temperature: 0, messages: [{ role: "user", content: "hello" }] };

const chunk = (delta: object, finish: string | null = null): object => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const USAGE = {
  ...chunk({}),
  choices: [],
  usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
};
const STREAM = [chunk({ role: "assistant", content: "hé" }), chunk({ content: "llo" }), chunk({}, "stop"), USAGE];

describe("instrumentFetch()", () => {
  let undo: () => void;
  const platform = globalThis.fetch;

  beforeEach(() => {
    undo = instrumentFetch();
  });
  afterEach(() => {
    undo();
    expect(globalThis.fetch).toBe(platform);
  });

  async function start(...answers: Answer[]) {
    const server = await startScriptedServer(...answers);
    const recording = await startRecording({ capture: "full" });
    const ask = (init: RequestInit = {}, path = "/v1/chat/completions"): Promise<Response> =>
      fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(ASK), ...init });
    return { ...recording, server, ask };
  }

  it("keeps name and length of the platform's fetch", () => {
    expect(fetch).not.toBe(platform);
    expect([fetch.name, fetch.length]).toEqual([platform.name, platform.length]);
  });

  it.each([
    [
      "/model/amazon.titan-text-express-v1/invoke",
      { inputText: "hello", textGenerationConfig: { maxTokenCount: 9 } },
      { inputTextTokenCount: 3, results: [{ tokenCount: 5, outputText: "hi", completionReason: "FINISH" }] },
      "text_completion amazon.titan-text-express-v1",
    ],
    [
      "/model/cohere.command-r-v1%3A0/invoke",
      { message: "hello", chat_history: [{ role: "USER", message: "a" }] },
      { response_id: "r", generation_id: "g", text: "hi", finish_reason: "COMPLETE" },
      "chat cohere.command-r-v1:0",
    ],
  ])("captures the prompt sent to %s", async (path, body, answer, name) => {
    const { ask, finish } = await start(json(answer));
    await (await ask({ body: JSON.stringify(body) }, path)).json();
    expect((await finish()).span(name).attributes["gen_ai.input.messages"]).toContain("hello");
  });

  it("records a JSON answer that the caller parses", async () => {
    const { ask, finish } = await start(json(COMPLETION, 200, { "x-request-id": "req_1" }));
    const response = await ask();
    expect(response).toBeInstanceOf(Response);
    expect(await response.json()).toEqual(COMPLETION);
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.request.temperature": 0,
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "agentscribe.request_id": "req_1",
      "server.address": "127.0.0.1",
    });
    expect(all.violations).toEqual([]);
  });

  const readers: Record<string, (response: Response) => Promise<string>> = {
    text: (response) => response.text(),
    arrayBuffer: async (response) => new TextDecoder().decode(await response.arrayBuffer()),
    blob: async (response) => (await response.blob()).text(),
    clone: async (response) => {
      const copy = response.clone();
      void response.body?.cancel();
      return copy.text();
    },
    iteration: async (response) => {
      const decoder = new TextDecoder();
      let text = "";
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>)
        text += decoder.decode(piece, { stream: true });
      return text;
    },
    reader: async (response) => {
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const decoder = new TextDecoder();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += decoder.decode(value, { stream: true });
      }
    },
    pipeThrough: async (response) => {
      const texts = (response.body as ReadableStream<Uint8Array>).pipeThrough(
        new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>,
      );
      const upper = texts.pipeThrough(
        new TransformStream<string, { text: string }>({
          transform: (text, controller) => controller.enqueue({ text }),
        }),
      );
      let text = "";
      for await (const piece of upper as unknown as AsyncIterable<{ text: string }>) text += piece.text;
      return text;
    },
    pipeTo: async (response) => {
      const decoder = new TextDecoder();
      let text = "";
      await (response.body as ReadableStream<Uint8Array>).pipeTo(
        new WritableStream({
          write(piece) {
            text += decoder.decode(piece, { stream: true });
          },
        }),
      );
      return text;
    },
    tee: async (response) => {
      const [, second] = (response.body as ReadableStream<Uint8Array>).tee();
      return new Response(second).text();
    },
    "another Response": (response) => new Response(response.body).text(),
  };

  it.each(Object.keys(readers))("records a stream that is read by %s", async (way) => {
    const { ask, finish } = await start(sse(STREAM, "done"));
    const text = await readers[way]?.(await ask());
    expect(text?.split("\n\n").length).toBe(6);
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 9,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.request.stream": true,
    });
    expect(JSON.stringify(all.span("chat gpt-4o").attributes["gen_ai.output.messages"])).toContain("héllo");
    expect(all.violations).toEqual([]);
  });

  it("adds nothing inside an open model call, and tells it of retries", async () => {
    const { ask, telemetry, finish } = await start(json({ error: {} }, 429), json(COMPLETION));
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, async (call) => {
      await (await ask()).text();
      call.response(await (await ask()).json());
    });
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span("chat gpt-4o").attributes["agentscribe.llm.retries"]).toBe(1);
  });

  it("takes a request after an answer for a retry where its client says so, and for another request else", async () => {
    const { ask, telemetry, finish } = await start(json(COMPLETION), json(COMPLETION), json(COMPLETION));
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, async () => {
      for (const count of ["0", "0", "1"]) {
        await (await ask({ headers: new Headers({ "X-Stainless-Retry-Count": count }) })).text();
      }
    });
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span("chat gpt-4o").attributes["agentscribe.llm.retries"]).toBe(1);
    expect(all.event("agentscribe.retry").attributes).not.toHaveProperty(["agentscribe.retry.delay_ms"]);
  });

  it("gives the call a provider's status and code, and ends it although nobody reads the body", async () => {
    const { ask, collect, finish } = await start(
      json({ error: { code: "insufficient_quota" } }, 429),
      json({ error: { code: "insufficient_quota" } }, 429),
    );
    expect(((await (await ask()).json()) as { error: { code: string } }).error.code).toBe("insufficient_quota");
    const unread = await ask();
    await expect.poll(async () => (await collect()).spans.length).toBe(2);
    expect(unread.bodyUsed).toBe(false);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["insufficient_quota", "429"]);
  });

  it("keeps what came of a stream whose socket drops, and the caller gets the error", async () => {
    const { ask, finish } = await start(sse(STREAM.slice(0, 2), "drop"));
    await expect((await ask()).text()).rejects.toThrow(TypeError);
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["error.type"]).toBe("UND_ERR_SOCKET");
    expect(JSON.stringify(attributes["gen_ai.output.messages"])).toContain("héllo");
  });

  it("fails with the error that stands in the stream", async () => {
    const error = { error: { type: "server_error", code: "overloaded", message: "no" } };
    const { ask, finish } = await start(sse([STREAM[0], error]));
    expect(await (await ask()).text()).toContain("overloaded");
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toBe("overloaded");
  });

  it.each([false, true])("fails with a response that failed, streamed %s", async (isStreamed) => {
    const error = { code: "server_error", message: "no" };
    const response = { id: "resp_1", object: "response", model: "gpt-4o", status: "failed", error, output: [] };
    const event = { event: "response.failed", data: { type: "response.failed", response } };
    const { ask, finish } = await start(isStreamed ? sse([event]) : json(response));
    await (await ask({ body: '{"model":"gpt-4o","input":"hello"}' }, "/v1/responses")).text();
    const { span, points } = await finish();
    expect(span("chat gpt-4o")).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "server_error" } });
    expect(points("gen_ai.client.inference.duration")[0]?.attributes["error.type"]).toBe("server_error");
  });

  it.each([
    ["JSON", (error: object) => json(error)],
    ["a stream", (error: object) => sse([error])],
    ["lines", (error: object) => raw([JSON.stringify(error)], { "content-type": "application/x-ndjson" })],
  ])("fails with an error of status 200, in %s", async (_, answer) => {
    const errors = [
      { error: { message: "no", code: 429 } },
      { error: "no" },
      { object: "error", type: "BadRequestError" },
    ];
    const { ask, finish } = await start(...errors.map(answer));
    for (const error of errors) expect(await (await ask()).text()).toContain(JSON.stringify(error));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["429", "_OTHER", "BadRequestError"]);
    expect(spans.every(({ status }) => status?.code === 2)).toBe(true);
  });

  it("fails where embeddings are answered by an error of status 200", async () => {
    const { ask, finish } = await start(json({ error: { message: "no", code: "no_such_model" } }));
    await (await ask({ body: '{"model":"m","input":"hello"}' }, "/v1/embeddings")).json();
    const { attributes } = (await finish()).span("embeddings m");
    expect(attributes).toMatchObject({ "error.type": "no_such_model" });
  });

  it("records an abort before the answer, and one inside the stream", async () => {
    const { ask, finish, server } = await start(hang(), sse(STREAM.slice(0, 1), "hang"));
    const first = new AbortController();
    const pending = ask({ signal: first.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    first.abort();
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
    const second = new AbortController();
    const reader = (await ask({ signal: second.signal })).body?.getReader();
    await reader?.read();
    second.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: "AbortError" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["AbortError", undefined]);
  });

  it("keeps what the stream said when the caller calls it off then, and takes a reason that is no error for leaving", async () => {
    const error = { error: { type: "server_error", code: "overloaded", message: "no" } };
    const { ask, finish } = await start(sse([STREAM[0], error], "hang"), sse(STREAM.slice(0, 2), "hang"));
    for (const last of ["overloaded", "llo"]) {
      const own = new AbortController();
      const reader = (await ask({ signal: own.signal })).body?.getReader();
      for (let text = ""; !text.includes(last); ) text += Buffer.from((await reader?.read())?.value ?? []).toString();
      own.abort("enough");
      await expect(reader?.read()).rejects.toBe("enough");
    }
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["overloaded", undefined]);
  });

  it("records that a connection broke before the answer, with the caller's own error", async () => {
    const { ask, finish } = await start(drop());
    const error = await ask().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((await finish()).span("chat gpt-4o").attributes["error.type"]).toBe("UND_ERR_SOCKET");
  });

  it("leaves a rejection that nobody handles unhandled, and adds none", async () => {
    const seen: unknown[] = [];
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => seen.push(reason));
    try {
      const { ask } = await start(drop(), json({ error: {} }, 500));
      void ask();
      await expect.poll(() => seen.length).toBe(1);
      await (await ask()).text();
      await new Promise(setImmediate);
      expect(seen).toHaveLength(1);
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
  });

  it.each([
    ["a page of HTML", raw(["<html>"], { "content-type": "text/html" })],
    ["JSON that is cut", raw(['{"a":'], { "content-type": "application/json" })],
    ["null usage", json({ ...COMPLETION, usage: null })],
    ["text usage", json({ ...COMPLETION, usage: "many" })],
    ["an empty stream", sse([])],
    ["nothing", raw([], {})],
  ])("gives the caller what it would have had, and ends the call, with %s", async (_, answer) => {
    const { ask, finish } = await start(answer);
    await (await ask()).text();
    const all = await finish();
    expect(all.span("chat gpt-4o").attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(all.spans).toHaveLength(1);
  });

  it("reads a list that Gemini streams, and lines of Ollama, as they come", async () => {
    const part = (text: string) => ({
      candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2, totalTokenCount: 6 },
    });
    const line = { model: "llama", created_at: "2026-01-01T00:00:00Z", message: { role: "assistant", content: "a" } };
    const done = { ...line, done: true, done_reason: "stop", prompt_eval_count: 5, eval_count: 1, total_duration: 9 };
    const { ask, finish } = await start(
      raw(["[", JSON.stringify(part("a")), ",", JSON.stringify(part("b")), "]"], {
        "content-type": "application/json",
      }),
      raw([`${JSON.stringify({ ...line, done: false })}\n`, JSON.stringify(done)], {
        "content-type": "application/x-ndjson",
      }),
    );
    await (await ask({ body: '{"contents":[]}' }, "/v1beta/models/gemini-3-pro:streamGenerateContent")).text();
    await (await ask({ body: JSON.stringify({ ...ASK, model: "llama" }) }, "/api/chat")).text();
    const all = await finish();
    expect(all.span("generate_content gemini-3-pro").attributes["gen_ai.usage.output_tokens"]).toBe(2);
    expect(all.span("chat llama").attributes).toMatchObject({
      "gen_ai.provider.name": "ollama",
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.response.finish_reasons": ["stop"],
    });
  });

  it("leaves other traffic alone", async () => {
    const { ask, finish } = await start(json({ ok: true }));
    await (await ask({ body: '{"hello":1}' })).json();
    await (await ask({}, "/v1/threads")).json();
    await (await ask({ method: "PUT" })).json();
    expect((await finish()).spans).toEqual([]);
  });

  it("ends a call whose response was dropped unread when that is collected", async () => {
    const { ask, collect } = await start(json(COMPLETION));
    await ask();
    await expect
      .poll(
        async () => {
          collectGarbage();
          return (await collect()).spans.length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
  });
});

describe("instrumentFetch(fetch)", () => {
  it("gives an observed fetch that reads and answers as the given one", async () => {
    const recording = await startRecording();
    const made = new Response(JSON.stringify(COMPLETION), { headers: { "content-type": "application/json" } });
    const own = async (_url: string, _init: unknown): Promise<Response> => made;
    const observed = instrumentFetch(Object.assign(own, { preconnect: "kept" }));
    expect([observed.name, observed.length, observed.preconnect]).toEqual(["own", 2, "kept"]);
    const response = await observed("https://api.groq.com/openai/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify(ASK),
    });
    expect(response).toBe(made);
    await response.json();
    expect((await recording.finish()).span("chat gpt-4o").attributes["gen_ai.provider.name"]).toBe("groq");
  });

  it("is the given one, and the platform's stays, in a process that is opted out", async () => {
    vi.stubEnv("DO_NOT_TRACK", "1");
    const own = async (): Promise<Response> => new Response("");
    const platform = globalThis.fetch;
    expect(instrumentFetch(own)).toBe(own);
    instrumentFetch()();
    expect(globalThis.fetch).toBe(platform);
  });
});
