import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { wrapBedrock } from "../../../src/instrumentation/bedrock/index.ts";
import { wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { recordCassette, replayCassette } from "../../../src/testing/cassette/index.ts";
import { createTestTelemetry, type ModelScript, startModelServer } from "../../../src/testing/index.ts";
import { cassettePath } from "../../integration/testing/cassette/cassette-run.ts";
import { event } from "../../support/aws-event-stream.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

interface Outcome {
  readonly result: unknown;
  readonly trace: unknown;
}

/** Runs an agent while its cassette is recorded, and again when nobody answers any more. */
async function twice(agent: () => Promise<unknown>, close: () => Promise<void>): Promise<readonly [Outcome, Outcome]> {
  const path = cassettePath();
  const run = async (): Promise<Outcome> => {
    const telemetry = createTestTelemetry();
    const result = await telemetry.run(agent);
    await telemetry.shutdown();
    return { result, trace: telemetry.normalised() };
  };
  const recording = recordCassette({ path });
  const first = await run();
  await recording.stop();
  expect(recording.counts.written).toBeGreaterThan(0);
  await close();
  const replay = replayCassette({ path });
  try {
    const second = await run();
    replay.assertAllUsed();
    return [first, second];
  } finally {
    await replay.stop();
  }
}

const TURNS: ModelScript = [
  { text: "A whole answer." },
  { text: "One that comes in a few pieces." },
  { error: 529 },
  { text: "At last" },
];

describe.each<readonly [VendorSet, "esm" | "cjs"]>([
  ["newest", "esm"],
  ["newest", "cjs"],
  ["previous", "esm"],
])("a cassette of Anthropic's client, %s, %s", (set, loading) => {
  it("plays answers, streams and what was tried again", async () => {
    const server = await startModelServer({ turns: TURNS });
    onTestFinished(() => server.close());
    const vendor: Vendor =
      loading === "esm" ? await loadVendor(set, "@anthropic-ai/sdk") : requireVendor(set, "@anthropic-ai/sdk");
    const [first, second] = await twice(
      async () => {
        const client: Vendor = wrapAnthropic(
          new vendor.Anthropic({ apiKey: "none", baseURL: server.url, maxRetries: 1 }),
        );
        const ask = { model: "claude-opus-4-1", max_tokens: 64, messages: [{ role: "user", content: "hello" }] };
        const whole = await client.messages.create(ask);
        const pieces: unknown[] = [];
        for await (const piece of await client.messages.create({ ...ask, stream: true })) pieces.push(piece);
        return [whole, pieces, await client.messages.create(ask)];
      },
      () => server.close(),
    );
    expect(JSON.stringify(first.result)).toContain("A whole answer.");
    expect(second).toEqual(first);
  });
});

describe.each<VendorSet>(["newest", "previous"])("a cassette of Google's client, %s", (set) => {
  it("plays answers and streams", async () => {
    const server = await startModelServer({ turns: TURNS });
    onTestFinished(() => server.close());
    const vendor = await loadVendor(set, "@google/genai");
    const [first, second] = await twice(
      async () => {
        const client: Vendor = wrapGoogleGenAI(
          new vendor.GoogleGenAI({
            apiKey: "AIzaSyD-0123456789abcdefghijklmnopqrstu",
            httpOptions: { baseUrl: server.url },
          }),
        );
        const ask = { model: "gemini-2.5-flash", contents: "hello" };
        const whole = (await client.models.generateContent(ask)).text;
        const pieces: unknown[] = [];
        for await (const piece of await client.models.generateContentStream(ask)) pieces.push(piece.text);
        return [whole, pieces];
      },
      () => server.close(),
    );
    expect(first.result).toEqual(["A whole answer.", expect.any(Array)]);
    expect(second).toEqual(first);
  });
});

describe.each(["NodeHttpHandler", "NodeHttp2Handler"])(
  "a cassette of AWS's client for Bedrock with its %s",
  (handler) => {
    it("plays an event stream as it came", async () => {
      const frames = [
        event("messageStart", { role: "assistant" }),
        ...["Hel", "lo"].map((text) => event("contentBlockDelta", { contentBlockIndex: 0, delta: { text } })),
        event("messageStop", { stopReason: "end_turn" }),
        event("metadata", { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 }, metrics: { latencyMs: 80 } }),
      ];
      const { url, close } = await startAws(handler === "NodeHttp2Handler", frames);
      const aws = await loadVendor("newest", "@aws-sdk/client-bedrock-runtime");
      const handlers = await loadVendor("newest", "@smithy/node-http-handler");
      const [first, second] = await twice(async () => {
        const client: Vendor = wrapBedrock(
          new aws.BedrockRuntimeClient({
            region: "eu-west-1",
            endpoint: url,
            credentials: { accessKeyId: "none", secretAccessKey: "none" },
            maxAttempts: 1,
            requestHandler: new handlers[handler](),
          }),
        );
        const messages = [{ role: "user", content: [{ text: "hello" }] }];
        const output = await client.send(new aws.ConverseStreamCommand({ modelId: "amazon.nova-lite-v1:0", messages }));
        const seen: unknown[] = [];
        for await (const part of output.stream) seen.push(part);
        client.destroy();
        return seen;
      }, close);
      expect(first.result).toHaveLength(5);
      expect(second).toEqual(first);
    });
  },
);

async function startAws(isHttp2: boolean, frames: readonly Buffer[]): Promise<{ url: string; close(): Promise<void> }> {
  const headers = { "content-type": "application/vnd.amazon.eventstream", "x-amzn-requestid": "r-1" };
  const { createServer }: Vendor = isHttp2 ? http2 : await import("node:http");
  const server = createServer((request: Vendor, response: Vendor) => {
    request.resume().on("end", async () => {
      response.writeHead(200, headers);
      for (const frame of frames) {
        response.write(frame);
        await new Promise(setImmediate);
      }
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const close = (): Promise<void> => {
    (server as Vendor).closeAllConnections?.();
    return new Promise((closed) => server.close(() => closed()));
  };
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe("a cassette of undici from the registry", () => {
  it("plays its functions with the dispatcher of the process, and stops those with one of their own", async () => {
    const server = await startModelServer({ turns: TURNS });
    onTestFinished(() => server.close());
    const undici = await loadVendor("newest", "undici");
    const ask = async (options: object = {}): Promise<unknown> => {
      const body = JSON.stringify({ model: "m", messages: [] });
      const answer = await undici.request(`${server.openaiUrl}/chat/completions`, { method: "POST", body, ...options });
      return [answer.statusCode, await answer.body.json()];
    };
    const path = cassettePath();
    const recording = recordCassette({ path });
    const first = await ask();
    await recording.stop();
    const replay = replayCassette({ path });
    expect(await ask()).toEqual(first);
    const dispatcher = new undici.Agent();
    await expect(ask({ dispatcher })).rejects.toThrow("it was not sent");
    const own = new undici.Agent();
    const response = await fetch(`${server.openaiUrl}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "new" }] }),
      dispatcher: own,
    } as RequestInit);
    expect(response.status).toBe(400);
    await replay.stop();
    await Promise.all([dispatcher.destroy(), own.destroy()]);
    expect(server.requests).toHaveLength(1);
  });
});
