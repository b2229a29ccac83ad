import { describe, expect, it } from "vitest";
import { readRequest } from "../../../src/providers/request.ts";

/** The facts without the content. */
function facts(request: unknown): object {
  const { body, input, system, tools, ...rest } = readRequest(request);
  return rest;
}

describe("readRequest()", () => {
  it("keeps explicit zeros and false", () => {
    expect(facts({ model: "m", temperature: 0, top_p: 0, seed: 0, frequency_penalty: 0, stream: false })).toEqual({
      model: "m",
      temperature: 0,
      topP: 0,
      seed: 0,
      frequencyPenalty: 0,
      stream: false,
    });
  });

  it.each([
    [
      "the chat API",
      {
        model: "gpt-6",
        n: 2,
        max_completion_tokens: 64,
        stop: "END",
        reasoning_effort: "high",
        response_format: { type: "json_schema", json_schema: {} },
        service_tier: "flex",
        stream: true,
      },
      {
        model: "gpt-6",
        choiceCount: 2,
        maxTokens: 64,
        stopSequences: ["END"],
        reasoningLevel: "high",
        outputType: "json",
        serviceTier: "flex",
        stream: true,
      },
    ],
    [
      "the Responses API",
      {
        model: "gpt-6",
        max_output_tokens: 32,
        reasoning: { effort: "low" },
        text: { format: { type: "text" } },
        previous_response_id: "resp_0",
        conversation: { id: "conv_1" },
      },
      {
        model: "gpt-6",
        maxTokens: 32,
        reasoningLevel: "low",
        outputType: "text",
        previousResponseId: "resp_0",
        conversationId: "conv_1",
      },
    ],
    [
      "Anthropic",
      { model: "claude", max_tokens: 10, top_k: 5, stop_sequences: ["a", "b"], output_config: { effort: "medium" } },
      { model: "claude", maxTokens: 10, topK: 5, stopSequences: ["a", "b"], reasoningLevel: "medium" },
    ],
    [
      "Gemini",
      {
        model: "gemini-3",
        config: {
          maxOutputTokens: 7,
          topK: 3,
          candidateCount: 2,
          responseMimeType: "application/json",
          thinkingConfig: { thinkingLevel: "LOW" },
        },
      },
      { model: "gemini-3", maxTokens: 7, topK: 3, choiceCount: 2, outputType: "json", reasoningLevel: "LOW" },
    ],
    [
      "Converse",
      {
        modelId: "amazon.nova-v1",
        inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.1, stopSequences: ["x"] },
      },
      { model: "amazon.nova-v1", maxTokens: 9, temperature: 0.5, topP: 0.1, stopSequences: ["x"] },
    ],
    [
      "InvokeModel",
      { modelId: "anthropic.claude", body: JSON.stringify({ max_tokens: 8, messages: [] }) },
      { model: "anthropic.claude", maxTokens: 8 },
    ],
    [
      "InvokeModel with an image, as text",
      { modelId: "anthropic.claude", body: JSON.stringify({ max_tokens: 8, image: "A".repeat(300_000) }) },
      { model: "anthropic.claude", maxTokens: 8 },
    ],
    [
      "Ollama",
      { model: "llama", options: { num_predict: 5, temperature: 0 } },
      { model: "llama", maxTokens: 5, temperature: 0 },
    ],
    [
      "embeddings",
      { model: "e-1", input: "x", encoding_format: "base64", dimensions: 256 },
      { model: "e-1", encodingFormats: ["base64"], dimensions: 256 },
    ],
  ])("reads a request of %s", (_what, request, expected) => {
    expect(facts(request)).toEqual(expected);
  });

  it("converts messages, instructions and tools when they are asked for", () => {
    const request = readRequest({
      messages: [{ role: "user", content: "Aye?" }],
      system: "Be brief.",
      tools: [{ name: "sail", input_schema: {} }],
    });
    expect(request.input()).toEqual([{ role: "user", parts: [{ type: "text", content: "Aye?" }] }]);
    expect(request.system()).toEqual([{ type: "text", content: "Be brief." }]);
    expect(request.tools()).toEqual([{ type: "function", name: "sail", parameters: {} }]);
  });

  it("finds Gemini's instructions in its config and Cohere's message after its history", () => {
    const gemini = readRequest({ contents: "Aye?", config: { systemInstruction: "Be brief." } });
    expect([gemini.input().length, gemini.system().length]).toEqual([1, 1]);
    const cohere = readRequest({ message: "Aye?", chat_history: [{ role: "CHATBOT", message: "Hm." }] });
    expect(cohere.input().map((one) => one.role)).toEqual(["assistant", "user"]);
  });
});
