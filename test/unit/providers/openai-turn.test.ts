import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";

const TURN = {
  id: "turn_1",
  object: "agent.session.turn",
  session_id: "sess_1",
  agent_id: "agent_1",
  subagent_id: null,
  status: "completed",
  created_at: 1,
  started_at: 1,
  completed_at: 2,
  error: null,
  usage: {
    input_tokens: 1200,
    input_tokens_details: { cached_tokens: 1000 },
    output_tokens: 50,
    output_tokens_details: { reasoning_tokens: 30 },
    total_tokens: 1250,
  },
};

describe("readResponse() of a turn of an agent that OpenAI hosts", () => {
  it("reads its usage, which is a sum, and where it belongs", () => {
    expect(readResponse(TURN)).toMatchObject({
      format: "openai.turn",
      provider: "openai",
      operation: "chat",
      responseId: "turn_1",
      conversationId: "sess_1",
      finishReasons: ["stop"],
      usage: { inputTokens: 1200, cacheReadTokens: 1000, outputTokens: 50, reasoningTokens: 30 },
      isSum: true,
    });
  });

  it("reads items, tier and what nobody counted where they are put beside", () => {
    const output = [
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "ab" }] },
      { type: "function_call", call_id: "call_1", name: "add", arguments: { a: 1 } },
      { type: "web_search_call", id: "ws_1", action: { type: "search", query: "ab" } },
    ];
    const reading = readResponse({ ...TURN, output, service_tier: "flex", searches_unseen: true });
    expect(reading).toMatchObject({
      serviceTier: "flex",
      uncounted: "searches_uncounted",
      usage: { webSearches: 1 },
    });
    expect(reading?.outputMessages()[0]?.parts.slice(0, 2)).toEqual([
      { type: "text", content: "ab" },
      { type: "tool_call", id: "call_1", name: "add", arguments: { a: 1 } },
    ]);
  });

  it.each([
    ["failed", { code: "server_overloaded", message: "no" }],
    ["cancelled", null],
  ])("a turn that was %s has no usage that was not told", (status, error) => {
    const reading = readResponse({ ...TURN, status, error, usage: null, output: [{ type: "web_search_call" }] });
    expect(reading).not.toHaveProperty("usage");
    expect(reading).toMatchObject({ finishReasons: ["error"] });
  });

  it.each([
    [{ usage: "much" }],
    [{ usage: { input_tokens: -1, output_tokens: "many" } }],
    [{ output: "ab", status: 7 }],
    [{ output: [null, 3, { type: "message", content: { odd: true } }], session_id: {} }],
  ])("reads what it can of an odd one: %j", (odd) => {
    const reading = readResponse({ ...TURN, ...odd });
    expect(reading).toMatchObject({ format: "openai.turn", responseId: "turn_1" });
    expect(() => reading?.outputMessages()).not.toThrow();
  });
});
