import { describe, expect, it } from "vitest";
import { json, raw } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { outputOf } from "../recorded-output.ts";
import {
  ASK,
  CLIENTS,
  chunk,
  errorOf,
  failing,
  RECORDED_USAGE,
  STREAM,
  start,
  streamed,
  TOOL_STREAM,
  textOf,
  usageChunk,
  withoutMissing,
} from "./support.ts";

const FULL = { capture: "full" } as const;
const REQUEST = { ...ASK, stream: true };
const WITH_USAGE = { ...REQUEST, stream_options: { include_usage: true } };
const BROKEN = { "agentscribe.usage.estimated": "inputTokens,outputTokens", "agentscribe.cost.status": "incomplete" };

describe.each(CLIENTS)("streams of openai, $set, CommonJS $cjs", (which) => {
  const started = (...answers: Parameters<typeof start> extends [unknown, ...infer A] ? A : never) =>
    start({ ...which, telemetry: FULL, client: { maxRetries: 0 } }, ...answers);

  it("are recorded with usage that the caller asked for, and the time to the first chunk", async () => {
    const { client, finish } = await started(streamed([...STREAM, usageChunk]));
    const stream = await client.chat.completions.create(WITH_USAGE);
    expect(stream.constructor.name).toBe("Stream");
    expect(stream.controller).toBeInstanceOf(AbortController);
    expect(await textOf(stream)).toBe("ab");
    const { span, violations } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({
      ...RECORDED_USAGE,
      "gen_ai.request.stream": true,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
      "agentscribe.request_id": "req_1",
    });
    expect(outputOf(span("chat gpt-4o").attributes)).toEqual([{ type: "text", content: "ab" }]);
    expect(violations).toEqual([]);
  });

  it("have no usage when it was not asked for, and no guess", async () => {
    const { client, server, finish } = await started(streamed());
    expect(await textOf(await client.chat.completions.create(REQUEST))).toBe("ab");
    expect(server.requests[0]?.json()).toEqual(REQUEST);
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
    expect(attributes).toMatchObject({ "agentscribe.cost.reason": "usage_missing" });
  });

  it.each<[string, (stream: Vendor) => Promise<string>]>([
    ["tee(), one branch", (stream) => textOf(stream.tee()[0])],
    ["tee(), both branches", async (stream) => (await Promise.all(stream.tee().map(textOf)))[1] as string],
    [
      "toReadableStream()",
      async (stream) => {
        let text = "";
        const decoder = new TextDecoder();
        for await (const bytes of stream.toReadableStream()) text += decoder.decode(bytes);
        return text
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line).choices[0]?.delta?.content ?? "")
          .join("");
      },
    ],
    ["withResponse()", (stream) => textOf(stream)],
  ])("are recorded through %s", async (way, read) => {
    const { client, finish } = await started(streamed([...STREAM, usageChunk]));
    const promise = client.chat.completions.create(WITH_USAGE);
    const stream = way === "withResponse()" ? (await promise.withResponse()).data : await promise;
    expect(await read(stream)).toBe("ab");
    const { spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ ...RECORDED_USAGE, "gen_ai.response.finish_reasons": ["stop"] });
  });

  it("are recorded as the caller reads the raw body, and when both are asked for", async () => {
    const { client, finish } = await started(streamed([...STREAM, usageChunk]));
    const response = await client.chat.completions.create(WITH_USAGE).asResponse();
    expect(await response.text()).toContain('"content":"b"');
    const promise = client.chat.completions.create(WITH_USAGE);
    await promise.asResponse();
    expect(await textOf(await promise)).toBe("ab");
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([1200, 1200]);
    for (const { attributes } of spans) expect(outputOf(attributes)).toEqual([{ type: "text", content: "ab" }]);
  });

  it.each([REQUEST, WITH_USAGE])("are incomplete when they end before a reason and usage", async (request) => {
    const { client, finish } = await started(streamed(STREAM.slice(0, -1), "close"));
    expect(await textOf(await client.chat.completions.create(request))).toBe("ab");
    const { attributes, status } = (await finish()).span("chat gpt-4o");
    expect(status.code).toBe(0);
    expect(attributes).toMatchObject({ ...BROKEN, "gen_ai.response.finish_reasons": ["error"] });
  });

  it("have their interleaved tool calls put together", async () => {
    const { client, finish } = await started(streamed([...TOOL_STREAM, usageChunk]));
    for await (const _ of await client.chat.completions.create(WITH_USAGE));
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(outputOf(attributes)).toEqual([
      { type: "tool_call", id: "call_1", name: "add", arguments: { a: 1, b: 2 } },
      { type: "tool_call", id: "call_2", name: "add", arguments: { a: 3, b: 4 } },
    ]);
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_calls"]);
  });

  it("have all their choices", async () => {
    const parts = [
      chunk({ content: "x" }),
      chunk({ content: "y" }, null, 1),
      chunk({}, "length", 1),
      chunk({}, "stop"),
      usageChunk,
    ];
    const { client, finish } = await started(streamed(parts));
    for await (const _ of await client.chat.completions.create({ ...WITH_USAGE, n: 2 }));
    const { attributes } = (await finish()).span("chat gpt-4o");
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["stop", "length"]);
    expect(outputOf(attributes).map(({ content }) => content)).toEqual(["x", "y"]);
  });

  it("end without an error, with an estimate, when the caller breaks", async () => {
    const { client, finish } = await started(streamed(STREAM.slice(0, 3), "hang"));
    for await (const part of await client.chat.completions.create(REQUEST)) {
      if (part.choices[0].delta.content === "a") break;
    }
    const { span, violations } = await finish();
    expect(span("chat gpt-4o").status.code).toBe(0);
    expect(span("chat gpt-4o").attributes).toMatchObject({
      ...BROKEN,
      // Five characters were sent, one received: two tokens and one.
      "gen_ai.usage.input_tokens": 2,
      "gen_ai.usage.output_tokens": 1,
      "agentscribe.cost.usd": expect.any(Number),
    });
    expect(outputOf(span("chat gpt-4o").attributes)).toEqual([{ type: "text", content: "a" }]);
    expect(violations).toEqual([]);
  });

  it("end when the caller aborts by the controller or by its own signal", async () => {
    for (const own of [false, true]) {
      const { client, finish } = await started(streamed(STREAM.slice(0, 3), "hang"));
      const abort = new AbortController();
      const stream = await client.chat.completions.create(REQUEST, own ? { signal: abort.signal } : undefined);
      let text = "";
      try {
        for await (const part of stream) {
          text += part.choices[0].delta.content;
          if (text === "ab") setImmediate(() => (own ? abort : stream.controller).abort());
        }
      } catch (error) {
        expect((error as Error).name).toMatch(/Abort|Error/);
      }
      const { attributes } = (await finish()).span("chat gpt-4o");
      expect(attributes).toMatchObject(BROKEN);
      expect(outputOf(attributes)).toEqual([{ type: "text", content: "ab" }]);
    }
  });

  it("keep what was received when the provider fails in the middle, and give the caller the same error", async () => {
    const failure = { error: { message: "The server had an error", type: "server_error", code: "server_error" } };
    const { client, OpenAI, finish } = await started(streamed([...STREAM.slice(0, 3), failure]));
    const read = async (): Promise<unknown> => textOf(await client.chat.completions.create(REQUEST));
    expect(await errorOf(read())).toBeInstanceOf(OpenAI.APIError);
    const { span, violations } = await finish();
    expect(span("chat gpt-4o")).toMatchObject({
      status: { code: 2 },
      attributes: { ...BROKEN, "error.type": "server_error" },
    });
    expect(outputOf(span("chat gpt-4o").attributes)).toEqual([{ type: "text", content: "ab" }]);
    expect(violations).toEqual([]);
  });

  it("fail when the connection drops", async () => {
    const { client, finish } = await started(streamed(STREAM.slice(0, 3), "drop"));
    const error = await errorOf(client.chat.completions.create(REQUEST).then(textOf));
    expect(error).toBeInstanceOf(Error);
    const { span } = await finish();
    expect(span("chat gpt-4o")).toMatchObject({ status: { code: 2 }, attributes: BROKEN });
    expect(outputOf(span("chat gpt-4o").attributes)).toEqual([{ type: "text", content: "ab" }]);
  });

  it("end with a refused request", async () => {
    const { client, OpenAI, finish } = await started(failing(429, "rate_limit_exceeded"));
    expect(await errorOf(client.chat.completions.create(REQUEST))).toBeInstanceOf(OpenAI.RateLimitError);
    expect((await finish()).span("chat gpt-4o").attributes).toMatchObject({ "error.type": "rate_limit_exceeded" });
  });

  it("may be empty, cut inside a character, or no stream at all", async () => {
    const wire = Buffer.from(`data: ${JSON.stringify(chunk({ content: "grüße 👋" }, "stop"))}\n\ndata: [DONE]\n\n`);
    const bytes = Array.from(wire, (byte) => Uint8Array.of(byte));
    for (const [answer, text] of [
      [streamed([]), ""],
      [raw(bytes, { "content-type": "text/event-stream" }), "grüße 👋"],
      [json({ ok: true }), ""],
    ] as const) {
      const { client, OpenAI, finish } = await started(answer);
      const bare = new OpenAI({ apiKey: "none", baseURL: client.baseURL, maxRetries: 0 });
      const outcome = (made: Vendor): Promise<unknown> =>
        made.chat.completions
          .create(REQUEST)
          .then(textOf)
          .catch((error: Error) => error.message);
      expect(await outcome(client)).toEqual(text);
      expect(await outcome(bare)).toEqual(text);
      const { spans, violations } = await finish();
      expect(spans).toHaveLength(1);
      expect(withoutMissing(violations)).toEqual([]);
    }
  });

  it("have 20,000 chunks, each seen once and in order", async () => {
    const parts = Array.from(
      { length: 20_000 },
      (_, index) => `data: ${JSON.stringify(chunk({ content: `${index},` }))}\n\n`,
    ).join("");
    const { client, finish } = await started(raw([parts, "data: [DONE]\n\n"], { "content-type": "text/event-stream" }));
    const text = await textOf(await client.chat.completions.create(REQUEST));
    expect(text.split(",").length).toBe(20_001);
    expect((await finish()).spans).toHaveLength(1);
  });
});
