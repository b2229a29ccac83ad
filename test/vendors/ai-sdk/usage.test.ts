import { expect, it, onTestFinished } from "vitest";
import { instrumentAiSdk } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor } from "../load.ts";

const MODEL = "claude-opus-4-1-20250805";
const INPUT = {
  input_tokens: 100,
  cache_read_input_tokens: 1_000,
  cache_creation_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 },
};

const message = (content: readonly object[], usage: object, stop: string | null): object => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: MODEL,
  content,
  stop_reason: stop,
  stop_sequence: null,
  usage,
});

const WHOLE = json(message([{ type: "text", text: "hi" }], { ...INPUT, output_tokens: 7 }, "end_turn"));
const STREAM = sse(
  [
    { type: "message_start", message: message([], { ...INPUT, output_tokens: 1 }, null) },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hi" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 7 } },
    { type: "message_stop" },
  ].map((data) => ({ event: data.type, data })),
);

it("counts cached tokens of Anthropic into the input once, and keeps the lifetimes of what was written", async () => {
  const server = await startScriptedServer(WHOLE, STREAM);
  const { finish } = await startRecording();
  onTestFinished(instrumentAiSdk());
  const ai = await loadVendor("newest", "ai");
  const { createAnthropic } = await loadVendor("newest", "@ai-sdk/anthropic");
  const model = createAnthropic({ apiKey: "none", baseURL: `${server.url}/v1` })(MODEL);
  await ai.generateText({ model, prompt: "hello" });
  expect(await ai.streamText({ model, prompt: "hello" }).text).toBe("hi");
  const all = await finish();
  const calls = all.spans.filter(({ name }) => name === `chat ${MODEL}`);
  expect(calls).toHaveLength(2);
  for (const { attributes } of calls) {
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "anthropic",
      "gen_ai.usage.input_tokens": 1_200,
      "gen_ai.usage.cache_read.input_tokens": 1_000,
      "gen_ai.usage.cache_write.input_tokens": 100,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.response.id": "msg_1",
    });
  }
  const [whole, stream] = calls.map(({ attributes }) => attributes["agentscribe.cost.usd"]);
  // 15 $ a million in, 1.5 read, 18.75 written for 5 minutes, 30 for an hour, 75 out.
  expect(whole).toBeCloseTo((100 * 15 + 1_000 * 1.5 + 40 * 18.75 + 60 * 30 + 7 * 75) / 1e6, 9);
  expect(stream).toBe(whole);
  expect(all.violations).toEqual([]);
});

it("counts what OpenAI's own tools did, streamed or not", async () => {
  const output = [
    { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "tides" } },
    { type: "web_search_call", id: "ws_2", status: "completed", action: { type: "open_page", url: "http://x" } },
    { type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA" },
    {
      type: "message",
      id: "msg_1",
      status: "completed",
      role: "assistant",
      content: [{ type: "output_text", text: "hi", annotations: [] }],
    },
  ];
  const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30 };
  const response = { id: "resp_1", object: "response", created_at: 1, status: "completed", model: "gpt-4o", usage };
  const events = [
    { type: "response.created", response: { ...response, status: "in_progress" } },
    ...output.flatMap((item, output_index) => [
      { type: "response.output_item.added", output_index, item: { ...item, status: "in_progress" } },
      { type: "response.output_item.done", output_index, item },
    ]),
    { type: "response.completed", response },
  ];
  const server = await startScriptedServer(
    json({ ...response, output, error: null, incomplete_details: null }),
    sse(events.map((data) => ({ event: data.type, data }))),
  );
  const { finish } = await startRecording();
  onTestFinished(instrumentAiSdk());
  const ai = await loadVendor("newest", "ai");
  const { createOpenAI } = await loadVendor("newest", "@ai-sdk/openai");
  const openai = createOpenAI({ apiKey: "none", baseURL: `${server.url}/v1` });
  // Their names are the application's own.
  const tools = {
    look: openai.tools.webSearchPreview({}),
    draw: openai.tools.imageGeneration({ model: "gpt-image-1" }),
  };
  const request = { model: openai.responses("gpt-4o"), prompt: "hello", tools };
  await ai.generateText(request);
  await ai.streamText(request).text;
  const calls = (await finish()).spans.filter(({ name }) => name === "chat gpt-4o");
  expect(calls).toHaveLength(2);
  for (const { attributes } of calls) {
    expect(attributes).toMatchObject({
      "agentscribe.usage.web_searches": 1,
      "agentscribe.usage.preview_web_searches": 1,
      "agentscribe.image_generation.model": "gpt-image-1",
      "agentscribe.cost.tools": 0.025,
      "agentscribe.cost.status": "partial",
      "agentscribe.cost.reason": "no_image_generation_price",
    });
  }
});
