import { describe, expect, it } from "vitest";
import { event, frame } from "../../support/aws-event-stream.ts";
import { type Answer, json, raw } from "../../support/scripted-server.ts";
import { ASK, type Loading, MODEL, startBedrock, withoutSilence } from "./support.ts";

const text = (piece: string, contentBlockIndex = 0): Buffer =>
  event("contentBlockDelta", { contentBlockIndex, delta: { text: piece } });

const START = event("messageStart", { role: "assistant" });
const STOP = event("messageStop", { stopReason: "end_turn" });
const METADATA = event("metadata", {
  usage: { inputTokens: 10, outputTokens: 5, totalTokens: 45, cacheReadInputTokens: 30 },
  metrics: { latencyMs: 80 },
});

function stream(...frames: readonly Buffer[]): Answer {
  return raw(frames, { "content-type": "application/vnd.amazon.eventstream", "x-amzn-requestid": "r-2" });
}

describe.each<Loading>(["esm", "cjs"])("wrapBedrock() with ConverseStream, %s", (loading) => {
  it("records usage, the time to the first chunk and the reason", async () => {
    const { client, aws, finish } = await startBedrock(loading, stream(START, text("Hel"), text("lo"), STOP, METADATA));
    const output = await client.send(new aws.ConverseStreamCommand(ASK));
    const seen: unknown[] = [];
    for await (const part of output.stream) seen.push(part.contentBlockDelta?.delta.text);
    expect(seen.filter(Boolean)).toEqual(["Hel", "lo"]);
    const all = await finish();
    expect(withoutSilence(all.violations)).toEqual([]);
    expect(all.span(`chat ${MODEL}`).attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.usage.input_tokens": 40,
      "gen_ai.usage.cache_read.input_tokens": 30,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.response.finish_reasons": ["end_turn"],
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
      "agentscribe.request_id": "r-2",
      "agentscribe.cost.status": "ok",
      "agentscribe.response.server_latency_ms": 80,
    });
  });

  it("rebuilds interleaved tool calls, and reasoning", async () => {
    const tool = (contentBlockIndex: number, name: string): Buffer =>
      event("contentBlockStart", { contentBlockIndex, start: { toolUse: { toolUseId: `t-${name}`, name } } });
    const input = (contentBlockIndex: number, piece: string): Buffer =>
      event("contentBlockDelta", { contentBlockIndex, delta: { toolUse: { input: piece } } });
    const { client, aws, finish } = await startBedrock(
      loading,
      stream(
        START,
        event("contentBlockDelta", { contentBlockIndex: 0, delta: { reasoningContent: { text: "hmm" } } }),
        tool(1, "first"),
        tool(2, "second"),
        input(1, '{"a"'),
        input(2, '{"b":'),
        input(1, ":1}"),
        input(2, "2}"),
        event("messageStop", { stopReason: "tool_use" }),
        METADATA,
      ),
    );
    const output = await client.send(new aws.ConverseStreamCommand(ASK));
    for await (const _ of output.stream);
    const { attributes } = (await finish()).span(`chat ${MODEL}`);
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_use"]);
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
      {
        parts: [
          { type: "reasoning", content: "hmm" },
          { type: "tool_call", id: "t-first", name: "first", arguments: { a: 1 } },
          { type: "tool_call", id: "t-second", name: "second", arguments: { b: 2 } },
        ],
      },
    ]);
  });

  it("ends the span without an error when the caller leaves the stream", async () => {
    const { client, aws, finish } = await startBedrock(loading, stream(START, text("a"), text("b"), STOP, METADATA));
    const output = await client.send(new aws.ConverseStreamCommand(ASK));
    for await (const part of output.stream) if (part.contentBlockDelta !== undefined) break;
    const span = (await finish()).span(`chat ${MODEL}`);
    expect(span.status.code).not.toBe(2);
    expect(span.attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "agentscribe.output.size": expect.any(Number),
      "agentscribe.cost.status": "incomplete",
    });
  });

  it.each([
    [
      "a modelled exception",
      frame("exception", "throttlingException", { message: "slow down" }),
      "ThrottlingException",
    ],
    ["an error without a model", frame("error", "InternalFailure", "broken"), "InternalFailure"],
  ])("records %s in mid-stream with what came before", async (_, broken, type) => {
    const { client, aws, finish } = await startBedrock(loading, stream(START, text("Hel"), broken));
    const output = await client.send(new aws.ConverseStreamCommand(ASK));
    const seen: unknown[] = [];
    const error = await (async () => {
      for await (const part of output.stream) seen.push(part);
    })().catch((thrown: unknown) => thrown);
    expect(seen).toHaveLength(2);
    expect((error as Error).name).toBe(type);
    const span = (await finish()).span(`chat ${MODEL}`);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "error.type": type, "agentscribe.output.size": 3 });
  });

  it("records a stream whose first event is an exception, as the client rejects it", async () => {
    const { client, aws, finish } = await startBedrock(
      loading,
      stream(frame("exception", "modelStreamErrorException", { message: "no" })),
    );
    await expect(client.send(new aws.ConverseStreamCommand(ASK))).rejects.toBeInstanceOf(aws.ModelStreamErrorException);
    expect((await finish()).span(`chat ${MODEL}`).attributes).toMatchObject({
      "error.type": "ModelStreamErrorException",
    });
  });

  it("records a socket that was dropped in mid-stream, and an abort", async () => {
    const cut: Answer = async (response) => {
      response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
      response.write(Buffer.concat([START, text("Hel")]));
      await new Promise((later) => setTimeout(later, 20));
      response.destroy();
    };
    const dropped = await startBedrock(loading, cut);
    const output = await dropped.client.send(new dropped.aws.ConverseStreamCommand(ASK));
    await expect(
      (async () => {
        for await (const _ of output.stream);
      })(),
    ).rejects.toThrow();
    const span = (await dropped.finish()).span(`chat ${MODEL}`);
    expect(span.status.code).toBe(2);
    expect(span.attributes).toMatchObject({ "agentscribe.output.size": 3, "error.type": expect.any(String) });

    const open: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
      response.write(Buffer.concat([START, text("Hel")]));
    };
    const hung = await startBedrock(loading, open);
    const abort = new AbortController();
    const { stream: parts } = await hung.client.send(new hung.aws.ConverseStreamCommand(ASK), {
      abortSignal: abort.signal,
    });
    for await (const part of parts) {
      if (part.contentBlockDelta === undefined) continue;
      abort.abort();
      break;
    }
    expect((await hung.finish()).spans).toHaveLength(1);
  });

  it("calls back with the stream", async () => {
    const { client, aws, finish } = await startBedrock(loading, stream(START, text("Hello"), STOP, METADATA));
    const output = await new Promise<{ stream: AsyncIterable<unknown> }>((resolve, reject) => {
      client.send(new aws.ConverseStreamCommand(ASK), (error: unknown, given: never) =>
        error === null ? resolve(given) : reject(error),
      );
    });
    for await (const _ of output.stream);
    expect((await finish()).span(`chat ${MODEL}`).attributes).toMatchObject({ "gen_ai.usage.output_tokens": 5 });
  });

  it("gives bytes that are cut inside a character, an empty stream and 5 MB of arguments as the client does", async () => {
    const whole = Buffer.concat([START, text("größe €"), STOP, METADATA]);
    const at = whole.indexOf("ö") + 1;
    const big = event("contentBlockDelta", {
      contentBlockIndex: 1,
      delta: { toolUse: { input: "x".repeat(5_000_000) } },
    });
    const tool = event("contentBlockStart", {
      contentBlockIndex: 1,
      start: { toolUse: { toolUseId: "t", name: "big" } },
    });
    const { client, aws, finish } = await startBedrock(
      loading,
      stream(whole.subarray(0, at), whole.subarray(at)),
      stream(),
      stream(START, tool, big, STOP, METADATA),
      json({ not: "a stream" }),
    );
    const pieces: unknown[] = [];
    for await (const part of (await client.send(new aws.ConverseStreamCommand(ASK))).stream)
      pieces.push(part.contentBlockDelta?.delta.text);
    expect(pieces).toContain("größe €");
    for await (const _ of (await client.send(new aws.ConverseStreamCommand(ASK))).stream) expect.unreachable();
    let length = 0;
    for await (const part of (await client.send(new aws.ConverseStreamCommand(ASK))).stream)
      length += part.contentBlockDelta?.delta.toolUse?.input.length ?? 0;
    expect(length).toBe(5_000_000);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([5, undefined, 5]);
  });
});
