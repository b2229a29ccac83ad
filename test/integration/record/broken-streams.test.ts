import { setImmediate as turn } from "node:timers/promises";
import OpenAI from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LlmCall } from "../../../src/index.ts";
import { startModelServer } from "../../support/model-server.ts";
import { type Recorded, startRecording } from "../../support/recording.ts";

const MODEL = "gpt-5-mini";
const CALL = { provider: "openai", model: MODEL };
const EVENT = "agentscribe.stream.error";
const CHUNK = { object: "chat.completion.chunk", model: MODEL, choices: [{ index: 0, delta: { content: "Hel" } }] };

/** What is told of a stream of two chunks that ends as this function does. */
async function told(end: () => void, options: { chunks?: number } = {}): Promise<Recorded> {
  const { telemetry, finish } = await startRecording();
  async function* stream(): AsyncGenerator<unknown> {
    for (let sent = 0; sent < (options.chunks ?? 2); sent += 1) yield CHUNK;
    await turn();
    end();
  }
  const read = async (): Promise<void> => {
    for await (const _ of telemetry.llm(CALL, () => stream())) await turn();
  };
  await read().catch(() => {});
  return finish();
}

function failing(facts: object): () => never {
  return () => {
    throw Object.assign(new Error("broke"), facts);
  };
}

describe("a stream that breaks", () => {
  it("in the client's connection is told of, on its call", async () => {
    const server = await startModelServer({
      script: [{ reply: { text: "one two three four five", chunkDelayMillis: 2, cutAfter: 3 } }],
    });
    onTestFinished(() => server.close());
    const client = new OpenAI({ apiKey: "none", baseURL: server.url, maxRetries: 0 });
    const { telemetry, finish } = await startRecording();
    const request = { model: MODEL, messages: [{ role: "user" as const, content: "Hi" }], stream: true as const };
    const stream = await telemetry.llm(CALL, () => client.chat.completions.create(request));
    const read = async (): Promise<void> => {
      for await (const _ of stream) await turn();
    };
    await expect(read()).rejects.toThrow();
    const { event, span, points } = await finish();
    expect(event(EVENT)).toMatchObject({
      spanId: span(`chat ${MODEL}`).spanId,
      attributes: {
        "error.type": "disconnected",
        "agentscribe.stream.chunks": 3,
        "agentscribe.stream.idle_ms": expect.any(Number),
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": MODEL,
      },
    });
    expect(points("agentscribe.stream.errors").map(({ value }) => value)).toEqual([1]);
  });

  it.each([
    ["disconnected", failing({ code: "ECONNRESET" })],
    ["disconnected", failing({ name: "TypeError" })],
    ["idle_timeout", failing({ name: "TimeoutError" })],
    ["idle_timeout", failing({ code: "UND_ERR_BODY_TIMEOUT" })],
    ["invalid_chunk", () => void JSON.parse("{")],
    ["provider_error", failing({ error: { type: "overloaded_error" } })],
    ["disconnected", () => undefined],
  ])("says that it is %s", async (kind, end) => {
    const { event } = await told(end);
    expect(event(EVENT).attributes).toMatchObject({ "error.type": kind, "agentscribe.stream.chunks": 2 });
  });

  it("says that nothing came", async () => {
    const { event } = await told(() => undefined, { chunks: 0 });
    expect(event(EVENT).attributes).toMatchObject({ "error.type": "empty", "agentscribe.stream.chunks": 0 });
  });

  it("says that nobody read on when the client shuts down", async () => {
    const { telemetry, finish } = await startRecording();
    const call: LlmCall = telemetry.startLlm(CALL);
    call.chunk(CHUNK);
    const { event } = await finish();
    expect(event(EVENT).attributes).toMatchObject({ "error.type": "abandoned" });
  });
});

describe("no broken stream", () => {
  it("is one that the caller leaves, and one that is called off", async () => {
    const { telemetry, finish } = await startRecording();
    for await (const _ of telemetry.llm(CALL, () => ReadableStream.from([CHUNK, CHUNK]))) break;
    const aborted = async (call: LlmCall): Promise<never> => {
      call.chunk(CHUNK);
      throw new DOMException("stop", "AbortError");
    };
    await telemetry.llm(CALL, aborted).catch(() => {});
    const { eventsNamed } = await finish();
    expect(eventsNamed(EVENT)).toEqual([]);
  });

  it("is a call without a stream that fails, and a function that yields nothing but gives its answer", async () => {
    const { telemetry, finish } = await startRecording();
    expect(() => telemetry.llm(CALL, failing({ code: "ECONNRESET" }))).toThrow();
    // biome-ignore lint/correctness/useYield: What it gives is told by hand.
    const answered = telemetry.llm(CALL, async function* (call) {
      call.usage({ inputTokens: 3, outputTokens: 2 });
    });
    for await (const _ of answered) await turn();
    const { eventsNamed } = await finish();
    expect(eventsNamed(EVENT)).toEqual([]);
  });
});
