import { type Answer, json } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";

const head = { model: "llama3.2", created_at: "2026-01-01T00:00:00Z" };
const line = (content: string, more: object = { done: false }): object => ({
  ...head,
  message: { role: "assistant", content },
  ...more,
});
const last = { done: true, done_reason: "stop", prompt_eval_count: 100, eval_count: 40 };

function lines(items: readonly object[], end: "close" | "drop" | "hang" = "close"): Answer {
  return async (response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const item of items) {
      response.write(`${JSON.stringify(item)}\n`);
      await new Promise(setImmediate);
    }
    if (end === "close") response.end();
    else if (end === "drop") response.destroy();
  };
}

export const ollamaChat: Protocol = {
  name: "chat",
  expected: { inputTokens: 100, outputTokens: 40 },
  whole: json(line("Hello", last)),
  stream: lines([line("Hel"), line("lo"), line("", last)]),
  failsMidStream: lines([line("Hel"), { error: "overloaded" }]),
  dropsMidStream: lines([line("Hel")], "drop"),
  hangsMidStream: lines([line("Hel")], "hang"),
  rateLimited: json({ error: "slow down" }, 429),
};
