import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentFetch, instrumentHttp } from "../../../src/instrumentation/fetch/index.ts";
import { modelTraffic } from "../../../src/instrumentation/http/model-traffic.ts";
import { bedrockEvent } from "../../support/event-stream.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, drop, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type VendorSet } from "../load.ts";

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
};
const CHUNKS = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "héllo" }, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
].map((chunk) => ({ id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o", ...chunk }));
const ASK = JSON.stringify({ model: "gpt-4o", temperature: 0, messages: [{ role: "user", content: "hello" }] });
const PATH = "/v1/chat/completions";

const CONVERSED = {
  output: { message: { role: "assistant", content: [{ text: "hello" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
  metrics: { latencyMs: 1 },
};
const CONVERSING = Buffer.concat([
  bedrockEvent("messageStart", { role: "assistant" }),
  bedrockEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "hello" } }),
  bedrockEvent("contentBlockStop", { contentBlockIndex: 0 }),
  bedrockEvent("messageStop", { stopReason: "end_turn" }),
  bedrockEvent("metadata", { usage: CONVERSED.usage, metrics: { latencyMs: 1 } }),
]);

let undo: () => void;
beforeEach(() => {
  undo = instrumentHttp();
});
afterEach(() => undo());

async function start(...answers: Answer[]) {
  const server = await startScriptedServer(...answers);
  return { ...(await startRecording({ capture: "full" })), server };
}

const told = (usage: { input: number; output: number }): object => ({
  "gen_ai.provider.name": "openai",
  "gen_ai.request.temperature": 0,
  "gen_ai.usage.input_tokens": usage.input,
  "gen_ai.usage.output_tokens": usage.output,
  "server.address": "127.0.0.1",
});

/** Asks by `node:http` and gives what came. */
function ask(url: string, body: string | Readable = ASK): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${PATH}`, { method: "POST" }, (response) => {
      response.setEncoding("utf8");
      let text = "";
      response.on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve(text));
      response.on("error", reject);
    });
    request.on("error", reject);
    if (typeof body === "string") request.end(body);
    else body.pipe(request);
  });
}

describe("instrumentHttp() and node:http", () => {
  it("records an answer and a stream, whatever the client does with them", async () => {
    const { server, finish } = await start(json(COMPLETION), sse(CHUNKS, "done"));
    expect(JSON.parse(await ask(server.url))).toEqual(COMPLETION);
    expect(await ask(server.url, Readable.from([ASK.slice(0, 20), ASK.slice(20)]))).toContain("héllo");
    const all = await finish();
    expect(all.spans[0]?.attributes).toMatchObject(told({ input: 12, output: 3 }));
    expect(all.spans[1]?.attributes).toMatchObject({
      ...told({ input: 9, output: 2 }),
      "gen_ai.request.stream": true,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(all.violations).toEqual([]);
  });

  it("unpacks what was packed", async () => {
    const { server, collect } = await start(
      raw([gzipSync(JSON.stringify(COMPLETION))], { "content-type": "application/json", "content-encoding": "gzip" }),
    );
    await ask(server.url);
    await expect.poll(async () => (await collect()).spans.length).toBe(1);
    expect((await collect()).span("chat gpt-4o").attributes).toMatchObject(told({ input: 12, output: 3 }));
  });

  it("lets an answer that nobody listens to go by as before", async () => {
    const { server, finish } = await start(json(COMPLETION));
    await new Promise((closed) => {
      http.request(`${server.url}${PATH}`, { method: "POST" }).on("close", closed).end(ASK);
    });
    expect((await finish()).spans).toHaveLength(1);
  });

  it("records statuses of errors, broken connections and answers that were left", async () => {
    const limited = json({ error: { code: "rate_limit_exceeded" } }, 429);
    const { server, finish } = await start(limited, drop(), sse(CHUNKS.slice(0, 1), "drop"), sse(CHUNKS, "hang"));
    await ask(server.url);
    await expect(ask(server.url)).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(ask(server.url)).rejects.toMatchObject({ code: "ECONNRESET" });
    await new Promise((closed) => {
      const request = http.request(`${server.url}${PATH}`, { method: "POST" }, (response) => {
        response.once("data", () => response.destroy());
        response.on("close", closed);
      });
      request.end(ASK);
    });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([
      "rate_limit_exceeded",
      "ECONNRESET",
      "ECONNRESET",
      undefined,
    ]);
  });

  it("adds nothing to what a scope, a wrapper or fetch records, and counts it", async () => {
    const { server, telemetry, finish } = await start(json(COMPLETION));
    const before = { ...modelTraffic() };
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, () => ask(server.url));
    const restore = instrumentFetch();
    onTestFinished(restore);
    await (await fetch(`${server.url}${PATH}`, { method: "POST", body: ASK })).json();
    expect((await finish()).spans).toHaveLength(2);
    expect(modelTraffic()).toMatchObject({ covered: before.covered + 2, recorded: before.recorded });
  });

  it("counts what nobody recorded, and says so once in debug mode", async () => {
    const { server, telemetry } = await start(json(COMPLETION));
    await telemetry.shutdown();
    vi.stubEnv("AGENTSCRIBE_DEBUG", "1");
    const lines: string[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
    onTestFinished(() => write.mockRestore());
    modelTraffic().untraced.clear();
    await ask(server.url);
    await ask(server.url);
    expect([...modelTraffic().untraced]).toEqual([["openai chat 127.0.0.1", 2]]);
    expect(lines.filter((line) => line.includes("was not traced"))).toHaveLength(1);
  });

  it("leaves requests as they are after it was undone", async () => {
    const { server, finish } = await start(json(COMPLETION));
    undo();
    await ask(server.url);
    expect((await finish()).spans).toEqual([]);
  });
});

describe.each<VendorSet>(["newest", "previous", "older"])("instrumentHttp() and undici, %s", (set) => {
  it("records request(), stream and fetch of the package", async () => {
    const { server, finish } = await start(json(COMPLETION), sse(CHUNKS, "done"), json(COMPLETION));
    const undici = requireVendor(set, "undici");
    const init = { method: "POST", body: ASK, headers: { "content-type": "application/json" } };
    expect(await (await undici.request(`${server.url}${PATH}`, init)).body.json()).toEqual(COMPLETION);
    expect(await (await undici.request(`${server.url}${PATH}`, init)).body.text()).toContain("héllo");
    expect(await (await undici.fetch(`${server.url}${PATH}`, init)).json()).toEqual(COMPLETION);
    const all = await finish();
    expect(all.spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([12, 9, 12]);
    expect(all.spans[1]?.attributes).toMatchObject({ "gen_ai.request.stream": true });
    expect(all.violations).toEqual([]);
  });

  it("records an abort before the answer as an error, one after it as left", async () => {
    const { server, collect } = await start(() => undefined, sse(CHUNKS.slice(0, 1), "hang"));
    const undici = requireVendor(set, "undici");
    const init = { method: "POST", body: ASK };
    const first = new AbortController();
    const pending = undici.request(`${server.url}${PATH}`, { ...init, signal: first.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    first.abort();
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
    const { body } = await undici.request(`${server.url}${PATH}`, init);
    for await (const _ of body) break;
    await expect.poll(async () => (await collect()).spans.length).toBe(2);
    const { spans } = await collect();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([
      expect.stringMatching(/^(AbortError|UND_ERR_ABORTED)$/),
      undefined,
    ]);
  });
});

describe("instrumentHttp() and a provider's own host", () => {
  it("says that a moderation of OpenAI costs nothing, and what a transcription is", async () => {
    const { server, finish } = await start(
      json({ id: "m", model: "omni-moderation-latest", results: [{ flagged: false, categories: {} }] }),
      json({ text: "hello" }),
    );
    const undici = requireVendor("newest", "undici");
    const connect = (_: unknown, done: (error: Error | null, socket: net.Socket) => void): void => {
      const socket = net.connect(Number(new URL(server.url).port), "127.0.0.1", () => done(null, socket));
    };
    const dispatcher = new undici.Agent({ connect });
    onTestFinished(() => dispatcher.close());
    const ask = async (path: string, body: string, headers: object): Promise<void> => {
      const url = `https://api.openai.com/v1/${path}`;
      await (await undici.request(url, { method: "POST", headers, body, dispatcher })).body.text();
    };
    await ask("moderations", JSON.stringify({ model: "omni-moderation-latest", input: "hello" }), {});
    const field = (name: string, value: string) => `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
    const form = `${field('name="file"; filename="a.wav"', "\0\u0001")}${field('name="model"', "whisper-1")}--b--\r\n`;
    await ask("audio/transcriptions", form, { "content-type": "multipart/form-data; boundary=b" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes)).toMatchObject([
      { "agentscribe.cost.usd": 0, "agentscribe.llm.purpose": "moderation", "server.address": "api.openai.com" },
      { "gen_ai.output.type": "text", "gen_ai.request.model": "whisper-1" },
    ]);
  });
});

describe("instrumentHttp() and the platform's fetch", () => {
  it("records one call of a request that is sent on to another address", async () => {
    const { server, finish } = await start(json({}, 307, { location: PATH }), json(COMPLETION));
    expect(await (await fetch(`${server.url}${PATH}`, { method: "POST", body: ASK })).json()).toEqual(COMPLETION);
    expect(server.requests).toHaveLength(2);
    expect((await finish()).spans.map(({ attributes }) => attributes)).toMatchObject([told({ input: 12, output: 3 })]);
  });

  it("keeps what a stream said when its reader leaves then, and takes a reason that is no error for leaving", async () => {
    const error = { error: { type: "server_error", code: "overloaded", message: "no" } };
    const { server, finish } = await start(
      sse([CHUNKS[0], error], "hang"),
      sse([...CHUNKS, "[DONE]"], "hang"),
      sse(CHUNKS.slice(0, 1), "hang"),
    );
    for (const last of ["overloaded", "[DONE]", "héllo"]) {
      const { body } = await fetch(`${server.url}${PATH}`, { method: "POST", body: ASK });
      const reader = body?.getReader();
      for (let text = ""; !text.includes(last); ) text += Buffer.from((await reader?.read())?.value ?? []).toString();
      await reader?.cancel("enough");
    }
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual(["overloaded", undefined, undefined]);
  });
});

describe("instrumentHttp() and AWS's client for Bedrock, not wrapped", () => {
  const ask = {
    modelId: "anthropic.claude-sonnet-4-5-20250929-v1:0",
    messages: [{ role: "user", content: [{ text: "hi" }] }],
    inferenceConfig: { temperature: 0 },
  };
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };

  async function converse(endpoint: string, requestHandler?: unknown) {
    const aws = await loadVendor("newest", "@aws-sdk/client-bedrock-runtime");
    const client = new aws.BedrockRuntimeClient({
      region: "us-east-1",
      endpoint,
      credentials,
      ...(requestHandler !== undefined && { requestHandler }),
    });
    onTestFinished(() => client.destroy());
    const answer = await client.send(new aws.ConverseCommand(ask));
    expect(answer.output.message.content[0].text).toBe("hello");
    const { stream } = await client.send(new aws.ConverseStreamCommand(ask));
    const events: string[] = [];
    for await (const event of stream) events.push(...Object.keys(event));
    expect(events).toContain("metadata");
  }

  const expectCalls = (spans: readonly { attributes: Record<string, unknown> }[]): void => {
    expect(spans).toHaveLength(2);
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        "gen_ai.provider.name": "aws.bedrock",
        "gen_ai.request.model": ask.modelId,
        "gen_ai.request.temperature": 0,
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 2,
        "gen_ai.response.finish_reasons": ["end_turn"],
      });
    }
  };

  it("records an answer and an event stream over HTTP/1", async () => {
    const { server, finish } = await start(
      json(CONVERSED),
      raw([CONVERSING.subarray(0, 50), CONVERSING.subarray(50)], {
        "content-type": "application/vnd.amazon.eventstream",
      }),
    );
    const { NodeHttpHandler } = await loadVendor("newest", "@smithy/node-http-handler");
    await converse(server.url, new NodeHttpHandler());
    const all = await finish();
    expectCalls(all.spans as never);
    // Bedrock's answers name neither themselves nor their model.
    expect(all.violations.filter((one) => !/gen_ai\.response\.(id|model)$/.test(one))).toEqual([]);
  });

  it("records the same over HTTP/2, which is what the client uses", async () => {
    const server = http2.createServer((request, response) => {
      const isStream = request.url.endsWith("converse-stream");
      request.resume();
      response.setHeader("content-type", isStream ? "application/vnd.amazon.eventstream" : "application/json");
      response.end(isStream ? CONVERSING : JSON.stringify(CONVERSED));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => new Promise((closed) => server.close(() => closed())));
    const recording = await startRecording();
    await converse(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expectCalls((await recording.finish()).spans as never);
  });
});
