import { type FullAnswer, interleave, pieces } from "./answer-parts.ts";
import type { Body } from "./body.ts";

/** The body of a plain chat completion. */
export function chatCompletion(answer: FullAnswer): object {
  const toolCalls = answer.toolCalls.map(({ id, name, arguments: text }) => ({
    id,
    type: "function",
    function: { name, arguments: text },
  }));
  const message = {
    role: "assistant",
    content: answer.text === "" ? null : answer.text,
    refusal: answer.refusal,
    annotations: [],
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
  return {
    ...envelope(answer, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
    usage: usage(answer),
  };
}

/**
 * The chunks of a streamed chat completion. Usage comes in a last chunk without choices, and only when the request has
 * `stream_options.include_usage`; all other chunks then say `usage: null`.
 */
export function chatCompletionChunks(answer: FullAnswer, body: Body): readonly object[] {
  const includeUsage = (body.stream_options as { include_usage?: unknown } | null | undefined)?.include_usage === true;
  const chunk = (delta: object, finishReason: string | null = null): object => ({
    ...envelope(answer, "chat.completion.chunk"),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(includeUsage && { usage: null }),
  });
  const calls = answer.toolCalls.map(({ id, name, arguments: text }, index) => [
    chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
    ...pieces(text).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);
  return [
    chunk({ role: "assistant", content: answer.toolCalls.length > 0 ? null : "", refusal: null }),
    ...pieces(answer.text).map((content) => chunk({ content })),
    ...pieces(answer.refusal ?? "").map((refusal) => chunk({ refusal })),
    ...interleave(calls),
    chunk({}, answer.finishReason),
    ...(includeUsage ? [{ ...envelope(answer, "chat.completion.chunk"), choices: [], usage: usage(answer) }] : []),
  ];
}

function envelope(answer: FullAnswer, object: string): object {
  return {
    id: `chatcmpl-${answer.id}`,
    object,
    created: answer.createdSeconds,
    model: answer.model,
    service_tier: "default",
    system_fingerprint: "fp_scripted",
  };
}

function usage(answer: FullAnswer): object {
  return {
    prompt_tokens: answer.inputTokens,
    completion_tokens: answer.outputTokens,
    total_tokens: answer.inputTokens + answer.outputTokens,
    prompt_tokens_details: { cached_tokens: answer.cacheReadTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: answer.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
