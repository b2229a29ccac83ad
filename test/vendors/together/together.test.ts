import { describe, expect, it } from "vitest";
import { unwrap, wrapTogether } from "../../../src/instrumentation/together/index.ts";
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

const CLIENTS: readonly { readonly set: VendorSet; readonly cjs: boolean }[] = (["newest"] as const).flatMap((set) => [
  { set, cjs: false },
  { set, cjs: true },
]);
const ASK = {
  model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  temperature: 0,
  messages: [{ role: "user", content: "hello" }],
};
const STREAM_ASK = { ...ASK, stream: true };
const USAGE = { prompt_tokens: 120, completion_tokens: 50, total_tokens: 170, cached_tokens: 100 };
const RECORDED_USAGE = {
  "gen_ai.provider.name": "together",
  "gen_ai.usage.input_tokens": 120,
  "gen_ai.usage.cache_read.input_tokens": 100,
  "gen_ai.usage.output_tokens": 50,
};
const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop", logprobs: null }],
  usage: USAGE,
};
const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 1,
  model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
  ...more,
});
const PARTS = [chunk({ role: "assistant", content: "" }), chunk({ content: "a" }), chunk({ content: "b" })];
/** Together sends usage with the last chunk. */
const STREAM = [...PARTS, chunk({}, "stop", { usage: USAGE })];

describe.each(CLIENTS)("wrapTogether() with together-ai, $set, CommonJS $cjs", (which) => {
  async function start(
    ...answers: Answer[]
  ): Promise<Recording & { server: ScriptedServer; client: Vendor; Together: Vendor }> {
    const server = await startScriptedServer(...answers);
    const recording = await startRecording({ capture: "full" });
    const { Together } = which.cjs
      ? requireVendor(which.set, "together-ai")
      : await loadVendor(which.set, "together-ai");
    const made = new Together({ apiKey: "none", baseURL: server.url, maxRetries: 1 });
    const client = wrapTogether(made);
    expect(client).toBe(made);
    expect(client).toBeInstanceOf(Together);
    return { ...recording, server, client, Together };
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
      expect(name).toBe("chat meta-llama/Llama-3.3-70B-Instruct-Turbo");
      expect(attributes).toMatchObject({
        ...RECORDED_USAGE,
        "gen_ai.request.temperature": 0,
        "gen_ai.response.finish_reasons": ["stop"],
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
    expect(await response.text()).toContain("prompt_tokens");
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
    const { client, Together, finish } = await start(
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
    await expect(client.chat.completions.create(STREAM_ASK)).rejects.toBeInstanceOf(Together.RateLimitError);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await expect(client.chat.completions.create(ASK, { signal: abort.signal })).rejects.toBeInstanceOf(
      Together.APIUserAbortError,
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

  it("records its own stream helper once", async () => {
    const { client, finish } = await start(sse(STREAM, "done"));
    const stream = client.chat.completions.stream(ASK);
    expect((await stream.finalMessage()).content).toBe("ab");
    const { spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject(RECORDED_USAGE);
  });

  it("records completions, embeddings, images, speech, transcriptions and translations", async () => {
    const { client, finish } = await start(
      json({
        id: "cmpl-1",
        object: "text.completion",
        created: 1,
        model: "m",
        choices: [{ text: "b", finish_reason: "stop" }],
        usage: USAGE,
      }),
      json({
        object: "list",
        model: "bge",
        data: [{ object: "embedding", index: 0, embedding: [0.5] }],
        usage: { prompt_tokens: 3, total_tokens: 3 },
      }),
      json({
        id: "i",
        object: "list",
        model: "flux",
        data: [{ index: 0, url: "https://images.test/1.png", type: "url" }],
      }),
      raw([new Uint8Array(100)], { "content-type": "audio/wav" }),
      json({ text: "hello" }),
      json({ text: "hello" }),
    );
    const file = new File([new Uint8Array(8)], "a.wav");
    await client.completions.create({ model: "m", prompt: "a" });
    await client.embeddings.create({ model: "bge", input: "hello" });
    await client.images.generate({ model: "flux", prompt: "a cat" });
    const speech = await client.audio.speech.create({ model: "sonic", voice: "a", input: "hello" });
    expect((await speech.arrayBuffer()).byteLength).toBe(100);
    await client.audio.transcriptions.create({ model: "whisper", file });
    await client.audio.translations.create({ model: "whisper", file });
    const { spans } = await finish();
    expect(
      spans.map(({ name, attributes }) => [
        name,
        attributes["gen_ai.output.type"] ?? attributes["gen_ai.usage.input_tokens"],
      ]),
    ).toEqual([
      ["text_completion m", 120],
      ["embeddings bge", 3],
      ["generate_content flux", "image"],
      ["generate_content sonic", "speech"],
      ["generate_content whisper", "text"],
      ["generate_content whisper", "text"],
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
      module: "together-ai",
      className: "Together",
      wrapper: "together",
      hooks: "TOGETHER_MODULES",
      options: { apiKey: "none", baseURL: server.url, maxRetries: 1 },
      body: `wrapper.wrapTogether(client); await client.chat.completions.create(${JSON.stringify(ASK)});`,
    });
    expect(totals).toMatchObject({ inferenceCalls: 1, retries: 1, usage: { inputTokens: 120, outputTokens: 50 } });
  });
});
