import { describe, expect, it } from "vitest";
import { toMessage } from "../../../src/providers/messages.ts";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";

const OUTPUT = [
  { type: "message", role: "assistant", content: [{ type: "output_text", text: "hi" }] },
  { type: "function_call", callId: "c1", name: "f", arguments: '{"a":1}' },
];
const USAGE = {
  requests: 1,
  inputTokens: 20,
  outputTokens: 5,
  totalTokens: 25,
  inputTokensDetails: [{ cached_tokens: 8 }],
  outputTokensDetails: [{ reasoning_tokens: 2 }],
};

describe("the answers of models of the OpenAI Agents SDK", () => {
  it("are read in the SDK's own form", () => {
    const reading = readResponse({ output: OUTPUT, usage: USAGE, responseId: "r1" });
    expect(reading).toMatchObject({
      format: "openai.agents",
      responseId: "r1",
      finishReasons: ["tool_call"],
      usage: { inputTokens: 20, outputTokens: 5, cacheReadTokens: 8, reasoningTokens: 2 },
    });
    expect(reading?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "hi" },
          { type: "tool_call", id: "c1", name: "f", arguments: { a: 1 } },
        ],
      },
    ]);
  });

  it("are read as the provider gave them where the SDK kept that", () => {
    const providerData = {
      id: "chatcmpl-1",
      object: "chat.completion",
      model: "gpt-4o-2024-08-06",
      service_tier: "priority",
      choices: [{ index: 0, finish_reason: "length", message: { role: "assistant", content: "hi" } }],
      usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
    };
    expect(readResponse({ output: OUTPUT, usage: USAGE, providerData })).toMatchObject({
      format: "openai.chat",
      responseModel: "gpt-4o-2024-08-06",
      serviceTier: "priority",
      finishReasons: ["length"],
    });
  });

  it("are read from a stream that passes on nothing of the provider's", () => {
    const reader = createStreamReader({ provider: "openai" });
    reader.chunk({ type: "response_started" });
    expect(reader.chunk({ type: "output_text_delta", delta: "hi" })).toEqual({ firstOutput: true });
    expect(reader.reading("cancelled")).toMatchObject({ finishReasons: ["error"] });
    reader.chunk({ type: "response_done", response: { id: "r2", output: OUTPUT, usage: USAGE } });
    expect(reader.reading("complete")).toMatchObject({
      responseId: "r2",
      usage: { inputTokens: 20, outputTokens: 5, cacheReadTokens: 8 },
    });
  });

  it("lead to results of tools, which are messages", () => {
    const item = { type: "function_call_result", callId: "c1", name: "f", output: { type: "text", text: "done" } };
    expect(toMessage(item)).toMatchObject({ role: "tool", parts: [{ type: "tool_call_response", id: "c1" }] });
  });
});
