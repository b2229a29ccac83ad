import { setImmediate as nextTurn } from "node:timers/promises";

/** Chunks of a long answer and of a short one, beside the last two of each: its end and its usage. */
export const LONG = 2_000;
export const SHORT = 20;

const head = { id: "chatcmpl-1", created: 1, model: "gpt-5-2025-08-07" };
const usage = { prompt_tokens: 900, completion_tokens: 1_000, total_tokens: 1_900 };
const message = { role: "assistant", content: "A short answer." };
const answer = { ...head, object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
const whole = JSON.stringify(answer);
const answers = { long: streamPieces(LONG), short: streamPieces(SHORT) };

/**
 * The provider, without a network in between: what is left is the client's own work and that of whoever observes it. As from a network, each answer, and
 * each piece of one, comes in a turn of the loop of its own, so that who delivers meanwhile can.
 */
export async function scriptedFetch(_input: unknown, init?: { body?: unknown }): Promise<Response> {
  await nextTurn();
  const request = String(init?.body);
  if (!request.includes('"stream":true'))
    return new Response(whole, { headers: { "content-type": "application/json" } });
  const pieces = request.includes('"a long story"') ? answers.long : answers.short;
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await nextTurn();
      const piece = pieces[next];
      next += 1;
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** Events in pieces of twenty, as they come off a socket. */
function streamPieces(chunks: number): readonly Uint8Array[] {
  const chunk = { ...head, object: "chat.completion.chunk" };
  const events = Array.from({ length: chunks }, (_, index) =>
    event({ ...chunk, choices: [{ index: 0, delta: { content: `word${index} ` }, finish_reason: null }] }),
  );
  events.push(event({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
  events.push(event({ ...chunk, choices: [], usage }), "data: [DONE]\n\n");
  const encoder = new TextEncoder();
  const found: Uint8Array[] = [];
  for (let at = 0; at < events.length; at += 20) found.push(encoder.encode(events.slice(at, at + 20).join("")));
  return found;
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
