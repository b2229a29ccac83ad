import { describe, expect, it } from "vitest";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type VendorSet } from "../load.ts";

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index: 0, message: { role: "assistant", content: '{"ok":true}' }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 4 } },
};
const ASK = { model: "gpt-4o", temperature: 0, messages: [{ role: "user", content: "hello" }] };

const chunk = (delta: object, finish: string | null = null): object => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o-2024-08-06",
  choices: [{ index: 0, delta, finish_reason: finish }],
});

describe.each<VendorSet>(["newest", "previous", "older"])("wrapOpenAI() with openai, %s", (set) => {
  async function start(...answers: Answer[]) {
    const server = await startScriptedServer(...answers);
    const recording = await startRecording();
    const { default: OpenAI } = await loadVendor(set, "openai");
    const made = new OpenAI({ apiKey: "none", baseURL: `${server.url}/v1`, maxRetries: 1 });
    const client = wrapOpenAI(made);
    expect(client).toBe(made);
    return { ...recording, server, client };
  }

  it("records a chat completion with usage and parameters", async () => {
    const { client, finish } = await start(json(COMPLETION, 200, { "x-request-id": "req_1" }));
    const answer = await client.chat.completions.create(ASK);
    expect(answer.choices[0].message.content).toBe('{"ok":true}');
    const { span, violations } = await finish().then((all) => ({
      span: all.span("chat gpt-4o"),
      violations: all.violations,
    }));
    expect(span.attributes).toMatchObject({
      "gen_ai.request.temperature": 0,
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "agentscribe.request_id": "req_1",
      "server.address": "127.0.0.1",
    });
    expect(violations).toEqual([]);
  });

  it("records `.parse()` once, with usage", async () => {
    const { client, finish } = await start(json(COMPLETION));
    const answer = await client.chat.completions.parse?.({ ...ASK, response_format: { type: "json_object" } });
    const { spans } = await finish();
    if (client.chat.completions.parse === undefined) return;
    expect(answer.choices[0].message.content).toBe('{"ok":true}');
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([3]);
  });

  it("records a retry as an event of one call", async () => {
    const { client, finish } = await start(
      json({ error: { message: "slow down" } }, 429, { "retry-after-ms": "1" }),
      json(COMPLETION),
    );
    await client.chat.completions.create(ASK);
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span("chat gpt-4o").attributes["agentscribe.llm.retries"]).toBe(1);
    expect(all.event("agentscribe.retry").attributes).toMatchObject({ "error.type": "429" });
  });

  it("ends the span when the caller breaks out of a stream", async () => {
    const { client, finish } = await start(sse([chunk({ content: "a" }), chunk({ content: "b" })], "hang"));
    const stream = await client.chat.completions.create({ ...ASK, stream: true });
    for await (const part of stream) {
      expect(part.choices[0].delta.content).toBe("a");
      break;
    }
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.request.stream"])).toEqual([true]);
  });
});
