import { describe, expect, it } from "vitest";
import { frame, invokeChunk } from "../../support/aws-event-stream.ts";
import { type Answer, json, raw } from "../../support/scripted-server.ts";
import { type Loading, startBedrock, withoutSilence } from "./support.ts";

interface VendorCase {
  readonly vendor: string;
  readonly modelId: string;
  readonly request: object;
  readonly answer: object;
  readonly headers?: Record<string, string>;
  readonly name: string;
  readonly expected: object;
}

const CHAT = { messages: [{ role: "user", content: "hello" }] };
const counted = (input: number, output: number) => ({
  "x-amzn-bedrock-input-token-count": String(input),
  "x-amzn-bedrock-output-token-count": String(output),
  "x-amzn-bedrock-invocation-latency": "70",
});
const used = (input: number, output: number) => ({
  "gen_ai.usage.input_tokens": input,
  "gen_ai.usage.output_tokens": output,
});

const VENDORS: readonly VendorCase[] = [
  {
    vendor: "anthropic",
    modelId: "anthropic.claude-3-haiku-20240307-v1:0",
    request: { anthropic_version: "bedrock-2023-05-31", max_tokens: 10, temperature: 0, ...CHAT },
    answer: {
      id: "msg_bdrk_1",
      type: "message",
      role: "assistant",
      model: "claude-3-haiku-20240307",
      content: [{ type: "text", text: "Hello." }],
      stop_reason: "end_turn",
      usage: { input_tokens: 10, output_tokens: 3, cache_read_input_tokens: 20 },
    },
    // Headers leave out what is cached: the body decides.
    headers: counted(10, 3),
    name: "chat",
    expected: { ...used(30, 3), "gen_ai.request.temperature": 0, "gen_ai.response.id": "msg_bdrk_1" },
  },
  {
    vendor: "nova",
    modelId: "amazon.nova-lite-v1:0",
    request: { schemaVersion: "messages-v1", inferenceConfig: { maxTokens: 9, topK: 1 }, ...CHAT },
    answer: {
      output: { message: { role: "assistant", content: [{ text: "Hello." }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 4, outputTokens: 2, totalTokens: 6, cacheReadInputTokenCount: 8 },
    },
    name: "chat",
    expected: { ...used(12, 2), "gen_ai.request.max_tokens": 9, "gen_ai.request.top_k": 1 },
  },
  {
    vendor: "titan",
    modelId: "amazon.titan-text-express-v1",
    request: { inputText: "hello", textGenerationConfig: { temperature: 0, maxTokenCount: 8 } },
    answer: { inputTextTokenCount: 3, results: [{ tokenCount: 5, outputText: "Hi.", completionReason: "FINISH" }] },
    name: "text_completion",
    expected: { ...used(3, 5), "gen_ai.request.max_tokens": 8, "gen_ai.response.finish_reasons": ["FINISH"] },
  },
  {
    vendor: "llama",
    modelId: "meta.llama3-8b-instruct-v1:0",
    request: { prompt: "hello", max_gen_len: 7 },
    answer: { generation: "Hi.", prompt_token_count: 2, generation_token_count: 4, stop_reason: "stop" },
    name: "text_completion",
    expected: { ...used(2, 4), "gen_ai.request.max_tokens": 7 },
  },
  {
    vendor: "mistral",
    modelId: "mistral.mistral-7b-instruct-v0:2",
    request: { prompt: "<s>[INST] hello [/INST]", max_tokens: 7 },
    answer: { outputs: [{ text: "Hi.", stop_reason: "stop" }] },
    headers: counted(9, 2),
    name: "text_completion",
    expected: {
      ...used(9, 2),
      "gen_ai.response.finish_reasons": ["stop"],
      "agentscribe.response.server_latency_ms": 70,
    },
  },
  {
    vendor: "mistral chat",
    modelId: "mistral.pixtral-large-2502-v1:0",
    request: CHAT,
    answer: {
      id: "c-1",
      object: "chat.completion",
      model: "pixtral",
      choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    },
    name: "chat",
    expected: used(5, 2),
  },
  {
    vendor: "cohere",
    modelId: "cohere.command-r-v1:0",
    request: { message: "hello", chat_history: [], preamble: "Be brief." },
    answer: { response_id: "r1", generation_id: "g1", text: "Hi.", finish_reason: "COMPLETE", chat_history: [] },
    headers: counted(6, 3),
    name: "chat",
    expected: { ...used(6, 3), "gen_ai.response.id": "r1", "gen_ai.response.finish_reasons": ["COMPLETE"] },
  },
  {
    vendor: "jamba",
    modelId: "ai21.jamba-1-5-mini-v1:0",
    request: CHAT,
    answer: {
      id: "chatcmpl-1",
      choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 },
    },
    name: "chat",
    expected: used(11, 5),
  },
  {
    vendor: "deepseek",
    modelId: "us.deepseek.r1-v1:0",
    request: { prompt: "hello", max_tokens: 7 },
    answer: { choices: [{ text: "Hi.", stop_reason: "stop" }] },
    headers: counted(8, 2),
    name: "text_completion",
    expected: { ...used(8, 2), "gen_ai.response.finish_reasons": ["stop"] },
  },
];

describe.each<Loading>(["esm", "cjs"])("wrapBedrock() with InvokeModel, %s", (loading) => {
  it.each(VENDORS)("reads the body of $vendor", async ({ modelId, request, answer, headers, name, expected }) => {
    const { client, aws, finish } = await startBedrock(loading, json(answer, 200, headers));
    const output = await client.send(
      new aws.InvokeModelCommand({ modelId, body: JSON.stringify(request), contentType: "application/json" }),
    );
    expect(JSON.parse(output.body.transformToString())).toEqual(answer);
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    const { attributes } = all.span(`${name} ${modelId}`);
    expect(attributes).toMatchObject({ ...expected, "agentscribe.input.messages": 1 });
    expect(attributes["gen_ai.input.messages"]).toContain("hello");
  });

  it("costs what the model asked for costs", async () => {
    const { client, aws, finish } = await startBedrock(loading, json(VENDORS[0]?.answer));
    const modelId = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
    await client.send(new aws.InvokeModelCommand({ modelId, body: JSON.stringify(VENDORS[0]?.request) }));
    expect((await finish()).span(`chat ${modelId}`).attributes["agentscribe.cost.model_key"]).toBe(
      "aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    );
  });

  it("reads a request with an image in it, as text and as bytes", async () => {
    const { modelId, request, answer } = VENDORS[0] as VendorCase;
    const source = { type: "base64", media_type: "image/png", data: "A".repeat(300_000) };
    const content = [
      { type: "image", source },
      { type: "text", text: "what?" },
    ];
    const body = JSON.stringify({ ...request, messages: [{ role: "user", content }] });
    const { client, aws, finish } = await startBedrock(loading, json(answer), json(answer));
    for (const sent of [body, Buffer.from(body)])
      await client.send(new aws.InvokeModelCommand({ modelId, body: sent }));
    const { spans } = await finish();
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({ "gen_ai.request.max_tokens": 10, "agentscribe.input.messages": 1 });
    }
    expect(spans).toHaveLength(2);
  });

  it("records embeddings of Titan and Cohere", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ embedding: [0.1, 0.2, 0.3], inputTextTokenCount: 4 }),
      json({ id: "e", embeddings: [[0.1, 0.2]], response_type: "embeddings_floats", texts: ["a"] }, 200, {
        "x-amzn-bedrock-input-token-count": "6",
      }),
    );
    const send = (modelId: string, body: object) =>
      client.send(new aws.InvokeModelCommand({ modelId, body: new TextEncoder().encode(JSON.stringify(body)) }));
    await send("amazon.titan-embed-text-v2:0", { inputText: "hello", dimensions: 3 });
    await send("cohere.embed-english-v3", { texts: ["a"], input_type: "search_query", embedding_types: ["float"] });
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    expect(all.span("embeddings amazon.titan-embed-text-v2:0").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 4,
      "gen_ai.embeddings.dimension.count": 3,
    });
    expect(all.span("embeddings cohere.embed-english-v3").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 6,
      "gen_ai.embeddings.dimension.count": 2,
    });
  });

  it("records a reranker as a retrieval with its documents", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ results: [{ index: 1, relevance_score: 0.9 }] }),
    );
    const body = JSON.stringify({ query: "hello", documents: ["a", "b"], top_n: 1, api_version: 2 });
    await client.send(new aws.InvokeModelCommand({ modelId: "cohere.rerank-v3-5:0", body }));
    const all = await finish();
    // Only attempts of model calls are seen, and the client knows its endpoint no earlier.
    expect(all.violations.filter((one) => !one.endsWith("server.address"))).toEqual([]);
    const { attributes } = all.span("retrieval");
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "aws.bedrock",
      "gen_ai.request.model": "cohere.rerank-v3-5:0",
      "gen_ai.retrieval.top_k": 1,
      "agentscribe.retrieval.document_count": 1,
      "agentscribe.cost.reason": "unit_unpriced:search_units",
    });
    expect(JSON.parse(String(attributes["gen_ai.retrieval.documents"]))).toEqual([{ id: "1", score: 0.9 }]);
  });

  it("records that a guardrail stopped the answer", async () => {
    const { vendor, ...claude } = VENDORS[0] as VendorCase;
    const { client, aws, finish } = await startBedrock(
      loading,
      json({ ...claude.answer, "amazon-bedrock-guardrailAction": "INTERVENED" }),
    );
    await client.send(
      new aws.InvokeModelCommand({
        modelId: claude.modelId,
        body: JSON.stringify(claude.request),
        guardrailIdentifier: "g-1",
        guardrailVersion: "1",
      }),
    );
    const all = await finish();
    expect(vendor).toBe("anthropic");
    expect(all.span(`chat ${claude.modelId}`).attributes).toMatchObject({ "aws.bedrock.guardrail.id": "g-1" });
    expect(all.event("agentscribe.refusal").attributes).toMatchObject({
      "agentscribe.refusal.category": "guardrail_intervened",
    });
  });

  const METRICS = {
    "amazon-bedrock-invocationMetrics": {
      inputTokenCount: 7,
      outputTokenCount: 4,
      invocationLatency: 90,
      firstByteLatency: 30,
    },
  };

  it.each([
    [
      "mistral.mistral-7b-instruct-v0:2",
      "text_completion",
      { prompt: "hi" },
      [
        { outputs: [{ text: "Hel", stop_reason: null }] },
        { outputs: [{ text: "lo", stop_reason: "stop" }], ...METRICS },
      ],
      used(7, 4),
    ],
    [
      "anthropic.claude-3-haiku-20240307-v1:0",
      "chat",
      CHAT,
      [
        {
          type: "message_start",
          message: { id: "m1", model: "claude-3-haiku-20240307", usage: { input_tokens: 7, output_tokens: 1 } },
        },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 4 } },
        { type: "message_stop", ...METRICS },
      ],
      { ...used(7, 4), "gen_ai.response.id": "m1", "gen_ai.response.finish_reasons": ["end_turn"] },
    ],
    [
      "amazon.titan-text-express-v1",
      "text_completion",
      { inputText: "hi" },
      [
        {
          outputText: "Hello",
          index: 0,
          totalOutputTextTokenCount: 4,
          completionReason: "FINISH",
          inputTextTokenCount: 7,
          ...METRICS,
        },
      ],
      used(7, 4),
    ],
  ] as const)("reads the stream of %s", async (modelId, name, request, chunks, expected) => {
    const { client, aws, finish } = await startBedrock(loading, stream(...chunks.map(invokeChunk)));
    const output = await client.send(
      new aws.InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(request) }),
    );
    const seen: unknown[] = [];
    for await (const { chunk } of output.body) seen.push(JSON.parse(new TextDecoder().decode(chunk.bytes)));
    expect(seen).toEqual(chunks);
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    expect(all.span(`${name} ${modelId}`).attributes).toMatchObject({
      ...expected,
      "gen_ai.request.stream": true,
      "agentscribe.response.server_latency_ms": 90,
    });
  });

  it("records an exception in mid-stream with what came before", async () => {
    const modelId = "mistral.mistral-7b-instruct-v0:2";
    const { client, aws, finish } = await startBedrock(
      loading,
      stream(
        invokeChunk({ outputs: [{ text: "Hel" }] }),
        frame("exception", "modelTimeoutException", { message: "slow" }),
      ),
    );
    const output = await client.send(
      new aws.InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify({ prompt: "hi" }) }),
    );
    const reading = (async () => {
      for await (const _ of output.body);
    })();
    await expect(reading).rejects.toBeInstanceOf(aws.ModelTimeoutException);
    expect((await finish()).span(`text_completion ${modelId}`).attributes).toMatchObject({
      "error.type": "ModelTimeoutException",
      "agentscribe.output.size": 3,
    });
  });

  it("reads bodies of models it does not know, of drawings and of no JSON as the client gives them", async () => {
    const { client, aws, finish } = await startBedrock(loading, json({ images: ["aGk="] }), raw(["<html>"]));
    const send = (modelId: string, body: string) => client.send(new aws.InvokeModelCommand({ modelId, body }));
    const task = JSON.stringify({ taskType: "TEXT_IMAGE", textToImageParams: { text: "a cat" } });
    const drawn = await send("amazon.nova-canvas-v1:0", task);
    expect(JSON.parse(drawn.body.transformToString())).toEqual({ images: ["aGk="] });
    expect((await send("acme.model", "no json")).body.transformToString()).toBe("<html>");
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(["generate_content amazon.nova-canvas-v1:0", "chat acme.model"]);
  });
});

function stream(...frames: readonly Buffer[]): Answer {
  return raw(frames, { "content-type": "application/vnd.amazon.eventstream" });
}
