import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import { events, message } from "./fixtures/anthropic.ts";

const usage = {
  inputTokens: 260,
  outputTokens: 40,
  cacheReadTokens: 200,
  cacheWriteTokens: 50,
  cacheWrite5mTokens: 20,
  cacheWrite1hTokens: 30,
  reasoningTokens: 15,
  webSearches: 2,
};

describe("readResponse() of the Messages API", () => {
  it("adds cached tokens to the input and keeps the lifetimes apart", () => {
    expect(readResponse(message)).toMatchObject({
      format: "anthropic.messages",
      provider: "anthropic",
      responseId: "msg_01",
      finishReasons: ["tool_use"],
      usage,
      serviceTier: "priority",
      region: "eu",
      toolCalls: [{ id: "toolu_1", name: "ask" }],
    });
  });

  it("tells the tools of the server from those of the application", () => {
    expect(
      readResponse(message)
        ?.outputMessages()[0]
        ?.parts.map((part) => part.type),
    ).toEqual(["reasoning", "server_tool_call", "server_tool_call_response", "text", "tool_call"]);
  });

  it("adds a compaction, and tells of an advisor of another model apart", () => {
    const cached = (written: number, hour: number): object => ({
      cache_creation_input_tokens: written,
      cache_creation: { ephemeral_5m_input_tokens: written - hour, ephemeral_1h_input_tokens: hour },
    });
    const iterations = [
      { type: "compaction", input_tokens: 1000, output_tokens: 100 },
      { type: "advisor_message", model: "claude-sage", input_tokens: 7000, output_tokens: 700, ...cached(40, 30) },
      { type: "advisor_message", model: "claude-sage", input_tokens: 1000, output_tokens: 100, ...cached(2, 0) },
      { type: "message", input_tokens: 10, output_tokens: 40 },
    ];
    const own = { ...message, content: [{ type: "compaction", content: "so far" }] };
    const reading = readResponse({ ...own, usage: { input_tokens: 10, output_tokens: 40, iterations } });
    expect(reading).toMatchObject({
      usage: { inputTokens: 1010, outputTokens: 140 },
      advice: {
        model: "claude-sage",
        usage: {
          inputTokens: 8042,
          outputTokens: 800,
          cacheWriteTokens: 42,
          cacheWrite5mTokens: 12,
          cacheWrite1hTokens: 30,
        },
      },
      conversationCompacted: true,
    });
  });

  it("takes the cost and the provider that OpenRouter states in this format, whole and streamed", () => {
    const hint = { provider: "openrouter" };
    const told = { reportedCostUsd: 0.0125, upstreamProvider: "Anthropic" };
    const own = { ...message, id: "gen-1", provider: "Anthropic" };
    const usage = { input_tokens: 10, output_tokens: 40, cost: 0.0125, is_byok: false };
    expect(readResponse({ ...own, usage }, hint)).toMatchObject(told);
    const reader = createStreamReader(hint);
    reader.chunk({ type: "message_start", message: { ...own, content: [], usage: { input_tokens: 10 } } });
    reader.chunk({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage });
    reader.chunk({ type: "message_stop" });
    expect(reader.reading("complete")).toMatchObject(told);
    expect(readResponse(message)).not.toHaveProperty("reportedCostUsd");
  });

  describe.each([
    [0, { responseModel: "claude-opus" }],
    [7, { responseModel: "claude-opus", uncounted: "declined_model_unpriced" }],
  ])("with a model that declined after %i tokens", (written, told) => {
    const hop = (type: string, model: string, output_tokens: number): object => ({
      type,
      model,
      input_tokens: 400,
      output_tokens,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    });
    const iterations = [
      hop("message", "claude-fable", written),
      hop("message", "claude-opus", 10),
      hop("fallback_message", "claude-opus", 20),
    ];
    const counts = { input_tokens: 800, output_tokens: 30, cache_creation_input_tokens: 0 };
    const block = { type: "fallback", from: { model: "claude-fable" }, to: { model: "claude-opus" } };
    const usage = { ...counts, iterations };
    const expected = { ...told, usage: { inputTokens: 800, outputTokens: 30 } };

    it("reads the model that answered", () => {
      const reading = readResponse({ ...message, model: "claude-opus", content: [block], usage });
      expect(reading).toMatchObject(expected);
      expect(reading?.uncounted).toBe("uncounted" in told ? told.uncounted : undefined);
    });

    it("reads the model that answered a stream", () => {
      const reader = createStreamReader();
      const cache_creation = { ephemeral_5m_input_tokens: 90, ephemeral_1h_input_tokens: 0 };
      const started = { input_tokens: 400, output_tokens: 1, cache_creation_input_tokens: 90, cache_creation };
      const chunks = [
        { type: "message_start", message: { id: "msg_1", model: "claude-fable", role: "assistant", usage: started } },
        { type: "content_block_start", index: 0, content_block: block },
        { type: "content_block_stop", index: 0 },
        { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Aye." } },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage },
        { type: "message_stop" },
      ];
      const firsts = chunks.map((chunk) => reader.chunk(chunk)?.firstOutput ?? false);
      expect(firsts.indexOf(true)).toBe(4);
      const reading = reader.reading("complete");
      expect(reading).toMatchObject(expected);
      expect(reading?.usage).not.toHaveProperty("cacheWrite5mTokens");
      expect(reading?.warnings).toBeUndefined();
    });

    it("reads the model that answered from the usage that the AI SDK and LangChain hand on", () => {
      const sdk = { finishReason: "stop", response: { id: "msg_1", modelId: "claude-fable" } };
      const counted = { inputTokens: 800, inputTokenDetails: {}, outputTokens: 30, raw: usage };
      expect(readResponse({ ...sdk, usage: counted })).toMatchObject(expected);
      const response_metadata = { model: "claude-fable", usage };
      const chain = { lc_kwargs: {}, type: "ai", content: "Aye.", response_metadata };
      expect(readResponse({ ...chain, usage_metadata: { input_tokens: 800, output_tokens: 30 } })).toMatchObject(
        expected,
      );
    });
  });

  it.each([
    [{ service_tier: "standard", speed: "fast" }, "fast"],
    [{ speed: "fast" }, "fast"],
    [{ service_tier: "standard", speed: "standard" }, "standard"],
    [{ service_tier: "priority", speed: "fast" }, "priority_fast"],
    [{ service_tier: "batch", speed: null }, "batch"],
  ])("reads %j as a tier", (terms, tier) => {
    const counts = { input_tokens: 10, output_tokens: 40 };
    expect(readResponse({ ...message, usage: { ...counts, ...terms } })?.serviceTier).toBe(tier);
    const reader = createStreamReader();
    reader.chunk({ type: "message_start", message: { ...message, content: [], usage: { ...counts, ...terms } } });
    reader.chunk({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 40 } });
    expect(reader.reading()?.serviceTier).toBe(tier);
  });

  it("names the category of a refusal", () => {
    const refused = { ...message, stop_reason: "refusal", stop_details: { type: "refusal", category: "cyber" } };
    expect(readResponse(refused)?.refusal).toEqual({ category: "cyber" });
  });

  it("knows by the id who serves the model", () => {
    expect(readResponse({ ...message, id: "msg_bdrk_1" })?.provider).toBe("aws.bedrock");
    expect(readResponse({ ...message, id: "msg_vrtx_1" })?.provider).toBe("gcp.vertex_ai");
  });
});

describe("createStreamReader() on events of the Messages API", () => {
  it("gives the same reading as the whole message", () => {
    const reader = createStreamReader();
    const firsts = events.map((event) => reader.chunk(event)?.firstOutput ?? false);
    expect(firsts.indexOf(true)).toBe(3);
    const { outputMessages, ...facts } = reader.reading() ?? { outputMessages: () => [] };
    const { outputMessages: whole, ...expected } = readResponse(message) ?? { outputMessages: () => [] };
    expect(facts).toEqual(expected);
    expect(outputMessages()).toEqual(whole());
  });

  it("keeps the usage of the start when the stream is cut", () => {
    const reader = createStreamReader();
    for (const event of events.slice(0, 5)) reader.chunk(event);
    expect(reader.reading("cancelled")).toMatchObject({
      finishReasons: ["error"],
      usage: { inputTokens: 260, outputTokens: 1, cacheWrite1hTokens: 30 },
    });
  });
});
