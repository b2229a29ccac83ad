const head = { id: "chatcmpl-1", created: 1, model: "gpt-5-2025-08-07" };
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const message = { role: "assistant", content: "A short answer.", refusal: null };
const whole = { ...head, object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
const words = ["A ", "short ", "answer."];

/** Answers as the name of the model in the request says: `answer`, `stream`, `error-within`, `drop-within`, `refuse` or `wait`. */
export async function scriptedFetch(_input: unknown, init?: RequestInit): Promise<Response> {
  const { model, stream } = JSON.parse(String(init?.body)) as { model: string; stream?: boolean };
  if (model.endsWith("refuse")) return json({ error: { message: "slow down", type: "rate_limit" } }, 429);
  if (model.endsWith("wait")) return await aborted(init?.signal);
  if (stream !== true) return json({ ...whole, model }, 200);
  return new Response(streamOf(model), { headers: { "content-type": "text/event-stream" } });
}

function streamOf(model: string): ReadableStream<Uint8Array> {
  const chunk = { ...head, model, object: "chat.completion.chunk" };
  const pieces = words.map((content) =>
    event({ ...chunk, choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] }),
  );
  const end = event({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  const failure = event({ error: { message: "overloaded", type: "server_error" } });
  if (model.endsWith("error-within")) pieces.push(failure);
  else if (!model.endsWith("drop-within")) pieces.push(end, "data: [DONE]\n\n");
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[next++];
      if (piece !== undefined) controller.enqueue(encoder.encode(piece));
      else if (model.endsWith("drop-within")) controller.error(new TypeError("terminated"));
      else controller.close();
    },
  });
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("This operation was aborted", "AbortError")));
  });
}

function json(body: object, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
