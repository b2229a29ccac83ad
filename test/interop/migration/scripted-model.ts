interface Body {
  readonly messages?: readonly { readonly role: string }[];
}

/** What the model uses in its two answers of one run, all together. */
export const USED = { calls: 2, inputTokens: 250, outputTokens: 30, cacheReadTokens: 104 } as const;

/** Answers a request of chat completions: with a call of a tool, and once there is a result with words. Undefined for any other request. */
export function modelAnswer(path: string, body: Uint8Array): { readonly content: string } | undefined {
  if (!path.startsWith("/model/")) return undefined;
  const { messages = [] } = JSON.parse(Buffer.from(body).toString()) as Body;
  const hasResult = messages.at(-1)?.role === "tool";
  const call = { name: "lookup_order", arguments: '{"id":"A-1042"}' };
  const message = hasResult
    ? { role: "assistant", content: "It arrives on Friday." }
    : { role: "assistant", content: null, tool_calls: [{ id: "call_1", type: "function", function: call }] };
  const usage = hasResult ? [150, 10, 64] : [100, 20, 40];
  const [prompt = 0, completion = 0, cached = 0] = usage;
  return {
    content: JSON.stringify({
      ...{ id: hasResult ? "chatcmpl-2" : "chatcmpl-1", object: "chat.completion", created: 1_795_000_000 },
      model: "gpt-4o-mini-2024-07-18",
      choices: [{ index: 0, message, finish_reason: hasResult ? "stop" : "tool_calls" }],
      usage: {
        ...{ prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
        prompt_tokens_details: { cached_tokens: cached },
      },
    }),
  };
}
