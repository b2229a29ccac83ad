import { describe, expect, it } from "vitest";
import { sizeOfContent } from "../../../src/privacy/content-size.ts";
import { estimateUsage, textSize } from "../../../src/record/llm/estimate-usage.ts";
import type { Message } from "../../../src/semconv/messages.ts";

const said = (content: string): Message[] => [{ role: "assistant", parts: [{ type: "text", content }] }];
const noAnswer = (): never => {
  throw new Error("the size of the request is not needed");
};

describe("estimateUsage()", () => {
  it("takes four characters for a token, rounded up, of what was sent and received", () => {
    expect(estimateUsage(undefined, said("123456789"), () => 41, sizeOfContent)).toEqual({
      usage: { inputTokens: 11, outputTokens: 3 },
      estimated: ["inputTokens", "outputTokens"],
    });
  });

  it("keeps the input that the provider counted, with its cached part", () => {
    const reported = { inputTokens: 1_200, cacheReadTokens: 1_000, outputTokens: 1 };
    expect(estimateUsage(reported, said("x".repeat(400)), noAnswer, sizeOfContent)).toEqual({
      usage: { inputTokens: 1_200, cacheReadTokens: 1_000, outputTokens: 100 },
      estimated: ["outputTokens"],
    });
  });

  it("keeps the output that the provider counted so far when it is near to what was received", () => {
    const reported = { inputTokens: 5, outputTokens: 60 };
    expect(estimateUsage(reported, said("x".repeat(400)), noAnswer, sizeOfContent).usage.outputTokens).toBe(60);
  });

  it("counts reasoning and arguments of tools, and no media", () => {
    const messages: Message[] = [
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "1234" },
          { type: "tool_call", id: "a", name: "find", arguments: { query: "12345678" } },
          { type: "blob", modality: "image", content: "x".repeat(10_000) },
          { type: "uri", modality: "image", uri: "https://example.test/a.png" },
        ],
      },
    ];
    expect(textSize(messages, sizeOfContent)).toBe(12);
  });
});
