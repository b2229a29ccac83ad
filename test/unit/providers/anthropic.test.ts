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
