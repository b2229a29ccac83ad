import { describe, expect, it, vi } from "vitest";
import { drop, hang, json, raw, sse } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { ASK, answer, DONE, MODEL, SPAN, startGoogle, USAGE } from "./start-google.ts";

const BILLED = {
  promptTokenCount: 100,
  cachedContentTokenCount: 40,
  toolUsePromptTokenCount: 7,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 11,
  totalTokenCount: 123,
  promptTokensDetails: [
    { modality: "TEXT", tokenCount: 60 },
    { modality: "AUDIO", tokenCount: 20 },
    { modality: "IMAGE", tokenCount: 20 },
  ],
  cacheTokensDetails: [
    { modality: "AUDIO", tokenCount: 8 },
    { modality: "TEXT", tokenCount: 22 },
    { modality: "IMAGE", tokenCount: 10 },
  ],
};

describe.each<VendorSet>(["newest", "previous"])("wrapGoogleGenAI() with @google/genai, %s", (set) => {
  it("records an answer with thoughts, tool use, cached and audio tokens counted once", async () => {
    const { client, finish } = await startGoogle(set, [json(answer({ finishReason: "STOP", usage: BILLED }))]);
    const response = await client.models.generateContent(ASK);
    expect(response.text).toBe("Hello");
    const all = await finish();
    const { attributes } = all.span(SPAN);
    expect(attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.gemini",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0,
      "gen_ai.request.max_tokens": 64,
      "gen_ai.response.id": "resp-1",
      "gen_ai.response.model": MODEL,
      "gen_ai.response.finish_reasons": ["STOP"],
      "gen_ai.usage.input_tokens": 107,
      "gen_ai.usage.output_tokens": 16,
      "gen_ai.usage.cache_read.input_tokens": 40,
      "gen_ai.usage.reasoning.output_tokens": 11,
      "gen_ai.usage.audio.input_tokens": 20,
      "gen_ai.usage.image.input_tokens": 20,
      "gen_ai.usage.audio.cache_read.input_tokens": 8,
      "gen_ai.usage.text.cache_read.input_tokens": 22,
      "gen_ai.usage.image.cache_read.input_tokens": 10,
      "server.address": "127.0.0.1",
      "agentscribe.cost.status": "ok",
    });
    const cached = all.points("gen_ai.client.inference.usage.cache_read.input_tokens");
    expect(cached.map((point) => [point.attributes["gen_ai.token.modality"], point.value])).toEqual([
      ["text", 22],
      ["audio", 8],
      ["image", 10],
    ]);
    expect(BILLED.totalTokenCount).toBe(
      Number(attributes["gen_ai.usage.input_tokens"]) + Number(attributes["gen_ai.usage.output_tokens"]),
    );
    expect(all.violations).toEqual([]);
  });

  it("keeps the last of the cumulative usage of a stream, and all its candidates and tool calls", async () => {
    const call = (name: string, id: string) => ({ functionCall: { id, name, args: { city: name } } });
    const { client, finish } = await startGoogle(
      set,
      [
        sse([
          answer({ parts: [{ text: "Let me think", thought: true }], usage: { ...USAGE, candidatesTokenCount: 1 } }),
          answer({ parts: [{ text: "other" }], index: 1, finishReason: "STOP" }),
          answer({ parts: [call("one", "c1")], usage: { ...USAGE, candidatesTokenCount: 3 } }),
          answer({ parts: [call("two", "c2")], finishReason: "STOP", usage: { ...USAGE, thoughtsTokenCount: 2 } }),
        ]),
      ],
      { telemetry: { capture: "full" } },
    );
    const seen: unknown[] = [];
    for await (const chunk of await client.models.generateContentStream(ASK)) seen.push(chunk.candidates[0].index);
    expect(seen).toEqual([0, 1, 0, 0]);
    const all = await finish();
    const { attributes } = all.span(SPAN);
    expect(attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.response.finish_reasons": ["STOP", "STOP"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    const [first, second] = JSON.parse(String(attributes["gen_ai.output.messages"]));
    expect(first.parts).toMatchObject([
      { type: "reasoning", content: "Let me think" },
      { type: "tool_call", id: "c1", name: "one", arguments: { city: "one" } },
      { type: "tool_call", id: "c2", name: "two", arguments: { city: "two" } },
    ]);
    expect(second.parts).toMatchObject([{ type: "text", content: "other" }]);
    expect(all.violations).toEqual([]);
  });

  it("records prompts, instructions and tools when content is captured", async () => {
    const { client, finish } = await startGoogle(set, [json(DONE)], { telemetry: { capture: "full" } });
    await client.models.generateContent({
      model: MODEL,
      contents: [{ role: "user", parts: [{ text: "weather?" }] }],
      config: {
        systemInstruction: "be brief",
        responseMimeType: "application/json",
        candidateCount: 2,
        seed: 0,
        stopSequences: ["END"],
        tools: [{ functionDeclarations: [{ name: "weather", description: "tells the weather" }] }],
      },
    });
    const all = await finish();
    const { attributes } = all.span(SPAN);
    expect(attributes).toMatchObject({
      "gen_ai.request.seed": 0,
      "gen_ai.request.choice.count": 2,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.output.type": "json",
    });
    expect(String(attributes["gen_ai.input.messages"])).toContain("weather?");
    expect(String(attributes["gen_ai.system_instructions"])).toContain("be brief");
    expect(String(attributes["gen_ai.tool.definitions"])).toContain('"weather"');
    expect(all.violations).toEqual([]);
  });

  it("calls no getter of a chunk that writes warnings", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const call = { functionCall: { name: "one", args: {} } };
    const { client, finish } = await startGoogle(set, [sse([answer({ parts: [call] }), DONE]), json(DONE)]);
    for await (const chunk of await client.models.generateContentStream(ASK)) expect(chunk.candidates).toHaveLength(1);
    await client.models.generateContent(ASK);
    expect((await finish()).spans).toHaveLength(2);
    expect(warn.mock.calls).toEqual([]);
    warn.mockRestore();
  });

  it("ends the span without an error when the caller leaves a stream", async () => {
    const chunks = [answer({ parts: [{ text: "a" }], usage: USAGE }), answer({ parts: [{ text: "b" }] })];
    const { client, finish } = await startGoogle(set, [sse(chunks, "hang")]);
    for await (const chunk of await client.models.generateContentStream(ASK)) {
      expect(chunk.text).toBe("a");
      break;
    }
    const span = (await finish()).span(SPAN);
    expect(span.status?.code ?? 0).not.toBe(2);
    expect(span.attributes).toMatchObject({ "gen_ai.request.stream": true, "gen_ai.usage.input_tokens": 10 });
  });

  it("records a stream that is read by `next()`, without the client's continuation around it", async () => {
    const { client, finish } = await startGoogle(set, [sse([answer(), DONE])]);
    const stream = await client.models.generateContentStream({
      ...ASK,
      config: { ...ASK.config, automaticContinuation: false },
    });
    expect((await stream.next()).value.text).toBe("Hello");
    expect((await stream.next()).value.text).toBe("Hello");
    expect((await stream.next()).done).toBe(true);
    expect((await finish()).span(SPAN).attributes).toMatchObject({ "gen_ai.usage.output_tokens": 5 });
  });

  it("keeps partial output and the caller's error when the provider fails in mid-stream", async () => {
    const failure = { error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } };
    const { client, vendor, finish } = await startGoogle(
      set,
      [sse([answer({ parts: [{ text: "par" }], usage: USAGE }), failure])],
      { telemetry: { capture: "full" } },
    );
    const read = async () => {
      for await (const chunk of await client.models.generateContentStream(ASK)) expect(chunk.text).toBe("par");
    };
    const error = await read().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(vendor.ApiError);
    const span = (await finish()).spans.find(({ name }) => name === SPAN);
    expect(span?.status?.code).toBe(2);
    expect(span?.attributes["error.type"]).toBe("503");
    expect(String(span?.attributes["gen_ai.output.messages"])).toContain("par");
  });

  it("records a dropped connection in mid-stream as an error", async () => {
    const { client, finish } = await startGoogle(set, [sse([answer({ parts: [{ text: "par" }] })], "drop"), drop()]);
    const read = async () => {
      for await (const chunk of await client.models.generateContentStream(ASK)) expect(chunk.text).toBe("par");
    };
    await expect(read()).rejects.toThrow();
    const [span] = (await finish()).spans;
    expect(span?.status?.code).toBe(2);
    expect(span?.attributes["error.type"]).toEqual(expect.any(String));
  });

  it("records a refusal of the provider, with the caller's own error", async () => {
    const { client, vendor, finish } = await startGoogle(set, [
      json({ error: { code: 429, message: "quota", status: "RESOURCE_EXHAUSTED" } }, 429),
    ]);
    const error = await client.models.generateContent(ASK).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(vendor.ApiError);
    expect(error.status).toBe(429);
    const all = await finish();
    expect(all.span(SPAN).attributes["error.type"]).toBe("RESOURCE_EXHAUSTED");
    expect(all.event("agentscribe.rate_limit").attributes).toMatchObject({ "agentscribe.rate_limit.limited": true });
  });

  it("records the client's own retries as events of one call", async () => {
    const { client, server, finish } = await startGoogle(
      set,
      [json({ error: { code: 429, message: "quota", status: "RESOURCE_EXHAUSTED" } }, 429), json(DONE)],
      { httpOptions: { retryOptions: { attempts: 3, initialDelay: 0.001, maxDelay: 0.002 } } },
    );
    await client.models.generateContent(ASK);
    expect(server.requests).toHaveLength(2);
    const all = await finish();
    expect(all.spans).toHaveLength(1);
    expect(all.span(SPAN).attributes["agentscribe.llm.retries"]).toBe(1);
    expect(all.event("agentscribe.retry").attributes).toMatchObject({ "error.type": "429" });
  });

  it("ends the span of a call that is aborted before the answer", async () => {
    const { client, finish } = await startGoogle(set, [hang()]);
    const abort = new AbortController();
    const call = client.models.generateContent({ ...ASK, config: { abortSignal: abort.signal } });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect((await finish()).span(SPAN).attributes["error.type"]).toBe("AbortError");
  });

  it("ends the span of a stream that is aborted", async () => {
    const { client, finish } = await startGoogle(set, [sse([answer({ parts: [{ text: "a" }] })], "hang")]);
    const abort = new AbortController();
    const read = async () => {
      const config = { abortSignal: abort.signal };
      for await (const chunk of await client.models.generateContentStream({ ...ASK, config })) {
        expect(chunk.text).toBe("a");
        abort.abort();
      }
    };
    await expect(read()).rejects.toThrow();
    const [span] = (await finish()).spans;
    expect(span?.attributes["error.type"]).toBe("AbortError");
  });

  it("gives odd answers to the caller as an unwrapped client does", async () => {
    const odd = [
      json({ ...DONE, usageMetadata: null }),
      json({ ...DONE, usageMetadata: "many" }),
      json({ ...DONE, modelVersion: "gemini-99-unheard" }),
      json({}),
      json(answer({ parts: [{ functionCall: { name: "big", args: { text: "x".repeat(5_000_000) } } }] })),
    ];
    const { client, unwrap, finish } = await startGoogle(set, [...odd, ...odd]);
    const ask = async () => {
      const seen: unknown[] = [];
      for (const _ of odd) {
        const settled = client.models.generateContent(ASK);
        seen.push(
          await settled.then(
            (response: { candidates?: { content: { parts: unknown[] } }[] }) => response.candidates?.[0]?.content,
            (error: Error) => error.message,
          ),
        );
      }
      return seen;
    };
    const wrapped = await ask();
    const { spans } = await finish();
    unwrap(client);
    expect(wrapped).toEqual(await ask());
    expect(spans.map(({ status }) => status?.code ?? 0)).toEqual([0, 0, 0, 0, 0]);
    expect(spans[2]?.attributes).toMatchObject({ "agentscribe.cost.status": "unpriced" });
    expect(spans[2]?.attributes).not.toHaveProperty("agentscribe.cost.usd");
  });

  it("fails as the client does on HTML with status 200 and on a stream that ends in the middle of an event", async () => {
    const { client, finish } = await startGoogle(set, [
      raw(["<html>gateway</html>"], { "content-type": "text/html" }),
      raw(['data: {"candidates": ['], { "content-type": "text/event-stream" }),
    ]);
    await expect(client.models.generateContent(ASK)).rejects.toBeInstanceOf(SyntaxError);
    const read = async () => {
      for await (const _ of await client.models.generateContentStream(ASK)) expect.unreachable();
    };
    await read().catch(() => undefined);
    const { spans } = await finish();
    expect(spans[0]?.attributes["error.type"]).toBe("SyntaxError");
    expect(spans[1]?.status?.code).toBe(2);
  });

  it("reads events that are cut inside a character, and an empty stream", async () => {
    const event = Buffer.from(`data: ${JSON.stringify(answer({ parts: [{ text: "é" }], usage: USAGE }))}\r\n\r\n`);
    const cut = event.indexOf(0xc3) + 1;
    const { client, finish } = await startGoogle(
      set,
      [
        raw([event.subarray(0, cut), event.subarray(cut)], { "content-type": "text/event-stream" }),
        raw([], { "content-type": "text/event-stream" }),
      ],
      { telemetry: { capture: "full" } },
    );
    const read = async () => {
      let text = "";
      for await (const chunk of await client.models.generateContentStream(ASK)) text += chunk.text;
      return text;
    };
    expect(await read()).toBe("é");
    expect(await read()).toBe("");
    const { spans } = await finish();
    expect(String(spans[0]?.attributes["gen_ai.output.messages"])).toContain("é");
    expect(spans).toHaveLength(2);
  });

  it("adds nothing to a call that is recorded by hand", async () => {
    const { client, telemetry, finish } = await startGoogle(set, [json(DONE)]);
    await telemetry.llm({ provider: "gcp.gemini", model: "by hand" }, () => client.models.generateContent(ASK));
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["chat by hand"]);
  });
});
