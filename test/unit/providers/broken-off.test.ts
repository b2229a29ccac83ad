import { describe, expect, it } from "vitest";
import type { ProviderReading } from "../../../src/providers/index.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import { events } from "./fixtures/anthropic.ts";
import { chatChunks, responseEvents } from "./fixtures/openai.ts";

const converse = [
  { messageStart: { role: "assistant" } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Aye." } } },
  { messageStop: { stopReason: "end_turn" } },
  { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } } },
];
const cohere = [
  { type: "message-start", id: "c1" },
  { type: "content-delta", index: 0, delta: { message: { content: { text: "Aye." } } } },
  { type: "message-end", delta: { finish_reason: "COMPLETE", usage: { billed_units: { output_tokens: 2 } } } },
];
const conversation = [
  { type: "conversation.response.started", conversation_id: "v1" },
  { type: "message.output.delta", id: "m1", content: "Aye." },
  { type: "conversation.response.done", usage: { prompt_tokens: 1, completion_tokens: 2 } },
];
const interaction = [
  { event_type: "interaction.start", interaction: { id: "i1", model: "gemini-3-pro", status: "in_progress" } },
  { event_type: "content.delta", index: 0, delta: { type: "text", text: "Aye." } },
  { event_type: "interaction.complete", interaction: { status: "completed", usage: { total_output_tokens: 2 } } },
];

function readingOf(chunks: readonly unknown[]): ProviderReading | undefined {
  const reader = createStreamReader();
  for (const chunk of chunks) reader.chunk(chunk);
  return reader.reading("complete");
}

describe("a reading of a stream that ended in order", () => {
  it.each<[string, readonly unknown[], number]>([
    ["the Messages API", events, -2],
    ["the Responses API", responseEvents, -1],
    ["Converse", converse, -2],
    ["Cohere", cohere, -1],
    ["conversations of Mistral", conversation, -1],
    ["interactions of Gemini", interaction, -1],
  ])("broke off without what ends an answer of %s", (_what, chunks, end) => {
    expect(readingOf(chunks.slice(0, end))).toMatchObject({ brokeOff: true, finishReasons: ["error"] });
    expect(readingOf(chunks)).not.toHaveProperty("brokeOff");
    expect(readingOf(chunks)?.finishReasons).not.toContain("error");
  });

  it("broke off while a choice of the chat API has no reason", () => {
    expect(readingOf(chatChunks.slice(0, -2))).toMatchObject({ brokeOff: true, finishReasons: ["error", "stop"] });
    expect(readingOf(chatChunks)).not.toHaveProperty("brokeOff");
  });

  it("broke off while Gemini counted the prompt alone and gave no reason", () => {
    const candidates = [{ index: 0, content: { role: "model", parts: [{ text: "Aye." }] } }];
    const first = { candidates, usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 } };
    expect(readingOf([first])).toMatchObject({ brokeOff: true, finishReasons: ["error"] });
    const last = { candidates, usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2, totalTokenCount: 9 } };
    expect(readingOf([first, last])).not.toHaveProperty("brokeOff");
  });

  it("is whole without usage that nobody asked for", () => {
    expect(readingOf(chatChunks.slice(0, -1))).not.toHaveProperty("brokeOff");
  });

  it("is whole with usage of a server that gives no reasons", () => {
    const chunks = chatChunks.map((chunk) => ({ ...chunk, choices: withoutReasons(chunk.choices) }));
    const reading = readingOf(chunks);
    expect(reading).not.toHaveProperty("brokeOff");
    expect(reading?.usage?.outputTokens).toBe(45);
  });
});

function withoutReasons(choices: unknown): readonly object[] {
  return (choices as readonly object[]).map((choice) => ({ ...choice, finish_reason: null }));
}
