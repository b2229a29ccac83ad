import { describe, expect, it } from "vitest";
import { unwrap, wrapGroq } from "../../../src/instrumentation/groq/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import {
  type Answer,
  hang,
  json,
  raw,
  type ScriptedServer,
  sse,
  startScriptedServer,
} from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { runPatched } from "../run-patched.ts";

const CLIENTS: readonly { readonly set: VendorSet; readonly cjs: boolean }[] = (
  ["newest", "previous"] as const
).flatMap((set) => [
  { set, cjs: false },
  { set, cjs: true },
]);
const ASK = { model: "llama-3.3-70b-versatile", temperature: 0, messages: [{ role: "user", content: "hello" }] };
const STREAM_ASK = { ...ASK, stream: true };
const USAGE = {
  queue_time: 0.01,
  prompt_tokens: 120,
  completion_tokens: 50,
  total_tokens: 170,
  prompt_tokens_details: { cached_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 30 },
};
const RECORDED_USAGE = {
  "gen_ai.provider.name": "groq",
  "gen_ai.usage.input_tokens": 120,
  "gen_ai.usage.cache_read.input_tokens": 100,
  "gen_ai.usage.output_tokens": 50,
  "gen_ai.usage.reasoning.output_tokens": 30,
};
const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "llama-3.3-70b-versatile",
  service_tier: "on_demand",
  choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop", logprobs: null }],
  usage: USAGE,
  x_groq: { id: "req_1" },
};
const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 1,
  model: "llama-3.3-70b-versatile",
  choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
  ...more,
});
const PARTS = [
  chunk({ role: "assistant", content: "" }, null, { x_groq: { id: "req_1" } }),
  chunk({ content: "a" }),
  chunk({ content: "b" }),
];
/** Groq sends usage with the last chunk, asked for or not. */
const STREAM = [...PARTS, chunk({}, "stop", { x_groq: { id: "req_1", usage: USAGE } })];

describe.each(CLIENTS)("wrapGroq() with groq-sdk, $set, CommonJS $cjs", (which) => {
  async function start(
    ...answers: Answer[]
  ): Promise<Recording & { server: ScriptedServer; client: Vendor; Groq: Vendor }> {
    const server = await startScriptedServer(...answers);
    const recording = await startRecording({ capture: "full" });
    const { Groq } = which.cjs ? requireVendor(which.set, "groq-sdk") : await loadVendor(which.set, "groq-sdk");
    const made = new Groq({ apiKey: "none", baseURL: server.url, maxRetries: 1 });
    const client = wrapGroq(made);
    expect(client).toBe(made);
    expect(client).toBeInstanceOf(Groq);
    return { ...recording, server, client, Groq };
  }

  async function textOf(stream: AsyncIterable<Vendor>): Promise<string> {
    let text = "";
    for await (const part of stream) text += part.choices[0]?.delta?.content ?? "";
    return text;
  }

  it("records a chat, however its promise is asked for", async () => {
    const { client, finish } = await start(json(COMPLETION, 200, { "x-request-id": "req_1" }));
    expect((await client.chat.completions.create(ASK)).id).toBe("chatcmpl-1");
    expect((await client.chat.completions.create(ASK).withResponse()).data.id).toBe("chatcmpl-1");
    expect((await (await client.chat.completions.create(ASK).asResponse()).json()).id).toBe("chatcmpl-1");
    const { spans, violations } = await finish();
    expect(spans).toHaveLength(3);
    for (const { name, attributes } of spans) {
      expect(name).toBe("chat llama-3.3-70b-versatile");
      expect(attributes).toMatchObject({
        ...RECORDED_USAGE,
        "gen_ai.request.temperature": 0,
        "gen_ai.response.finish_reasons": ["stop"],
        "agentscribe.service_tier": "on_demand",
        "agentscribe.request_id": "req_1",
      });
    }
    expect(violations).toEqual([]);
  });

  it("records a stream with its usage, and each of its branches once", async () => {
    const { client, finish } = await start(sse(STREAM, "done"));
    expect(await textOf(await client.chat.completions.create(STREAM_ASK))).toBe("ab");
    const branches = (await client.chat.completions.create(STREAM_ASK)).tee();
    expect(await Promise.all(branches.map(textOf))).toEqual(["ab", "ab"]);
    const response = await client.chat.completions.create(STREAM_ASK).asResponse();
    expect(await response.text()).toContain("x_groq");
    const { spans, violations } = await finish();
    expect(spans).toHaveLength(3);
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        ...RECORDED_USAGE,
        "gen_ai.response.time_to_first_chunk": expect.any(Number),
      });
      expect(String(attributes["gen_ai.output.messages"])).toContain('"ab"');
    }
    expect(violations).toEqual([]);
  });

  it("ends with the caller: left, broken or refused streams, aborted calls", async () => {
    const { client, Groq, finish } = await start(
      sse(PARTS, "hang"),
      sse([...PARTS, { error: { message: "no", type: "internal_server_error", code: "over_capacity" } }]),
      sse(PARTS, "drop"),
      json({ error: { message: "no", code: "rate_limit_exceeded" } }, 429, { "retry-after-ms": "1" }),
      json({ error: { message: "no", code: "rate_limit_exceeded" } }, 429, { "retry-after-ms": "1" }),
      hang(),
    );
    for await (const part of await client.chat.completions.create(STREAM_ASK))
      if (part.choices[0].delta.content === "b") break;
    await expect(client.chat.completions.create(STREAM_ASK).then(textOf)).rejects.toThrow();
    await expect(client.chat.completions.create(STREAM_ASK).then(textOf)).rejects.toThrow();
    await expect(client.chat.completions.create(STREAM_ASK)).rejects.toBeInstanceOf(Groq.RateLimitError);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await expect(client.chat.completions.create(ASK, { signal: abort.signal })).rejects.toBeInstanceOf(
      Groq.APIUserAbortError,
    );
    const { spans, eventsNamed } = await finish();
    expect(spans.map(({ status }) => status.code)).toEqual([0, 2, 2, 2, 2]);
    const broken = {
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
      "agentscribe.cost.status": "incomplete",
    };
    for (const { attributes } of spans.slice(0, 3)) {
      expect(attributes).toMatchObject(broken);
      expect(String(attributes["gen_ai.output.messages"])).toContain('"ab"');
    }
    expect(spans[3]?.attributes).toMatchObject({ "error.type": "rate_limit_exceeded", "agentscribe.llm.retries": 1 });
    expect(eventsNamed("agentscribe.retry")).toHaveLength(1);
  });

  it("records embeddings, speech, transcriptions and translations", async () => {
    const { client, finish } = await start(
      json({
        object: "list",
        model: "nomic-embed-text-v1_5",
        data: [{ object: "embedding", index: 0, embedding: [0.5] }],
        usage: { prompt_tokens: 3, total_tokens: 3 },
      }),
      raw([new Uint8Array(100)], { "content-type": "audio/wav" }),
      json({ text: "hello", x_groq: { id: "req_1" } }),
      json({ text: "hello", x_groq: { id: "req_1" } }),
    );
    const file = new File([new Uint8Array(8)], "a.wav");
    await client.embeddings.create({ model: "nomic-embed-text-v1_5", input: "hello" });
    const speech = await client.audio.speech.create({
      model: "playai-tts",
      voice: "Fritz",
      input: "hello",
      response_format: "wav",
    });
    expect((await speech.arrayBuffer()).byteLength).toBe(100);
    await client.audio.transcriptions.create({ model: "whisper-large-v3", file });
    await client.audio.translations.create({ model: "whisper-large-v3", file });
    const { spans } = await finish();
    expect(
      spans.map(({ name, attributes }) => [
        name,
        attributes["gen_ai.output.type"] ?? attributes["gen_ai.usage.input_tokens"],
      ]),
    ).toEqual([
      ["embeddings nomic-embed-text-v1_5", 3],
      ["generate_content playai-tts", "speech"],
      ["generate_content whisper-large-v3", "text"],
      ["generate_content whisper-large-v3", "text"],
    ]);
  });

  it("is undone by unwrap()", async () => {
    const { client, finish } = await start(json(COMPLETION));
    expect(unwrap(client)).toBe(client);
    await client.chat.completions.create(ASK);
    expect((await finish()).spans).toEqual([]);
  });

  it("is what a zero-code start patches: one call, its retry counted", async () => {
    const slow = json({ error: { message: "no" } }, 429, { "retry-after-ms": "1" });
    const server = await startScriptedServer(slow, json(COMPLETION));
    const totals = await runPatched({
      ...which,
      module: "groq-sdk",
      className: "Groq",
      wrapper: "groq",
      hooks: "GROQ_MODULES",
      options: { apiKey: "none", baseURL: server.url, maxRetries: 1 },
      body: `wrapper.wrapGroq(client); await client.chat.completions.create(${JSON.stringify(ASK)});`,
    });
    expect(totals).toMatchObject({ inferenceCalls: 1, retries: 1, usage: { inputTokens: 120, outputTokens: 50 } });
  });
});
