import { type FullAnswer, pieces } from "./answer-parts.ts";

interface AnthropicEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

const STOP_REASONS: Readonly<Record<FullAnswer["finishReason"], string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

/** The body of a plain answer of the Messages API. */
export function anthropicMessage(answer: FullAnswer): object {
  return {
    ...envelope(answer),
    content: blocks(answer).map(({ block }) => block),
    stop_reason: stopReason(answer),
    stop_sequence: null,
    usage: usage(answer, answer.outputTokens),
  };
}

/** The events of a streamed answer. The first says what went in, the last but one what came out. */
export function anthropicEvents(answer: FullAnswer): readonly AnthropicEvent[] {
  const start = { ...envelope(answer), content: [], stop_reason: null, stop_sequence: null, usage: usage(answer, 1) };
  return [
    { type: "message_start", message: start },
    { type: "ping" },
    ...blocks(answer).flatMap(({ empty, deltas }, index) => [
      { type: "content_block_start", index, content_block: empty },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    {
      type: "message_delta",
      delta: { stop_reason: stopReason(answer), stop_sequence: null },
      usage: { output_tokens: answer.outputTokens },
    },
    { type: "message_stop" },
  ];
}

interface Block {
  readonly block: object;
  readonly empty: object;
  readonly deltas: readonly object[];
}

function blocks({ reasoning, text, refusal, toolCalls }: FullAnswer): readonly Block[] {
  const said = text + (refusal ?? "");
  return [
    ...(reasoning === ""
      ? []
      : [
          {
            block: { type: "thinking", thinking: reasoning, signature: "scripted" },
            empty: { type: "thinking", thinking: "", signature: "" },
            deltas: [
              ...pieces(reasoning).map((thinking) => ({ type: "thinking_delta", thinking })),
              { type: "signature_delta", signature: "scripted" },
            ],
          },
        ]),
    ...(said === ""
      ? []
      : [
          {
            block: { type: "text", text: said, citations: null },
            empty: { type: "text", text: "", citations: null },
            deltas: pieces(said).map((piece) => ({ type: "text_delta", text: piece })),
          },
        ]),
    ...toolCalls.map(({ id, name, arguments: json }) => ({
      block: { type: "tool_use", id, name, input: JSON.parse(json) as unknown },
      empty: { type: "tool_use", id, name, input: {} },
      deltas: pieces(json).map((partial_json) => ({ type: "input_json_delta", partial_json })),
    })),
  ];
}

function envelope({ id, model }: FullAnswer): object {
  return { id: `msg_${id}`, type: "message", role: "assistant", model };
}

function stopReason({ finishReason, refusal }: FullAnswer): string {
  return refusal === null ? STOP_REASONS[finishReason] : "refusal";
}

/** Input leaves out what the cache had and took. */
function usage({ inputTokens, cacheReadTokens, cacheWriteTokens }: FullAnswer, output: number): object {
  return {
    input_tokens: Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens),
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cacheReadTokens,
    output_tokens: output,
    service_tier: "standard",
  };
}
