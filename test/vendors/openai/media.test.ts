import { describe, expect, it } from "vitest";
import { type Answer, json, raw } from "../../support/scripted-server.ts";
import { type Vendor, vendorVersion } from "../load.ts";
import { CLIENTS, start, streamed, withoutMissing } from "./support.ts";

const IMAGE_USAGE = {
  input_tokens: 20,
  input_tokens_details: { text_tokens: 15, image_tokens: 5 },
  output_tokens: 400,
  output_tokens_details: { image_tokens: 400, text_tokens: 0 },
  total_tokens: 420,
};
const IMAGES = { created: 1, data: [{ b64_json: "aGVsbG8=" }], usage: IMAGE_USAGE };
const RECORDED_IMAGE = {
  "gen_ai.operation.name": "generate_content",
  "gen_ai.output.type": "image",
  "gen_ai.usage.input_tokens": 20,
  "gen_ai.usage.output_tokens": 400,
  "gen_ai.usage.image.output_tokens": 400,
};
const TRANSCRIPTION = {
  text: "hello",
  usage: {
    type: "tokens",
    input_tokens: 14,
    input_token_details: { audio_tokens: 14, text_tokens: 0 },
    output_tokens: 3,
    total_tokens: 17,
  },
};

interface Case {
  readonly name: string;
  readonly answer: Answer;
  readonly call: (client: Vendor) => Promise<unknown>;
  readonly span: string;
  readonly recorded: Readonly<Record<string, unknown>>;
}

const file = (name: string): File => new File([new Uint8Array(8)], name);
const speechBytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);

const CASES: readonly Case[] = [
  {
    name: "embeddings",
    answer: json({
      object: "list",
      model: "text-embedding-3-small",
      data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2] }],
      usage: { prompt_tokens: 8, total_tokens: 8 },
    }),
    call: (client) =>
      client.embeddings.create({ model: "text-embedding-3-small", input: "hello", encoding_format: "float" }),
    span: "embeddings text-embedding-3-small",
    recorded: {
      "gen_ai.usage.input_tokens": 8,
      "gen_ai.embeddings.dimension.count": 2,
      "agentscribe.cost.status": "ok",
    },
  },
  {
    name: "embeddings, as a raw response",
    answer: json({
      object: "list",
      model: "text-embedding-3-small",
      data: [{ object: "embedding", index: 0, embedding: "AACAPwAAAEA=" }],
      usage: { prompt_tokens: 8, total_tokens: 8 },
    }),
    call: async (client) => {
      const request = { model: "text-embedding-3-small", input: "hello", dimensions: 2 };
      expect((await (await client.embeddings.create(request).asResponse()).json()).data).toHaveLength(1);
    },
    span: "embeddings text-embedding-3-small",
    recorded: { "gen_ai.usage.input_tokens": 8, "gen_ai.embeddings.dimension.count": 2 },
  },
  {
    name: "legacy completions",
    answer: json({
      id: "cmpl-1",
      object: "text_completion",
      created: 1,
      model: "gpt-3.5-turbo-instruct",
      choices: [{ index: 0, text: "b", finish_reason: "length", logprobs: null }],
      usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5 },
    }),
    call: (client) => client.completions.create({ model: "gpt-3.5-turbo-instruct", prompt: "a", max_tokens: 1 }),
    span: "text_completion gpt-3.5-turbo-instruct",
    recorded: {
      "gen_ai.usage.input_tokens": 4,
      "gen_ai.response.finish_reasons": ["length"],
      "agentscribe.input.size": 1,
    },
  },
  {
    name: "images.generate()",
    answer: json(IMAGES),
    call: (client) => client.images.generate({ model: "gpt-image-1", prompt: "a cat" }),
    span: "generate_content gpt-image-1",
    recorded: { ...RECORDED_IMAGE, "agentscribe.input.size": 5 },
  },
  {
    name: "images.generate(), streamed",
    answer: streamed(
      [
        {
          event: "image_generation.partial_image",
          data: { type: "image_generation.partial_image", b64_json: "aGVs", partial_image_index: 0 },
        },
        {
          event: "image_generation.completed",
          data: { type: "image_generation.completed", b64_json: "aGVsbG8=", usage: IMAGE_USAGE },
        },
      ],
      "close",
    ),
    call: async (client) => {
      for await (const _ of await client.images.generate({ model: "gpt-image-1", prompt: "a cat", stream: true }));
    },
    span: "generate_content gpt-image-1",
    recorded: { ...RECORDED_IMAGE, "gen_ai.response.time_to_first_chunk": expect.any(Number) },
  },
  {
    name: "images.edit()",
    answer: json(IMAGES),
    call: (client) => client.images.edit({ model: "gpt-image-1", prompt: "a cat", image: file("a.png") }),
    span: "generate_content gpt-image-1",
    recorded: RECORDED_IMAGE,
  },
  {
    name: "images.createVariation()",
    answer: json({ created: 1, data: [{ url: "https://images.test/1.png" }] }),
    call: (client) => client.images.createVariation({ model: "dall-e-2", image: file("a.png") }),
    span: "generate_content dall-e-2",
    recorded: { "gen_ai.output.type": "image", "agentscribe.cost.status": "unpriced" },
  },
  {
    name: "audio.speech.create()",
    answer: raw([speechBytes.subarray(0, 500), speechBytes.subarray(500)], { "content-type": "audio/mpeg" }),
    call: async (client) => {
      const response = await client.audio.speech.create({ model: "gpt-4o-mini-tts", voice: "alloy", input: "hello" });
      expect(response).toBeInstanceOf(Response);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(speechBytes);
    },
    span: "generate_content gpt-4o-mini-tts",
    recorded: {
      "gen_ai.output.type": "speech",
      "agentscribe.input.size": 5,
      "agentscribe.cost.reason": "usage_missing",
    },
  },
  {
    name: "audio.speech.create(), as events",
    answer: streamed(
      [
        { data: { type: "speech.audio.delta", audio: "aGVs" }, event: "speech.audio.delta" },
        {
          data: { type: "speech.audio.done", usage: { input_tokens: 6, output_tokens: 90, total_tokens: 96 } },
          event: "speech.audio.done",
        },
      ],
      "close",
    ),
    call: async (client) => {
      const response = await client.audio.speech.create({
        model: "gpt-4o-mini-tts",
        voice: "alloy",
        input: "hello",
        stream_format: "sse",
      });
      expect(await response.text()).toContain("speech.audio.done");
    },
    span: "generate_content gpt-4o-mini-tts",
    recorded: { "gen_ai.usage.input_tokens": 6, "gen_ai.usage.output_tokens": 90 },
  },
  {
    name: "audio.transcriptions.create()",
    answer: json(TRANSCRIPTION),
    call: (client) => client.audio.transcriptions.create({ model: "gpt-4o-transcribe", file: file("a.wav") }),
    span: "generate_content gpt-4o-transcribe",
    recorded: {
      "gen_ai.usage.input_tokens": 14,
      "gen_ai.usage.audio.input_tokens": 14,
      "gen_ai.usage.output_tokens": 3,
    },
  },
  {
    name: "audio.transcriptions.create(), streamed",
    answer: streamed(
      [
        { event: "transcript.text.delta", data: { type: "transcript.text.delta", delta: "hello" } },
        {
          event: "transcript.text.done",
          data: { type: "transcript.text.done", text: "hello", usage: TRANSCRIPTION.usage },
        },
      ],
      "close",
    ),
    call: async (client) => {
      for await (const _ of await client.audio.transcriptions.create({
        model: "gpt-4o-transcribe",
        file: file("a.wav"),
        stream: true,
      }));
    },
    span: "generate_content gpt-4o-transcribe",
    recorded: { "gen_ai.usage.input_tokens": 14, "gen_ai.usage.output_tokens": 3, "agentscribe.output.size": 5 },
  },
  {
    name: "audio.translations.create()",
    answer: json({ text: "hello" }),
    call: (client) => client.audio.translations.create({ model: "whisper-1", file: file("a.wav") }),
    span: "generate_content whisper-1",
    recorded: { "gen_ai.output.type": "text", "agentscribe.cost.status": "unpriced" },
  },
  {
    name: "moderations.create()",
    answer: json({
      id: "modr-1",
      model: "omni-moderation-latest",
      results: [{ flagged: false, categories: { violence: false }, category_scores: {} }],
    }),
    call: (client) => client.moderations.create({ model: "omni-moderation-latest", input: "hello" }),
    span: "generate_content omni-moderation-latest",
    recorded: {
      "agentscribe.llm.purpose": "moderation",
      "agentscribe.cost.status": "unpriced",
      "gen_ai.response.id": "modr-1",
    },
  },
];

describe.each(CLIENTS)("other endpoints of openai, $set, CommonJS $cjs", (which) => {
  it.each(CASES)("$name is one call with its usage", async ({ answer, call, span: name, recorded }) => {
    const { client, finish } = await start({ ...which, telemetry: { capture: "full" } }, answer);
    await call(client);
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(1);
    expect(span(name).attributes).toMatchObject(recorded);
    expect(span(name).attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("decisions are one call with its usage, where the client has them", async () => {
    const usage = {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 10, cache_write_tokens: 0 },
      output_tokens: 4,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 34,
    };
    const answer = { model: "gpt-5.5", answers: [{ type: "predicate", name: null, probability: 0.9 }], usage };
    const { client, finish } = await start(which, json(answer));
    if (client.decisions === undefined) {
      expect(Number.parseInt(vendorVersion(which.set, "openai"), 10)).toBeLessThan(7);
      return;
    }
    await client.decisions.create({ model: "gpt-5.5", input: "x", questions: [] });
    expect((await finish()).span("generate_content gpt-5.5").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 30,
      "gen_ai.usage.cache_read.input_tokens": 10,
      "gen_ai.usage.reasoning.output_tokens": 2,
    });
  });

  it("batches are no model calls: nobody bills for making or asking for one", async () => {
    const batch = {
      id: "batch_1",
      object: "batch",
      status: "completed",
      usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    };
    const { client, telemetry, finish } = await start(which, json(batch));
    await client.batches.create({
      input_file_id: "file-1",
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    });
    expect((await client.batches.retrieve("batch_1")).status).toBe("completed");
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 0, usage: { inputTokens: 0 } });
    expect((await finish()).spans).toEqual([]);
  });
});
