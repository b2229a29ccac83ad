import { json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";

const usage = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 10,
  thoughtsTokenCount: 30,
  totalTokenCount: 140,
};
const body = (parts: readonly object[], finish?: string, usageMetadata: object = usage): object => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...(finish !== undefined && { finishReason: finish }) }],
  usageMetadata,
  modelVersion: "gemini-2.5-flash",
  responseId: "resp_1",
});
// Counts are of all so far: the last one holds, and adding them up would count twice.
const first = body([{ text: "Hel" }], undefined, {
  promptTokenCount: 100,
  candidatesTokenCount: 5,
  totalTokenCount: 105,
});

export const googleContent: Protocol = {
  name: "generateContent",
  expected: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, reasoningTokens: 30 },
  whole: json(body([{ text: "Hello" }], "STOP")),
  stream: sse([first, body([{ text: "lo" }], "STOP")]),
  dropsMidStream: sse([first], "drop"),
  hangsMidStream: sse([first], "hang"),
  failsMidStream: sse([first, '{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}\n\n']),
  rateLimited: json({ error: { code: 429, message: "slow down", status: "RESOURCE_EXHAUSTED" } }, 429),
};
