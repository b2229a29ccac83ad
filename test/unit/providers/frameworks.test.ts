import { describe, expect, it } from "vitest";
import { recordedAnswer } from "../../../src/instrumentation/ai-sdk/recorded-parts.ts";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";

const result = (usage: object, more: object = {}) => ({
  text: "Aye.",
  finishReason: "stop",
  usage,
  response: { id: "r-1", modelId: "m-1", timestamp: new Date(0) },
  ...more,
});

describe("readResponse() of the AI SDK", () => {
  it("takes the total of version 6, and lifetimes and searches from the provider's own usage", () => {
    const usage = {
      inputTokens: 260,
      inputTokenDetails: { noCacheTokens: 10, cacheReadTokens: 200, cacheWriteTokens: 50 },
      outputTokens: 40,
      outputTokenDetails: { textTokens: 25, reasoningTokens: 15 },
      raw: {
        cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
        server_tool_use: { web_search_requests: 2 },
      },
    };
    expect(readResponse(result(usage))).toMatchObject({
      format: "ai_sdk.result",
      responseId: "r-1",
      responseModel: "m-1",
      finishReasons: ["stop"],
      usage: {
        inputTokens: 260,
        outputTokens: 40,
        cacheReadTokens: 200,
        cacheWriteTokens: 50,
        cacheWrite5mTokens: 20,
        cacheWrite1hTokens: 30,
        reasoningTokens: 15,
        webSearches: 2,
      },
    });
  });

  it("takes Anthropic's tier, speed, place and advisor from the provider's own usage", () => {
    const iterations = [{ type: "advisor_message", model: "claude-sage", input_tokens: 70, output_tokens: 7 }];
    const raw = { service_tier: "standard", speed: "fast", inference_geo: "us", iterations };
    const counts = { inputTokens: 10, inputTokenDetails: {}, outputTokens: 4 };
    const metadata = { providerMetadata: { anthropic: { usage: raw } } };
    const advice = { model: "claude-sage", usage: { inputTokens: 70, outputTokens: 7 } };
    const fast = { serviceTier: "fast", region: "us", advice };
    expect(readResponse(result({ ...counts, raw }))).toMatchObject(fast);
    expect(readResponse(result(counts, metadata))).toMatchObject(fast);
    const openai = { providerMetadata: { openai: { serviceTier: "flex" } } };
    expect(readResponse(result(counts, openai))?.serviceTier).toBe("flex");
  });

  it("adds cached tokens in version 5 where the provider leaves them out, and only there", () => {
    const usage = { inputTokens: 10, outputTokens: 4, cachedInputTokens: 90 };
    const metadata = { providerMetadata: { anthropic: { cacheCreationInputTokens: 5 } } };
    expect(readResponse(result(usage, metadata))?.usage).toMatchObject({ inputTokens: 105, cacheWriteTokens: 5 });
    expect(readResponse(result({ ...usage, inputTokens: 100 }))?.usage).toMatchObject({ inputTokens: 100 });
  });

  it("reads what a model of the provider interface reports", () => {
    const usage = {
      inputTokens: { total: 30, noCache: 10, cacheRead: 20, cacheWrite: 0 },
      outputTokens: { total: 9, text: 4, reasoning: 5 },
    };
    const content = [
      { type: "text", text: "Aye." },
      { type: "tool-call", toolCallId: "t", toolName: "sail", input: '{"knots":4}' },
    ];
    const body = { content, finishReason: { unified: "tool-calls", raw: "tool_use" }, usage };
    expect(readResponse(body)).toMatchObject({
      finishReasons: ["tool_use"],
      usage: { inputTokens: 30, outputTokens: 9, cacheReadTokens: 20, reasoningTokens: 5 },
      toolCalls: [{ id: "t", name: "sail" }],
    });
    expect(readResponse(body)?.outputMessages()[0]?.parts).toEqual([
      { type: "text", content: "Aye." },
      { type: "tool_call", id: "t", name: "sail", arguments: { knots: 4 } },
    ]);
  });

  it("counts what OpenAI's own tools did, and nobody else's", () => {
    const results = [
      { action: { type: "search", query: "tides" } },
      { action: { type: "openPage", url: "http://x" } },
      { queries: ["tides"], results: null },
      { outputs: [] },
      { result: "AAAA" },
    ];
    const content = results.map((result) => ({ type: "tool-result", toolCallId: "t", toolName: "look", result }));
    const usage = { inputTokens: { total: 4 }, outputTokens: { total: 1 } };
    const body = { usage, finishReason: { unified: "stop" }, content: [{ type: "text", text: "Aye." }, ...content] };
    const tools = [{ type: "provider", id: "openai.web_search_preview" }];
    const used = { webSearches: 1, previewWebSearches: 1, fileSearches: 1, codeInterpreterCalls: 1 };
    const steps = [body, { ...body, content: [] }];
    for (const answer of [body, { ...body, content: [], steps }]) {
      expect(readResponse(answer, { provider: "openai", tools })).toMatchObject({ usage: used, imageGeneration: {} });
    }
    const other = readResponse(body, { provider: "anthropic", tools });
    expect(other?.usage).toEqual({ inputTokens: 4, outputTokens: 1 });
    expect(other).not.toHaveProperty("imageGeneration");
    const preliminary = content.map((part) => ({ ...part, preliminary: true }));
    const own = results.map((output) => ({ type: "tool-result", toolCallId: "t", toolName: "look", output }));
    for (const parts of [preliminary, own]) {
      const answer = readResponse({ ...body, content: parts }, { provider: "openai" });
      expect(answer?.usage).toEqual({ inputTokens: 4, outputTokens: 1 });
    }
    const told = { ...body, content: own.map((part) => ({ ...part, providerExecuted: true })) };
    expect(readResponse(told, { provider: "openai" })?.usage).toMatchObject({ webSearches: 1, fileSearches: 1 });
  });

  it("sums the steps and says so", () => {
    const step = (inputTokens: number) => result({ inputTokens, outputTokens: 1, inputTokenDetails: {} });
    const body = { ...step(7), steps: [step(5), step(7)] };
    expect(readResponse(body)).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 2 },
      warnings: ["usage_of_several_steps"],
    });
  });

  const counts = { inputTokens: 10, inputTokenDetails: {}, outputTokens: 4 };
  const gateway = (cost: unknown, marketCost: unknown) => ({
    providerMetadata: { gateway: { cost, marketCost, routing: { originalModelId: "a/b", finalProvider: "baseten" } } },
  });

  it.each<[string, object, object, object]>([
    ["a gateway's, as text", {}, gateway("0.0042", "0.0042"), { reportedCostUsd: 0.0042, upstreamProvider: "baseten" }],
    ["a model's that is free", {}, gateway("0", "0"), { reportedCostUsd: 0 }],
    [
      "OpenRouter's",
      {},
      { providerMetadata: { openrouter: { provider: "Groq", usage: { cost: 0.002 } } } },
      { reportedCostUsd: 0.002, upstreamProvider: "Groq" },
    ],
    ["xAI's", { raw: { cost_in_usd_ticks: 20_000_000 } }, {}, { reportedCostUsd: 0.002 }],
    [
      "xAI's of version 5",
      {},
      { providerMetadata: { xai: { costInUsdTicks: 20_000_000 } } },
      { reportedCostUsd: 0.002 },
    ],
    [
      "Perplexity's",
      {},
      { providerMetadata: { perplexity: { cost: { totalCost: 0.006 } } } },
      { reportedCostUsd: 0.006 },
    ],
  ])("takes the cost that is stated: %s", (_, usage, more, told) => {
    const body = result({ ...counts, ...usage }, more);
    expect(readResponse(body)).toMatchObject(told);
    expect(readResponse(recordedAnswer(body, { inputs: false, outputs: false }))).toMatchObject(told);
  });

  it("takes no cost of a gateway that charges nothing for a key of one's own, and none where a step has none", () => {
    expect(readResponse(result(counts, gateway("0", "0.01")))).not.toHaveProperty("reportedCostUsd");
    const steps = (...costs: readonly unknown[]) => ({
      steps: costs.map((cost) => ({ usage: counts, ...gateway(cost, cost) })),
    });
    expect(readResponse(result(counts, steps("0.25", 0.5)))?.reportedCostUsd).toBe(0.75);
    expect(readResponse(result(counts, steps("0.25", "?")))).not.toHaveProperty("reportedCostUsd");
    const embedded = { embeddings: [[0.5]], usage: { tokens: 3 }, ...gateway("0.25", "0.25") };
    expect(readResponse(embedded)?.reportedCostUsd).toBe(0.25);
  });

  it("gives the text or the object of a result without content, and its calls", () => {
    const usage = { inputTokens: 5, outputTokens: 1, inputTokenDetails: {} };
    const parts = (body: object): unknown =>
      readResponse({ usage, finishReason: "stop", response: { id: "r-1" }, ...body })?.outputMessages()[0]?.parts;
    const toolCalls = [{ toolCallId: "t", toolName: "sail", args: { knots: 4 } }];
    const sail = { type: "tool_call", id: "t", name: "sail", arguments: { knots: 4 } };
    expect(parts({ text: "Aye.", toolCalls })).toEqual([{ type: "text", content: "Aye." }, sail]);
    expect(parts({ toolCalls })).toEqual([sail]);
    expect(parts({ object: { knots: 4 } })).toEqual([{ type: "text", content: '{"knots":4}' }]);
  });

  it("never touches the properties of a result that streams", () => {
    let touched = 0;
    const body = { textStream: {}, fullStream: {} };
    for (const key of ["usage", "text", "finishReason", "steps", "message", "response"]) {
      Object.defineProperty(body, key, { enumerable: true, get: () => touched++ });
    }
    expect(readResponse(body)).toBeUndefined();
    expect(touched).toBe(0);
  });
});

describe("readResponse() of LangChain", () => {
  const kwargs = {
    content: "Aye.",
    tool_calls: [{ id: "t", name: "sail", args: { knots: 4 }, type: "tool_call" }],
    usage_metadata: {
      input_tokens: 260,
      output_tokens: 40,
      total_tokens: 300,
      input_token_details: { cache_read: 200, cache_creation: 50 },
      output_token_details: { reasoning: 15 },
    },
    response_metadata: {
      model_name: "m-1",
      stop_reason: "tool_use",
      usage: { cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 } },
    },
  };
  const instance = { ...kwargs, id: "msg_1", lc_serializable: true, lc_kwargs: kwargs, type: "ai" };
  const expected = {
    format: "langchain.message",
    responseModel: "m-1",
    finishReasons: ["tool_use"],
    usage: {
      inputTokens: 260,
      outputTokens: 40,
      cacheReadTokens: 200,
      cacheWriteTokens: 50,
      cacheWrite5mTokens: 20,
      cacheWrite1hTokens: 30,
      reasoningTokens: 15,
    },
    toolCalls: [{ id: "t", name: "sail" }],
  };

  it.each([
    ["a message", instance],
    [
      "a message made into JSON",
      { lc: 1, type: "constructor", id: ["langchain_core", "messages", "AIMessage"], kwargs },
    ],
    ["a result with generations", { generations: [[{ text: "Aye.", message: instance }]], llmOutput: {} }],
  ])("reads %s", (_what, body) => {
    expect(readResponse(body)).toMatchObject(expected);
    expect(readResponse(body)?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "Aye." },
          { type: "tool_call", id: "t", name: "sail", arguments: { knots: 4 } },
        ],
      },
    ]);
  });
});

describe("readers of LangChain, on what OpenAI's own tools did", () => {
  const items = [
    { type: "web_search_call", status: "completed", action: { type: "search", query: "tides" } },
    { type: "web_search_call", status: "completed", action: { type: "open_page", url: "http://x" } },
    { type: "file_search_call", status: "completed", queries: ["tides"] },
    { type: "image_generation_call", status: "completed", result: "AAAA" },
  ];
  const tools = [{ type: "web_search_preview" }, { type: "image_generation", model: "gpt-image-1" }];
  const told = {
    usage: { inputTokens: 4, outputTokens: 1, webSearches: 1, previewWebSearches: 1, fileSearches: 1 },
    imageGeneration: { model: "gpt-image-1" },
  };
  const usage_metadata = { input_tokens: 4, output_tokens: 1 };
  const message = (more: object) => ({ type: "ai", lc_kwargs: {}, content: "", usage_metadata: undefined, ...more });

  it.each([
    ["beside the answer", { additional_kwargs: { tool_outputs: items }, response_metadata: {} }],
    ["among its items", { additional_kwargs: {}, response_metadata: { output: items, tools } }],
  ])("count what stands %s", (_, more) => {
    expect(readResponse(message({ ...more, usage_metadata }), { tools })).toMatchObject(told);
  });

  it("count what comes in pieces", () => {
    const reader = createStreamReader({ provider: "openai", tools });
    for (const item of items) reader.chunk(message({ additional_kwargs: { tool_outputs: [item] } }));
    reader.chunk(message({ usage_metadata, additional_kwargs: {}, response_metadata: { status: "completed" } }));
    expect(reader.reading("complete")).toMatchObject(told);
  });
});

describe("createStreamReader() on streams of frameworks", () => {
  it("folds the parts of a model of the AI SDK", () => {
    const reader = createStreamReader();
    const firsts = [
      { type: "stream-start", warnings: [] },
      { type: "response-metadata", id: "r-1", modelId: "m-1" },
      { type: "text-start", id: "0" },
      { type: "text-delta", id: "0", delta: "Aye" },
      { type: "text-delta", id: "0", delta: "." },
      { type: "tool-call", toolCallId: "t", toolName: "sail", input: "{}" },
      {
        type: "finish",
        finishReason: { unified: "tool-calls", raw: "tool_use" },
        usage: { inputTokens: { total: 30, cacheRead: 20 }, outputTokens: { total: 9 } },
      },
    ].map((part) => reader.chunk(part)?.firstOutput ?? false);
    expect(firsts.indexOf(true)).toBe(3);
    expect(reader.reading()).toMatchObject({
      responseId: "r-1",
      responseModel: "m-1",
      finishReasons: ["tool_use"],
      usage: { inputTokens: 30, outputTokens: 9, cacheReadTokens: 20 },
      toolCalls: [{ id: "t", name: "sail" }],
    });
    expect(reader.reading()?.outputMessages()[0]?.parts[0]).toEqual({ type: "text", content: "Aye." });
  });

  it("keeps reasoning, and takes the sum where no step tells its usage", () => {
    const reader = createStreamReader();
    const firsts = [
      { type: "reasoning-delta", id: "0", text: "Hm" },
      { type: "reasoning-delta", id: "0", delta: "." },
      { type: "text-delta", id: "1", text: "Aye." },
      { type: "finish", finishReason: "stop", totalUsage: { inputTokens: 12, outputTokens: 2, inputTokenDetails: {} } },
    ].map((part) => reader.chunk(part)?.firstOutput ?? false);
    expect(firsts).toEqual([true, false, false, false]);
    expect(reader.reading()).toMatchObject({ usage: { inputTokens: 12, outputTokens: 2 } });
    expect(reader.reading()?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "Hm." },
          { type: "text", content: "Aye." },
        ],
      },
    ]);
  });

  it("counts each step of a full stream once", () => {
    const reader = createStreamReader();
    const step = (inputTokens: number) => ({
      type: "finish-step",
      finishReason: "stop",
      usage: { inputTokens, outputTokens: 1, inputTokenDetails: {} },
    });
    reader.chunk({ type: "text-delta", id: "0", text: "Aye." });
    for (const part of [step(5), step(7)]) reader.chunk(part);
    reader.chunk({ type: "finish", finishReason: "stop", totalUsage: { inputTokens: 12, outputTokens: 2 } });
    expect(reader.reading()).toMatchObject({ usage: { inputTokens: 12, outputTokens: 2 }, finishReasons: ["stop"] });
  });

  it("adds the usage of LangChain's pieces", () => {
    const reader = createStreamReader();
    const piece = (more: object) => ({
      lc_serializable: true,
      lc_kwargs: {},
      type: "ai",
      content: "",
      id: "m-1",
      ...more,
    });
    const start = { input_tokens: 260, output_tokens: 0, input_token_details: { cache_read: 200 } };
    reader.chunk(piece({ usage_metadata: start }));
    reader.chunk(piece({ content: "Aye." }));
    reader.chunk(piece({ tool_call_chunks: [{ index: 0, id: "t", name: "sail", args: '{"knots"' }] }));
    reader.chunk(piece({ tool_call_chunks: [{ index: 0, args: ":4}" }] }));
    reader.chunk(
      piece({ usage_metadata: { input_tokens: 0, output_tokens: 40 }, response_metadata: { stop_reason: "tool_use" } }),
    );
    expect(reader.reading()).toMatchObject({
      responseId: "m-1",
      finishReasons: ["tool_use"],
      usage: { inputTokens: 260, outputTokens: 40, cacheReadTokens: 200 },
    });
    expect(reader.reading()?.outputMessages()[0]?.parts).toEqual([
      { type: "text", content: "Aye." },
      { type: "tool_call", id: "t", name: "sail", arguments: { knots: 4 } },
    ]);
  });

  it("takes server-sent events whose data is text", () => {
    const reader = createStreamReader();
    reader.chunk({
      event: "x",
      data: '{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Aye."}}]}',
    });
    expect(reader.reading()?.responseId).toBe("c");
  });
});
