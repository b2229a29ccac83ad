import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";

/** A message as LangChain's classes make it. */
const message = (own: object): object => ({ lc_kwargs: {}, type: "ai", content: "", ...own });

describe("readResponse() of LangChain", () => {
  it("reads a result with several choices, each with its reason", () => {
    const usage_metadata = { input_tokens: 10, output_tokens: 4, input_token_details: { cache_read: 6 } };
    const choice = (content: string, finish_reason: string): object => ({
      text: content,
      generationInfo: { finish_reason },
      message: message({ content, usage_metadata, response_metadata: { model_name: "m-1" } }),
    });
    const reading = readResponse({ generations: [choice("one", "stop"), choice("two", "length")] });
    expect(reading).toMatchObject({
      format: "langchain.message",
      responseModel: "m-1",
      finishReasons: ["stop", "length"],
      usage: { inputTokens: 10, outputTokens: 4, cacheReadTokens: 6 },
    });
    expect(reading?.outputMessages().map(({ parts }) => parts)).toEqual([
      [{ type: "text", content: "one" }],
      [{ type: "text", content: "two" }],
    ]);
  });

  it("takes Anthropic's speed and place from the provider's own usage", () => {
    const usage_metadata = { input_tokens: 10, output_tokens: 4 };
    const usage = { service_tier: "standard", speed: "fast", inference_geo: "us" };
    const reading = readResponse(message({ usage_metadata, response_metadata: { model_name: "m-1", usage } }));
    expect(reading).toMatchObject({ serviceTier: "fast", region: "us" });
  });

  it("counts a compaction of Anthropic's, which LangChain leaves out", () => {
    const iterations = [
      { type: "compaction", input_tokens: 1000, output_tokens: 100 },
      { type: "message", input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 4 },
    ];
    const usage = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 4, iterations };
    const usage_metadata = { input_tokens: 15, output_tokens: 4, input_token_details: { cache_read: 5 } };
    const reading = readResponse(message({ usage_metadata, response_metadata: { model_name: "m-1", usage } }));
    expect(reading).toMatchObject({
      usage: { inputTokens: 1015, cacheReadTokens: 5, outputTokens: 104 },
      conversationCompacted: true,
    });
  });

  it("takes the cost that the provider's own usage states", () => {
    const usage_metadata = { input_tokens: 15, output_tokens: 4 };
    const reading = readResponse(message({ usage_metadata, response_metadata: { usage: { cost: 0.002 } } }));
    expect(reading?.reportedCostUsd).toBe(0.002);
  });

  it("reads a model of text, whose counts stand beside the answers", () => {
    const generations = [
      [{ text: "a", generationInfo: { finishReason: "stop" } }],
      [{ text: "b", generationInfo: {} }],
    ];
    const reading = readResponse({ generations, llmOutput: { tokenUsage: { promptTokens: 5, completionTokens: 2 } } });
    expect(reading).toMatchObject({
      format: "langchain.text",
      operation: "text_completion",
      usage: { inputTokens: 5, outputTokens: 2 },
    });
    expect(reading?.finishReasons).toBeUndefined();
    expect(reading?.outputMessages()).toHaveLength(2);
  });

  it.each([
    [
      "a block",
      {
        content: [
          { type: "reasoning", reasoning: "Hm." },
          { type: "text", text: "Aye." },
        ],
      },
    ],
    [
      "an item of the Responses API beside it",
      { content: "Aye.", additional_kwargs: { reasoning: { summary: [{ text: "Hm." }] } } },
    ],
    [
      "both",
      {
        content: [
          { type: "reasoning", reasoning: "Hm." },
          { type: "text", text: "Aye." },
        ],
        additional_kwargs: { reasoning: { summary: [{ text: "Hm." }] } },
      },
    ],
    ["a text beside it", { content: "Aye.", additional_kwargs: { reasoning_content: "Hm." } }],
  ])("keeps what the model thought, told as %s", (_as, own) => {
    const thought = [
      [
        { type: "reasoning", content: "Hm." },
        { type: "text", content: "Aye." },
      ],
    ];
    const reading = readResponse(message({ ...own, response_metadata: {} }));
    expect(reading?.outputMessages().map(({ parts }) => parts)).toEqual(thought);
    const stream = createStreamReader();
    stream.chunk({ lc_kwargs: {}, type: "ai", ...own });
    expect(
      stream
        .reading()
        ?.outputMessages()
        .map(({ parts }) => parts),
    ).toEqual(thought);
  });

  it("takes the status of the Responses API for a reason", () => {
    const of = (response_metadata: object): unknown => readResponse(message({ response_metadata }))?.finishReasons;
    expect(of({ status: "completed" })).toEqual(["stop"]);
    expect(of({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } })).toEqual([
      "max_output_tokens",
    ]);
    expect(of({ status: "in_progress" })).toBeUndefined();
  });
});

describe("createStreamReader() of LangChain", () => {
  it("adds up usage of chunks, but counts Anthropic's output once", () => {
    const read = (provider: string): unknown => {
      const reader = createStreamReader({ provider });
      const first = { input_tokens: 170, output_tokens: 2, input_token_details: { cache_read: 50 } };
      reader.chunk({ message: message({ usage_metadata: first }) });
      reader.chunk({ message: message({ content: "hi" }) });
      reader.chunk({ message: message({ usage_metadata: { input_tokens: 0, output_tokens: 30 } }) });
      return reader.reading("complete")?.usage;
    };
    expect(read("anthropic")).toMatchObject({ inputTokens: 170, outputTokens: 30, cacheReadTokens: 50 });
    expect(read("openai")).toMatchObject({ inputTokens: 170, outputTokens: 32, cacheReadTokens: 50 });
  });

  it("joins the text of pieces whose content is a list", () => {
    const reader = createStreamReader();
    for (const text of ["An", "chors."]) reader.chunk({ message: message({ content: [{ type: "text", text }] }) });
    expect(reader.reading("complete")?.outputMessages()).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "Anchors." }] },
    ]);
  });

  it("folds events of blocks, tool calls and reasoning among them", () => {
    const reader = createStreamReader({ provider: "openai" });
    const events = [
      { event: "message-start", id: "m" },
      { event: "provider", provider: "openai", name: "response.created", payload: { model: "gpt-5" } },
      { event: "content-block-start", index: 0, content: { type: "reasoning", reasoning: "" } },
      { event: "content-block-delta", index: 0, delta: { type: "reasoning-delta", reasoning: "hm" } },
      { event: "content-block-start", index: 1, content: { type: "tool_call_chunk", id: "c1", name: "f", args: "" } },
      { event: "content-block-start", index: 2, content: { type: "tool_call_chunk", id: "c2", name: "g", args: "" } },
      { event: "content-block-delta", index: 2, delta: { type: "block-delta", fields: { args: '{"b":' } } },
      { event: "content-block-delta", index: 1, delta: { type: "block-delta", fields: { args: '{"a":1}' } } },
      { event: "content-block-delta", index: 2, delta: { type: "block-delta", fields: { args: "2}" } } },
      { event: "message-finish", reason: "tool_use", usage: { input_tokens: 9, output_tokens: 4 } },
    ];
    for (const event of events) reader.chunk(event);
    const reading = reader.reading("complete");
    expect(reading).toMatchObject({
      responseId: "m",
      responseModel: "gpt-5",
      finishReasons: ["tool_use"],
      usage: { inputTokens: 9, outputTokens: 4 },
    });
    expect(reading?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "tool_call", id: "c1", name: "f", arguments: { a: 1 } },
          { type: "tool_call", id: "c2", name: "g", arguments: { b: 2 } },
        ],
      },
    ]);
  });

  it("marks what was cut", () => {
    const reader = createStreamReader();
    reader.chunk({ event: "message-start", id: "m" });
    reader.chunk({ event: "content-block-start", index: 0, content: { type: "text", text: "pa" } });
    expect(reader.reading("error")).toMatchObject({ finishReasons: ["error"] });
  });
});
