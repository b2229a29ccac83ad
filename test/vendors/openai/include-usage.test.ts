import { describe, expect, it } from "vitest";
import type { Vendor } from "../load.ts";
import { ASK, CLIENTS, chunk, RECORDED_USAGE, STREAM, start, streamed, textOf, usageChunk } from "./support.ts";

const REQUEST = { ...ASK, stream: true };

describe.each(CLIENTS)("wrapOpenAI(client, { includeUsage: true }) with openai, $set, CommonJS $cjs", (which) => {
  const started = (...answers: Parameters<typeof start> extends [unknown, ...infer A] ? A : never) =>
    start({ ...which, wrap: { includeUsage: true } }, ...answers);

  async function chunksOf(stream: AsyncIterable<Vendor>): Promise<Vendor[]> {
    const all: Vendor[] = [];
    for await (const part of stream) all.push(part);
    return all;
  }

  it.each<[string, (client: Vendor) => Promise<number>]>([
    ["iteration", async (client) => (await chunksOf(await client.chat.completions.create(REQUEST))).length],
    ["tee()", async (client) => (await chunksOf((await client.chat.completions.create(REQUEST)).tee()[1])).length],
    [
      "toReadableStream()",
      async (client) => {
        const decoder = new TextDecoder();
        let text = "";
        for await (const bytes of (await client.chat.completions.create(REQUEST)).toReadableStream())
          text += decoder.decode(bytes);
        return text.trim().split("\n").length;
      },
    ],
    [
      "withResponse()",
      async (client) => (await chunksOf((await client.chat.completions.create(REQUEST).withResponse()).data)).length,
    ],
    [
      "a client of withOptions()",
      async (client) =>
        (await chunksOf(await client.withOptions({ timeout: 9_000 }).chat.completions.create(REQUEST))).length,
    ],
    [
      "stream()",
      async (client) => {
        const parts: unknown[] = [];
        await client.chat.completions
          .stream(ASK)
          .on("chunk", (part: unknown) => parts.push(part))
          .done();
        return parts.length;
      },
    ],
  ])("records usage and hides the chunk it comes in from %s", async (_, read) => {
    const { client, server, finish } = await started(streamed([...STREAM, usageChunk]));
    const request = structuredClone(REQUEST);
    expect(await read(client)).toBe(STREAM.length);
    expect(REQUEST).toEqual(request);
    expect(server.requests[0]?.json()).toMatchObject({ ...ASK, stream: true, stream_options: { include_usage: true } });
    const { spans, violations } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ ...RECORDED_USAGE, "gen_ai.response.finish_reasons": ["stop"] });
    expect(violations).toEqual([]);
  });

  it("leaves requests alone that say what they want, or are not streamed", async () => {
    for (const include_usage of [true, false]) {
      const { client, server, finish } = await started(streamed([...STREAM, usageChunk]));
      const request = { ...REQUEST, stream_options: { include_usage, include_obfuscation: false } };
      expect(await chunksOf(await client.chat.completions.create(request))).toHaveLength(STREAM.length + 1);
      expect(server.requests[0]?.json()).toEqual(request);
      await finish();
    }
  });

  it("keeps the other stream options, and a last chunk that has usage beside text", async () => {
    const last = {
      ...chunk({ content: "!" }, "stop"),
      usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
    };
    const { client, server, finish } = await started(streamed([...STREAM.slice(0, 3), last]));
    const request = { ...REQUEST, stream_options: { include_obfuscation: false } };
    expect(await textOf(await client.chat.completions.create(request))).toBe("ab!");
    expect(server.requests[0]?.json()).toMatchObject({
      stream_options: { include_obfuscation: false, include_usage: true },
    });
    expect((await finish()).span("chat gpt-4o").attributes["gen_ai.usage.input_tokens"]).toBe(5);
  });
});
