import {
  block,
  event,
  INIT,
  result,
  SESSION,
  SONNET,
  startUsage,
  type Turn,
  toolResult,
  toolUse,
  totals,
} from "../../vendors/claude-agent-sdk/script.ts";

/** What the scripted executable of Claude Code says: two requests of 100 tokens in, 40 of them new, and 40 out each. */
const usage = startUsage(40, 60);
const HELLO_TEXT: Content = { type: "text", text: "Hello" };

export const CALL = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60 } as const;

/** A request whose answer comes in events, as with `includePartialMessages`. */
function streamedCall(id: string, contents: readonly Content[], stop: string): Turn {
  return [
    started(id),
    ...contents.flatMap((content, index) => [
      event({ type: "content_block_start", index, content_block: { ...content, ...EMPTY[content.type] } }),
      ...deltasOf(content).map((delta) => event({ type: "content_block_delta", index, delta })),
      block(id, content, usage),
      event({ type: "content_block_stop", index }),
    ]),
    event({ type: "message_delta", delta: { stop_reason: stop }, usage: { output_tokens: CALL.outputTokens } }),
    event({ type: "message_stop" }),
  ];
}

function started(id: string): object {
  return event({ type: "message_start", message: { id, model: SONNET, role: "assistant", content: [], usage } });
}

type Content = { readonly type: "text"; readonly text: string } | { readonly type: "tool_use"; readonly input: object };

/** What a block is before its first piece. */
const EMPTY = { text: { text: "" }, tool_use: { input: {} } };

function deltasOf(content: Content): readonly object[] {
  if (content.type === "tool_use") return [{ type: "input_json_delta", partial_json: JSON.stringify(content.input) }];
  return [content.text.slice(0, 3), content.text.slice(3)].map((words) => ({ type: "text_delta", text: words }));
}

function endsAfter(calls: number): object {
  return result({ [SONNET]: totals(calls * 40, calls * CALL.outputTokens, calls * 60) });
}

/** A model takes its time, here that many milliseconds: what comes in one read with the start of the call has no time to its first chunk. */
const THINKS = 20;

export const HELLO: Turn = [INIT, THINKS, ...streamedCall("msg_1", [HELLO_TEXT], "end_turn"), endsAfter(1)];

/** Asks for the tool `Read` once or side by side, and answers when it has the results. */
export function asksTools(ids: readonly string[], fails = false): Turn {
  const uses = ids.map((id) => toolUse(id, "Read", { q: id }) as Content);
  return [
    INIT,
    ...streamedCall("msg_1", uses, "tool_use"),
    ...ids.map((id) => toolResult(id, `found ${id}`, {}, fails)),
    ...streamedCall("msg_2", [HELLO_TEXT], "end_turn"),
    endsAfter(2),
  ];
}

export const RETRIED: Turn = [
  INIT,
  {
    type: "system",
    subtype: "api_retry",
    attempt: 1,
    max_retries: 2,
    retry_delay_ms: 1,
    error_status: 429,
    error: "rate_limit",
    session_id: SESSION,
    uuid: "00000000-0000-4000-9000-000000000001",
  },
  ...HELLO.slice(1),
];

/** `"Hel"`, and then nothing until it is interrupted. */
export const STALLS: Turn = [INIT, ...streamedCall("msg_1", [HELLO_TEXT], "end_turn").slice(0, 3), "hang"];
