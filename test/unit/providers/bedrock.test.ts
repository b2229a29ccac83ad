import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import { message } from "./fixtures/anthropic.ts";

const converse = {
  $metadata: { httpStatusCode: 200, requestId: "r-1" },
  output: {
    message: {
      role: "assistant",
      content: [{ text: "Anchors aweigh." }, { toolUse: { toolUseId: "t1", name: "sail", input: { knots: 5 } } }],
    },
  },
  stopReason: "tool_use",
  usage: {
    inputTokens: 10,
    outputTokens: 20,
    totalTokens: 130,
    cacheReadInputTokens: 60,
    cacheWriteInputTokens: 40,
    cacheDetails: [
      { ttl: "5m", inputTokens: 15 },
      { ttl: "1h", inputTokens: 25 },
    ],
  },
  serviceTier: { type: "flex" },
};

const usage = {
  inputTokens: 110,
  outputTokens: 20,
  cacheReadTokens: 60,
  cacheWriteTokens: 40,
  cacheWrite5mTokens: 15,
  cacheWrite1hTokens: 25,
};

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("readResponse() of Bedrock", () => {
  it("adds cached tokens of Converse and splits writes by their lifetime", () => {
    expect(readResponse(converse)).toMatchObject({
      format: "bedrock.converse",
      provider: "aws.bedrock",
      finishReasons: ["tool_use"],
      usage,
      serviceTier: "flex",
      toolCalls: [{ id: "t1", name: "sail" }],
    });
  });

  it("reads the vendor's body in the bytes of InvokeModel", () => {
    const reading = readResponse({ $metadata: {}, body: bytesOf(message), contentType: "application/json" });
    expect(reading).toMatchObject({
      provider: "aws.bedrock",
      format: "anthropic.messages",
      usage: { inputTokens: 260 },
    });
    expect(readResponse(bytesOf(message))?.responseId).toBe("msg_01");
  });

  it("tells an optimised latency where no other tier is said, and that a guardrail stepped in", () => {
    const answer = { $metadata: {}, body: bytesOf(message), performanceConfigLatency: "optimized" };
    expect(readResponse(answer)?.serviceTier).toBe("latency_optimized");
    expect(readResponse({ ...answer, serviceTier: "default" })?.serviceTier).toBe("latency_optimized");
    expect(readResponse({ ...answer, serviceTier: "flex" })?.serviceTier).toBe("flex");
    const stopped = { ...message, "amazon-bedrock-guardrailAction": "INTERVENED" };
    expect(readResponse({ $metadata: {}, body: bytesOf(stopped) })?.refusal).toEqual({
      category: "guardrail_intervened",
    });
    const reader = createStreamReader();
    const last = { outputs: [{ text: "No.", stop_reason: "stop" }], "amazon-bedrock-guardrailAction": "INTERVENED" };
    reader.chunk({ chunk: { bytes: bytesOf(last) } });
    expect(reader.reading()?.refusal).toEqual({ category: "guardrail_intervened" });
  });

  it.each([
    [
      "llama",
      { generation: "Aye.", prompt_token_count: 5, generation_token_count: 2, stop_reason: "stop" },
      5,
      2,
      "stop",
    ],
    [
      "titan",
      { inputTextTokenCount: 6, results: [{ tokenCount: 3, outputText: "Aye.", completionReason: "FINISH" }] },
      6,
      3,
      "FINISH",
    ],
    ["mistral", { outputs: [{ text: "Aye.", stop_reason: "length" }] }, undefined, undefined, "length"],
    [
      "jurassic",
      {
        prompt: { tokens: [{}, {}] },
        completions: [{ data: { text: "Aye.", tokens: [{}] }, finishReason: { reason: "endoftext" } }],
      },
      2,
      1,
      "endoftext",
    ],
  ])("reads a body of %s", (vendor, body, inputTokens, outputTokens, reason) => {
    const reading = readResponse(body);
    expect(reading).toMatchObject({ format: `bedrock.${vendor}`, finishReasons: [reason] });
    expect([reading?.usage?.inputTokens, reading?.usage?.outputTokens]).toEqual([inputTokens, outputTokens]);
    expect(reading?.outputMessages()).toEqual([{ role: "assistant", parts: [{ type: "text", content: "Aye." }] }]);
  });
});

describe("readResponse() of a model of Hugging Face", () => {
  it("reads generated text, its reason and its length", () => {
    const details = { finish_reason: "eos_token", generated_tokens: 3 };
    const reading = readResponse({ generated_text: "Aye.", details });
    expect(reading).toMatchObject({
      format: "huggingface.text_generation",
      finishReasons: ["eos_token"],
      usage: { outputTokens: 3 },
    });
    expect(reading?.outputMessages()).toEqual([{ role: "assistant", parts: [{ type: "text", content: "Aye." }] }]);
  });
});

describe("createStreamReader() on streams of Bedrock", () => {
  it("folds the events of ConverseStream", () => {
    const reader = createStreamReader();
    for (const event of [
      { messageStart: { role: "assistant" } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Anchors " } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "aweigh." } } },
      { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: "t1", name: "sail" } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"knots"' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: ":5}" } } } },
      { messageStop: { stopReason: "tool_use" } },
      { metadata: { usage: converse.usage } },
    ]) {
      reader.chunk(event);
    }
    expect(reader.reading()?.usage).toEqual(usage);
    expect(reader.reading()?.outputMessages()).toEqual(readResponse(converse)?.outputMessages());
  });

  it("takes the counts of Bedrock when the vendor has none", () => {
    const reader = createStreamReader();
    const metrics = { inputTokenCount: 9, outputTokenCount: 4 };
    reader.chunk({ chunk: { bytes: bytesOf({ outputs: [{ text: "A", stop_reason: null }] }) } });
    reader.chunk({
      chunk: {
        bytes: bytesOf({
          outputs: [{ text: "ye.", stop_reason: "stop" }],
          "amazon-bedrock-invocationMetrics": metrics,
        }),
      },
    });
    expect(reader.reading()).toMatchObject({
      provider: "aws.bedrock",
      finishReasons: ["stop"],
      usage: { inputTokens: 9, outputTokens: 4 },
    });
  });
});
