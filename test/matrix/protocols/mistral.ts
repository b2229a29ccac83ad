import { json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";
import { openaiChat } from "./openai-chat.ts";

const usage = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 };
const head = { id: "cmpl-1", object: "chat.completion.chunk", created: 1, model: "mistral-small-2506" };
const chunk = (content: string, finish: string | null = null, more: object = {}): object => ({
  ...head,
  choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: finish }],
  ...more,
});

export const mistralChat: Protocol = {
  name: "chat",
  expected: { inputTokens: 100, outputTokens: 40 },
  whole: json({
    ...head,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Hello", tool_calls: null, prefix: false },
        finish_reason: "stop",
      },
    ],
    usage,
  }),
  stream: sse([chunk("Hel"), chunk("lo", "stop", { usage })], "done"),
  dropsMidStream: sse([chunk("Hel")], "drop"),
  hangsMidStream: sse([chunk("Hel")], "hang"),
  rateLimited: openaiChat.rateLimited,
};
