import { describe, expect, it } from "vitest";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, type VendorSet } from "../load.ts";

const CHUNKS = 100_000;
const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4o-2024-08-06" };
const text = JSON.stringify({
  ...head,
  choices: [{ index: 0, delta: { content: "twenty characters... " }, finish_reason: null }],
});
const last = JSON.stringify({ ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
const usage = JSON.stringify({
  ...head,
  choices: [],
  usage: { prompt_tokens: 7, completion_tokens: CHUNKS, total_tokens: CHUNKS + 7 },
});

/** A stream of that many chunks, a thousand at a time. */
function longStream(): Response {
  const thousand = new TextEncoder().encode(`data: ${text}\n\n`.repeat(1_000));
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === CHUNKS) {
        controller.enqueue(new TextEncoder().encode(`data: ${last}\n\ndata: ${usage}\n\ndata: [DONE]\n\n`));
        controller.close();
        return;
      }
      sent += 1_000;
      controller.enqueue(thousand);
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

describe.each<VendorSet>(["newest", "previous"])("a stream of 100,000 chunks, openai %s", (set) => {
  it("is seen whole by its caller and counted right, with its text kept up to the limit", async () => {
    const { finish } = await startRecording({ capture: "full" });
    const { default: OpenAI } = await loadVendor(set, "openai");
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", fetch: async () => longStream() }));
    const stream = await client.chat.completions.create({ model: "gpt-4o", messages: [], stream: true });
    let seen = 0;
    for await (const _chunk of stream) seen += 1;
    expect(seen).toBe(CHUNKS + 2);
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes).toMatchObject({
      "gen_ai.usage.output_tokens": CHUNKS,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    const kept = String(attributes["gen_ai.output.messages"]);
    expect(kept).toContain("twenty characters");
    expect(kept.length).toBeLessThan(1_100_000);
  });
});
