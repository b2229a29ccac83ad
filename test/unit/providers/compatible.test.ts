import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";

const answer = (usage: object, more: object = {}) => ({
  id: "c-1",
  object: "chat.completion",
  model: "m-1",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Aye." } }],
  usage,
  ...more,
});

describe("readResponse() of providers that speak OpenAI's format", () => {
  it.each([
    [
      "xAI: reasoning is beside the completion, and ticks are the cost",
      answer({
        prompt_tokens: 2640,
        completion_tokens: 182,
        total_tokens: 3494,
        completion_tokens_details: { reasoning_tokens: 672 },
        cost_in_usd_ticks: 12_000_000,
      }),
      {
        provider: "x_ai",
        usage: { inputTokens: 2640, outputTokens: 854, reasoningTokens: 672 },
        reportedCostUsd: 0.0012,
      },
    ],
    [
      "xAI: more cached tokens than prompt are beside the prompt",
      answer({
        prompt_tokens: 10,
        completion_tokens: 1,
        num_sources_used: 0,
        prompt_tokens_details: { cached_tokens: 90 },
      }),
      { usage: { inputTokens: 100, cacheReadTokens: 90 } },
    ],
    [
      "DeepSeek: hits are cache reads",
      answer({ prompt_tokens: 100, completion_tokens: 5, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }),
      { provider: "deepseek", usage: { inputTokens: 100, cacheReadTokens: 64 } },
    ],
    [
      "Perplexity: searches, reasoning beside the completion, its own cost",
      answer({
        prompt_tokens: 10,
        completion_tokens: 20,
        reasoning_tokens: 30,
        total_tokens: 60,
        num_search_queries: 4,
        search_context_size: "low",
        cost: { total_cost: 0.5 },
      }),
      { provider: "perplexity", usage: { outputTokens: 50, webSearches: 4 }, reportedCostUsd: 0.5 },
    ],
    [
      "Perplexity's deep research: reasoning that neither the completion nor the total holds",
      answer({
        prompt_tokens: 33,
        completion_tokens: 7163,
        total_tokens: 7196,
        citation_tokens: 20016,
        num_search_queries: 18,
        reasoning_tokens: 73997,
        search_context_size: "low",
      }),
      { usage: { inputTokens: 33, outputTokens: 81160, reasoningTokens: 73997, webSearches: 18 } },
    ],
    [
      "OpenRouter: the cost, and the upstream's with a key of one's own",
      answer(
        {
          prompt_tokens: 1,
          completion_tokens: 1,
          cost: 0.01,
          is_byok: true,
          cost_details: { upstream_inference_cost: 0.2 },
        },
        { id: "gen-1", provider: "Someone" },
      ),
      { provider: "openrouter", reportedCostUsd: 0.2 },
    ],
    [
      "Groq: by its own object",
      answer({ prompt_tokens: 3, completion_tokens: 2 }, { x_groq: { id: "req_1" } }),
      { provider: "groq", usage: { inputTokens: 3, outputTokens: 2 } },
    ],
    [
      "Moonshot: cached tokens beside the totals",
      answer({ prompt_tokens: 20, completion_tokens: 5, cached_tokens: 12 }),
      { usage: { inputTokens: 20, cacheReadTokens: 12 } },
    ],
  ])("%s", (_what, body, expected) => {
    expect(readResponse(body)).toMatchObject(expected);
  });

  it.each([
    { server_tool_use_details: { web_search_requests: 2, tool_calls_requested: 3 } },
    { serverToolUseDetails: { webSearchRequests: 2, toolCallsRequested: 3 } },
    { server_tool_use: { web_search_requests: 2 } },
  ])("counts the searches of OpenRouter's tools: %j", (told) => {
    const hint = { provider: "openrouter" };
    const searches = (body: unknown): unknown => readResponse(body, hint)?.usage?.webSearches;
    expect(searches(answer({ prompt_tokens: 9, completion_tokens: 1, ...told }))).toBe(2);
    expect(searches(answer({ prompt_tokens: 9, completion_tokens: 1 }))).toBeUndefined();
    const response = { id: "gen-1", object: "response", status: "completed", output: [] };
    expect(searches({ ...response, usage: { input_tokens: 9, output_tokens: 1, ...told } })).toBe(2);
    const image = { created: 1, data: [{ b64_json: "aGk=" }], usage: { prompt_tokens: 9, ...told } };
    expect(searches(image)).toBe(2);
  });

  it("takes no cost of Vercel's gateway that charges nothing for a key of one's own", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 1 };
    const cost = (more: object): unknown => readResponse(answer({ ...usage, ...more }))?.reportedCostUsd;
    expect(cost({ cost: 0.25, market_cost: 0.25 })).toBe(0.25);
    expect(cost({ cost: 0, market_cost: 0 })).toBe(0);
    expect(cost({ cost: 0, market_cost: 0.25 })).toBeUndefined();
  });

  it("finds Google's thoughts in the total, where only that holds them", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 103 };
    const outputTokens = (provider: string, more: object = {}): unknown =>
      readResponse(answer({ ...usage, ...more }), { provider })?.usage?.outputTokens;
    expect(outputTokens("gcp.gemini")).toBe(94);
    expect(outputTokens("gcp.vertex_ai", { completion_tokens_details: { reasoning_tokens: 93 } })).toBe(94);
    expect(outputTokens("gcp.gemini", { total_tokens: 10 })).toBe(1);
    expect(outputTokens("someone")).toBe(1);
  });

  it("finds the usage of Moonshot's streams in their last choice", () => {
    const chunk = (choice: object, more: object = {}): object => ({
      id: "c-1",
      object: "chat.completion.chunk",
      model: "kimi-k2-0905-preview",
      choices: [{ index: 0, ...choice }],
      ...more,
    });
    const usage = { prompt_tokens: 19, completion_tokens: 13, total_tokens: 32 };
    const last = chunk({ delta: {}, finish_reason: "stop", usage });
    const read = (...more: readonly object[]): unknown => {
      const reader = createStreamReader({ provider: "moonshot_ai" });
      for (const one of ["", "Aye", "."]) reader.chunk(chunk({ delta: { content: one }, finish_reason: null }));
      for (const one of [last, ...more]) reader.chunk(one);
      return reader.reading()?.usage;
    };
    expect(read()).toMatchObject({ inputTokens: 19, outputTokens: 13 });
    const whole = { ...chunk({}), choices: [], usage: { ...usage, completion_tokens: 14 } };
    expect(read(whole)).toMatchObject({ inputTokens: 19, outputTokens: 14 });
  });

  it.each([
    [{ promptAudioSeconds: 30 }, "audio_seconds_unpriced"],
    [{ prompt_audio_seconds: 30 }, "audio_seconds_unpriced"],
    [{ prompt_audio_seconds: null }, undefined],
    [{ connectors: { web_search: 2 } }, "connectors_unpriced"],
    [{ connectors: { web_search: 0 } }, undefined],
    [{ connectors: null }, undefined],
  ])("tells what Mistral bills beside tokens: %j", (used, uncounted) => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 390, ...used };
    expect(readResponse(answer(usage), { provider: "mistral_ai" })?.uncounted).toBe(uncounted);
    const conversation = { object: "conversation.response", outputs: [], usage };
    expect(readResponse(conversation)?.uncounted).toBe(uncounted);
  });

  it("reads the camelCase of Mistral's client", () => {
    const body = {
      id: "m-1",
      object: "chat.completion",
      model: "mistral-medium-2508",
      choices: [
        {
          finishReason: "tool_calls",
          message: {
            role: "assistant",
            content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }],
            toolCalls: [{ id: "t", function: { name: "sail", arguments: '{"knots":4}' } }],
          },
        },
      ],
      usage: { promptTokens: 30, completionTokens: 6, totalTokens: 36, promptTokensDetails: { cachedTokens: 8 } },
    };
    expect(readResponse(body)).toMatchObject({
      finishReasons: ["tool_calls"],
      usage: { inputTokens: 30, outputTokens: 6, cacheReadTokens: 8 },
      toolCalls: [{ id: "t", name: "sail" }],
    });
    expect(readResponse(body)?.outputMessages()[0]?.parts).toEqual([
      { type: "reasoning", content: "Hm." },
      { type: "tool_call", id: "t", name: "sail", arguments: { knots: 4 } },
    ]);
  });

  it("reads the chunks that Mistral's client wraps", () => {
    const reader = createStreamReader();
    reader.chunk({ data: { id: "m", model: "m-1", choices: [{ index: 0, delta: { content: "Aye." } }] } });
    reader.chunk({
      data: {
        id: "m",
        choices: [{ index: 0, delta: {}, finishReason: "stop" }],
        usage: { promptTokens: 4, completionTokens: 1 },
      },
    });
    expect(reader.reading()).toMatchObject({ finishReasons: ["stop"], usage: { inputTokens: 4, outputTokens: 1 } });
  });

  it("tells calls apart that share an index and not an id", () => {
    const reader = createStreamReader();
    for (const [id, name] of [
      ["a", "sail"],
      ["b", "moor"],
    ]) {
      const call = { index: 0, id, function: { name, arguments: "{}" } };
      reader.chunk({ id: "c", choices: [{ index: 0, delta: { tool_calls: [call] } }] });
    }
    expect(reader.reading()?.toolCalls).toEqual([
      { id: "a", name: "sail" },
      { id: "b", name: "moor" },
    ]);
  });
});

describe("readResponse() of Cohere and Ollama", () => {
  it("takes the billed units, and no cached tokens that were not billed", () => {
    const body = {
      id: "co-1",
      finish_reason: "COMPLETE",
      message: { role: "assistant", tool_plan: "Ask first.", content: [{ type: "text", text: "Aye." }] },
      usage: { billed_units: { input_tokens: 5, output_tokens: 2 }, tokens: { input_tokens: 500 }, cached_tokens: 448 },
    };
    expect(readResponse(body)).toMatchObject({
      format: "cohere.chat_v2",
      provider: "cohere",
      finishReasons: ["COMPLETE"],
    });
    expect(readResponse(body)?.usage).toEqual({ inputTokens: 5, outputTokens: 2 });
  });

  it("reads the first version of Cohere's API in camelCase", () => {
    const body = {
      text: "Aye.",
      generationId: "g-1",
      finishReason: "MAX_TOKENS",
      meta: { billedUnits: { inputTokens: 7, outputTokens: 3 } },
    };
    expect(readResponse(body)).toMatchObject({
      format: "cohere.chat_v1",
      finishReasons: ["MAX_TOKENS"],
      usage: { inputTokens: 7, outputTokens: 3 },
    });
  });

  it("folds a stream of Ollama", () => {
    const reader = createStreamReader();
    const chunk = (message: object, more: object = {}) => ({
      model: "llama",
      created_at: "now",
      message,
      done: false,
      ...more,
    });
    reader.chunk(chunk({ role: "assistant", content: "", thinking: "Hm." }));
    reader.chunk(chunk({ role: "assistant", content: "Aye." }));
    reader.chunk(chunk({ content: "" }, { done: true, done_reason: "stop", prompt_eval_count: 12, eval_count: 3 }));
    expect(reader.reading()).toMatchObject({
      format: "ollama.chat",
      responseModel: "llama",
      finishReasons: ["stop"],
      usage: { inputTokens: 12, outputTokens: 3 },
    });
    expect(
      reader
        .reading()
        ?.outputMessages()[0]
        ?.parts.map((part) => part.type),
    ).toEqual(["reasoning", "text"]);
  });
});

describe("readResponse() of embeddings", () => {
  it.each([
    ["numbers", [0.1, 0.2, 0.3]],
    ["base64", Buffer.from(new Float32Array([0.1, 0.2, 0.3]).buffer).toString("base64")],
  ])("finds the dimension in %s", (_what, embedding) => {
    const body = {
      object: "list",
      model: "e-1",
      data: [{ object: "embedding", embedding }],
      usage: { prompt_tokens: 4 },
    };
    expect(readResponse(body)).toMatchObject({
      operation: "embeddings",
      embeddingDimension: 3,
      usage: { inputTokens: 4 },
    });
  });
});

describe("readResponse() of anything else", () => {
  it.each([
    ["a file", { object: "file", id: "file-1", status: "processed" }],
    ["a list of models", { object: "list", data: [{ id: "m", object: "model" }] }],
    ["text", "Aye."],
    ["an error", { error: { message: "no", type: "invalid_request_error" } }],
    ["an object of the application", { text: "hello", usage: 3 }],
  ])("does not guess %s", (_what, body) => {
    expect(readResponse(body)).toBeUndefined();
  });
});
