import { json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";

const usage = {
  billed_units: { input_tokens: 100, output_tokens: 40 },
  tokens: { input_tokens: 160, output_tokens: 40 },
};
const event = (type: string, data: object): object => ({ type, ...data });
const opening = [
  event("message-start", {
    id: "c1",
    delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
  }),
  event("content-start", { index: 0, delta: { message: { content: { type: "text", text: "" } } } }),
  event("content-delta", { index: 0, delta: { message: { content: { text: "Hel" } } } }),
];

export const cohereChat: Protocol = {
  name: "chat v2",
  expected: { inputTokens: 100, outputTokens: 40 },
  whole: json({
    id: "c1",
    finish_reason: "COMPLETE",
    message: { role: "assistant", content: [{ type: "text", text: "Hello" }] },
    usage,
  }),
  stream: sse([
    ...opening,
    event("content-delta", { index: 0, delta: { message: { content: { text: "lo" } } } }),
    event("content-end", { index: 0 }),
    event("message-end", { delta: { finish_reason: "COMPLETE", usage } }),
  ]),
  dropsMidStream: sse(opening, "drop"),
  hangsMidStream: sse(opening, "hang"),
  rateLimited: json({ message: "slow down" }, 429, { "retry-after": "0" }),
};
