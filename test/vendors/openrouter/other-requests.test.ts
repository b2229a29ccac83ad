import { describe, expect, it } from "vitest";
import { json, raw, sse } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { readAll } from "../read-all.ts";
import { COST, events, functionCall, MAJORS, MODEL, response, startOpenRouter, text } from "./support.ts";

const IMAGE = { b64_json: "aGk=", media_type: "image/png" };

describe.each(MAJORS)("other requests of @openrouter/sdk, %s, %s", (...major) => {
  const responsesOf = (client: Vendor): Vendor => (major[0] === "newest" ? client.responses : client.beta.responses);

  it("records responses, whole and streamed", async () => {
    const { client, finish } = await startOpenRouter(
      major,
      json(response([text("Hi.")])),
      sse(events([text("Hi.")]), "done"),
    );
    const request = { model: MODEL, input: "hello", instructions: "be brief", temperature: 0, maxOutputTokens: 9 };
    expect((await responsesOf(client).send({ responsesRequest: request })).output).toHaveLength(1);
    expect(
      await readAll(await client.beta.responses.send({ responsesRequest: { ...request, stream: true } })),
    ).toHaveLength(2);
    const { spans, violations } = await finish();
    expect(violations).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual(Array(2).fill(`chat ${MODEL}`));
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        "gen_ai.request.temperature": 0,
        "gen_ai.request.max_tokens": 9,
        "gen_ai.usage.input_tokens": 14,
        "gen_ai.usage.cache_read.input_tokens": 6,
        "gen_ai.usage.output_tokens": 5,
        "agentscribe.cost.usd": 0.0001,
        "gen_ai.response.finish_reasons": ["stop"],
      });
      expect(String(attributes["gen_ai.output.messages"])).toContain("Hi.");
      expect(String(attributes["gen_ai.system_instructions"])).toContain("be brief");
    }
  });

  it("marks a streamed response failed when an event says so", async () => {
    const [created] = events([]);
    const failed = response([], { status: "failed", error: { code: "server_error", message: "broken" }, usage: null });
    const { client, finish } = await startOpenRouter(
      major,
      sse([created, { type: "response.failed", sequence_number: 1, response: failed }], "done"),
    );
    const ask = { responsesRequest: { model: MODEL, input: "hello", stream: true } };
    expect(await readAll(await responsesOf(client).send(ask))).toHaveLength(2);
    const span = (await finish()).span(`chat ${MODEL}`);
    expect(span.status.code).toBe(2);
    expect(span.attributes["error.type"]).toBe("server_error");
  });

  it("records each request of `callModel`, and the tools that it runs", async () => {
    const { z } = await loadVendor(major[0], "zod");
    const seen: unknown[] = [];
    const { client, telemetry, finish } = await startOpenRouter(
      major,
      sse(
        events([
          functionCall("a", "weather", { city: "Vienna" }),
          functionCall("b", "broken", {}),
          functionCall("c", "counting", { to: 2 }),
        ]),
        "done",
      ),
      sse(events([text("Sunny.")]), "done"),
    );
    const tool = (name: string, inputSchema: unknown, more: object): object => ({
      type: "function",
      function: { name, description: `${name}!`, inputSchema, ...more },
    });
    const tools = [
      tool("weather", z.object({ city: z.string() }), {
        execute: async (args: unknown) => {
          seen.push(args);
          return { forecast: "sunny" };
        },
      }),
      tool("broken", z.object({}), {
        execute: () => {
          throw new TypeError("no");
        },
      }),
      tool("counting", z.object({ to: z.number() }), {
        eventSchema: z.object({ at: z.number() }),
        outputSchema: z.object({ sum: z.number() }),
        async *execute({ to }: { to: number }) {
          for (let at = 1; at <= to; at += 1) yield { at };
          yield { sum: 3 };
        },
      }),
    ];
    const answer = await telemetry.agent({ name: "forecaster" }, () =>
      client.callModel({ model: MODEL, input: "weather?", tools }).getText(),
    );
    expect(answer).toBe("Sunny.");
    expect(seen).toEqual([{ city: "Vienna" }]);
    const { spans, violations, points } = await finish();
    expect(violations.filter((one) => !one.includes("gen_ai.tool.call.id"))).toEqual([]);
    const agent = spans.find(({ name }) => name === "invoke_agent forecaster");
    // The agent ends with the last request, and that one is a part of it.
    expect(agent?.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.cost_complete": true,
      "gen_ai.usage.input_tokens": 28,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(points("gen_ai.invoke_agent.inference_calls").map(({ value }) => value)).toEqual([2]);
    const inner = spans.filter(({ name }) => name !== agent?.name);
    expect(inner.map(({ name }) => name).sort()).toEqual([
      `chat ${MODEL}`,
      `chat ${MODEL}`,
      "execute_tool broken",
      "execute_tool counting",
      "execute_tool weather",
    ]);
    for (const span of inner) expect(span.parentSpanId).toBe(agent?.spanId);
    const byName = (name: string) => spans.find((span) => span.name === name);
    expect(byName("execute_tool weather")?.attributes).toMatchObject({
      "gen_ai.tool.call.arguments": '{"city":"Vienna"}',
      "gen_ai.tool.call.result": '{"forecast":"sunny"}',
      "gen_ai.tool.description": "weather!",
    });
    expect(byName("execute_tool broken")?.attributes["error.type"]).toBe("TypeError");
    expect(byName("execute_tool counting")?.status.code).not.toBe(2);
    const chats = spans.filter(({ name }) => name === `chat ${MODEL}`);
    expect(chats.map(({ attributes }) => attributes["gen_ai.response.finish_reasons"])).toEqual([
      ["tool_call"],
      ["stop"],
    ]);
    for (const { attributes } of chats) {
      expect(attributes).toMatchObject({
        "gen_ai.request.stream": true,
        "gen_ai.usage.input_tokens": 14,
        "agentscribe.cost.usd": 0.0001,
      });
    }
  });

  it("records a request of `callModel` that is turned away, and one whose stream is left", async () => {
    const { client, finish } = await startOpenRouter(
      major,
      json({ error: { code: 429, message: "slow down" } }, 429),
      sse(events([text("Hi.")]).slice(0, 1), "hang"),
    );
    const ask = { model: MODEL, input: "hello" };
    await expect(client.callModel(ask).getText()).rejects.toMatchObject({ statusCode: 429 });
    const result = client.callModel(ask);
    for await (const event of result.getFullResponsesStream()) {
      expect(event.type).toBe("response.created");
      break;
    }
    await result.cancel();
    const { spans } = await finish();
    expect(spans.map(({ status }) => status.code === 2)).toEqual([true, false]);
    expect(spans[0]?.attributes["error.type"]).toBe("429");
  });

  it("records the functions that are given a client, and a request that never got an answer", async () => {
    const { client, finish } = await startOpenRouter(major, json(response([text("Hi.")])));
    const isNew = major[0] === "newest";
    const funcs = await loadVendor(
      major[0],
      `@openrouter/sdk/funcs/${isNew ? "responsesSend" : "betaResponsesSend"}.js`,
    );
    const send = isNew ? funcs.responsesSend : funcs.betaResponsesSend;
    const request = { responsesRequest: { model: MODEL, input: "hello" } };
    expect((await send(client, request)).ok).toBe(true);
    const result = await send(client, request, { serverURL: "http://127.0.0.1:1" });
    expect(result).toMatchObject({ ok: false, error: { name: "ConnectionError" } });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([5, undefined]);
    expect(spans[1]?.status.code).toBe(2);
  });

  it("records embeddings with their cost, and reranking", async () => {
    const embedding = { object: "embedding", index: 0, embedding: [0.1, 0.2, 0.3] };
    const { client, finish } = await startOpenRouter(
      major,
      json({
        object: "list",
        model: "text-embedding-3-small",
        data: [embedding],
        usage: { prompt_tokens: 3, total_tokens: 3, cost: 6e-8 },
      }),
      json({
        id: "gen-rerank-1",
        model: "rerank-v3.5",
        provider: "Cohere",
        results: [{ document: { text: "Paris" }, index: 1, relevance_score: 0.9 }],
        usage: { cost: 0.001, search_units: 1 },
      }),
    );
    await client.embeddings.generate({ requestBody: { model: "openai/text-embedding-3-small", input: "hello" } });
    await client.rerank.rerank({
      requestBody: { model: "cohere/rerank-v3.5", query: "France?", documents: ["Rome", "Paris"], topN: 1 },
    });
    const { span, violations } = await finish();
    expect(violations).toEqual([]);
    expect(span("embeddings openai/text-embedding-3-small").attributes).toMatchObject({
      "gen_ai.provider.name": "openrouter",
      "gen_ai.usage.input_tokens": 3,
      "gen_ai.embeddings.dimension.count": 3,
      "agentscribe.cost.usd": 6e-8,
      "agentscribe.cost.source": "provider",
    });
    expect(span("retrieval").attributes).toMatchObject({
      "gen_ai.request.model": "cohere/rerank-v3.5",
      "gen_ai.retrieval.top_k": 1,
      "gen_ai.retrieval.documents": '[{"id":"1","score":0.9}]',
    });
  });

  it("records images, speech and transcriptions with their cost", async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 8, total_tokens: 13, ...COST };
    const { client, finish } = await startOpenRouter(
      major,
      json({ created: 1, data: [IMAGE], usage }),
      raw(["sound"], { "content-type": "audio/pcm" }),
      json({ text: "hello", usage: { seconds: 2, cost: 0.0003, input_tokens: 4, output_tokens: 2, total_tokens: 6 } }),
    );
    await client.images.generate({ imageGenerationRequest: { model: "google/image", prompt: "a cat" } });
    const sound = await client.tts.createSpeech({
      speechRequest: { model: "openai/tts", input: "hello", voice: "alloy" },
    });
    expect(Buffer.concat((await readAll(sound)) as Uint8Array[]).toString()).toBe("sound");
    await client.stt.createTranscription({
      sttRequest: { model: "openai/whisper", inputAudio: { data: "aGk=", format: "wav" } },
    });
    const { spans, violations } = await finish();
    expect(violations.filter((one) => !/gen_ai\.response|openai\/tts.*gen_ai\.usage/.test(one))).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual([
      "generate_content google/image",
      "generate_content openai/tts",
      "generate_content openai/whisper",
    ]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.cost.usd"])).toEqual([0.00042, undefined, 0.0003]);
    expect(spans.map(({ attributes }) => attributes["gen_ai.output.type"])).toEqual(["image", "speech", "text"]);
    expect(spans[0]?.attributes["gen_ai.usage.output_tokens"]).toBe(8);
    expect(JSON.stringify(spans)).not.toContain("aGk=");
  });
});
