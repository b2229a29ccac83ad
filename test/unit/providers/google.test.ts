import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import { chunks, generated, interaction } from "./fixtures/google.ts";

describe("readResponse() of generateContent", () => {
  it("adds tool results to the input and thoughts to the output", () => {
    expect(readResponse(generated)).toMatchObject({
      format: "google.generate_content",
      provider: "gcp.vertex_ai",
      operation: "generate_content",
      responseId: "resp-1",
      responseModel: "gemini-3-pro",
      finishReasons: ["STOP"],
      serviceTier: "ON_DEMAND",
      toolCalls: [{ id: "f1", name: "moor" }],
      usage: {
        inputTokens: 120,
        outputTokens: 42,
        cacheReadTokens: 60,
        reasoningTokens: 30,
        audioInputTokens: 30,
        textInputTokens: 70,
        audioCacheReadTokens: 10,
        textOutputTokens: 12,
        webSearches: 2,
      },
    });
  });

  it("bills one search a prompt before Gemini 3", () => {
    expect(readResponse({ ...generated, modelVersion: "gemini-2.5-flash" })?.usage?.webSearches).toBe(1);
  });

  it("reports no searches when none was made", () => {
    const candidates = [{ finishReason: "STOP", content: {}, groundingMetadata: { webSearchQueries: [""] } }];
    expect(readResponse({ ...generated, candidates })?.usage).not.toHaveProperty("webSearches");
  });

  it("converts the model's content", () => {
    expect(readResponse(generated)?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "Counting boats." },
          { type: "text", content: "Three boats." },
          { type: "tool_call", id: "f1", name: "moor", arguments: { berth: 3 } },
        ],
      },
    ]);
  });

  it("reads an answer that the filter blocked", () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 7 } };
    expect(readResponse(blocked)).toMatchObject({ refusal: { category: "SAFETY" }, usage: { inputTokens: 7 } });
  });

  it.each([
    ["prompt", { promptFeedback: { blockReason: "SAFETY" } }],
    ["answer", { candidates: [{ finishReason: "SAFETY", index: 0 }] }],
  ])("counts no output of a blocked %s whose total is that of the input", (_what, blocked) => {
    const usageMetadata = { promptTokenCount: 7, toolUsePromptTokenCount: 2, totalTokenCount: 9 };
    expect(readResponse({ ...blocked, usageMetadata })?.usage).toMatchObject({ inputTokens: 9, outputTokens: 0 });
  });

  it("makes no output up when the total is larger than the input", () => {
    const usageMetadata = { promptTokenCount: 7, totalTokenCount: 12 };
    expect(readResponse({ ...generated, usageMetadata })?.usage).not.toHaveProperty("outputTokens");
  });

  it("never calls the getters of the client, which write warnings", () => {
    const answer = Object.defineProperty({ ...generated }, "text", {
      get: () => {
        throw new Error("called");
      },
    });
    expect(readResponse(answer)?.finishReasons).toEqual(["STOP"]);
  });
});

describe("createStreamReader() on chunks of Gemini", () => {
  it("keeps the last usage and joins the text", () => {
    const reader = createStreamReader();
    for (const chunk of chunks) reader.chunk(chunk);
    expect(reader.reading()?.usage).toEqual(readResponse(generated)?.usage);
    expect(reader.reading()?.outputMessages()).toEqual(readResponse(generated)?.outputMessages());
  });
});

describe("readResponse() of an interaction", () => {
  it("reads usage, status and the reason that follows from it", () => {
    expect(readResponse(interaction)).toMatchObject({
      format: "google.interactions",
      status: "requires_action",
      finishReasons: ["tool_call"],
      usage: { inputTokens: 75, outputTokens: 15, cacheReadTokens: 10, reasoningTokens: 6, webSearches: 1 },
      toolCalls: [{ id: "f9", name: "tide" }],
    });
  });
});

describe("the media of an interaction", () => {
  it("are bytes, addresses or named by their kind", () => {
    const content = [
      { type: "image", data: "AAAA", mime_type: "image/png" },
      { type: "document", uri: "https://x.example/a.pdf", mime_type: "application/pdf" },
      { type: "video" },
      { type: "audio", data: "BBBB", mime_type: "audio/wav" },
    ];
    const steps = [{ type: "model_output", content }];
    expect(readResponse({ ...interaction, steps })?.outputMessages()[0]?.parts).toEqual([
      { type: "blob", modality: "image", mime_type: "image/png", content: "AAAA" },
      { type: "uri", modality: "document", mime_type: "application/pdf", uri: "https://x.example/a.pdf" },
      { type: "video" },
      { type: "blob", modality: "audio", mime_type: "audio/wav", content: "BBBB" },
    ]);
  });
});

describe("readResponse() of an interaction whose input was cached", () => {
  it("reads what came from the cache by kind", () => {
    const cached_tokens_by_modality = [
      { modality: "text", tokens: 4 },
      { modality: "image", tokens: 6 },
    ];
    const usage = { ...(interaction.usage as object), cached_tokens_by_modality };
    expect(readResponse({ ...interaction, usage })?.usage).toMatchObject({
      cacheReadTokens: 10,
      textCacheReadTokens: 4,
      imageCacheReadTokens: 6,
    });
  });
});

describe("readResponse() of embeddings of Google", () => {
  it("reads the dimension, and tokens where Vertex AI counts them", () => {
    expect(readResponse({ embeddings: [{ values: [0.1, 0.2, 0.3] }] })).toMatchObject({ embeddingDimension: 3 });
    const predictions = [1, 2].map((n) => ({ embeddings: { values: [n, n], statistics: { token_count: n } } }));
    expect(readResponse({ predictions })).toMatchObject({
      provider: "gcp.vertex_ai",
      embeddingDimension: 2,
      usage: { inputTokens: 3 },
    });
  });

  it("takes them for embeddings where the Gemini API counts their tokens", () => {
    const reading = readResponse({
      embedding: { values: [0.1, 0.2] },
      usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
    });
    expect(reading).toMatchObject({ format: "google.embeddings", embeddingDimension: 2 });
    expect(reading?.usage).toEqual({ inputTokens: 4 });
  });
});
