import http from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { watchNodeHttp } from "../../../src/instrumentation/http/node-http.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, raw, sse, startScriptedServer } from "../../support/scripted-server.ts";

const ASK = '{ "model": "gpt-5", "messages": [ { "role": "user", "content": "hello" } ] }';
const CHOICE = { index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" };
const ANSWER = { id: "c", object: "chat.completion", model: "gpt-5", choices: [CHOICE], usage: { prompt_tokens: 1 } };
const KEY = `sk-${"proj-"}abcdefghijklmnopqrstuvwxyz0123456789ABCD`;

const request = "agentscribe.request.body";
const response = "agentscribe.response.body";
const OPEN: TelemetryOptions = { capture: { rawBodies: true } };

const undone: (() => void)[] = [];
afterEach(() => {
  for (const undo of undone.splice(0)) undo();
});

async function start(options: TelemetryOptions, ...answers: readonly Answer[]) {
  const recording = await startRecording(options);
  const server = await startScriptedServer(...answers);
  undone.push(instrumentFetch());
  const ask = (body: RequestInit["body"] = ASK, more: RequestInit = {}): Promise<Response> =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body ?? null,
      ...more,
    });
  return { ...recording, server, ask };
}

describe("the gate rawBodies", () => {
  it.each(["none", "full"] as const)("is not open by capture: %j", async (capture) => {
    const { ask, finish } = await start({ capture }, json(ANSWER));
    await (await ask()).json();
    const { attributes } = (await finish()).span("chat gpt-5");
    expect(Object.keys(attributes).filter((key) => key.includes(".body"))).toEqual([]);
  });

  it.each(["json", "text", "arrayBuffer", "blob"] as const)(
    "keeps both bodies byte for byte, read by %s()",
    async (way) => {
      const written = JSON.stringify(ANSWER, undefined, 3);
      const { ask, finish } = await start(
        OPEN,
        raw([written.slice(0, 20), written.slice(20)], { "content-type": "application/json" }),
      );
      await (await ask())[way]();
      expect((await finish()).span("chat gpt-5").attributes).toMatchObject({
        [request]: ASK,
        "agentscribe.request.body.size": ASK.length,
        [response]: written,
        "agentscribe.response.body.size": written.length,
      });
    },
  );

  it("keeps what was read of a stream that its caller left, in order", async () => {
    const chunks = ["one", "two"].map((content) => ({
      id: "c",
      model: "gpt-5",
      choices: [{ index: 0, delta: { content } }],
    }));
    const { ask, finish } = await start(OPEN, sse(chunks, "hang"));
    const off = new AbortController();
    const reader = (await ask(ASK, { signal: off.signal })).body?.getReader();
    let text = "";
    while (!text.includes("two")) text += new TextDecoder().decode((await reader?.read())?.value);
    off.abort();
    await reader?.read().catch(() => undefined);
    expect((await finish()).span("chat gpt-5").attributes[response]).toBe(text);
  });

  it("keeps the body of an error, and the request that got no answer", async () => {
    const refusal = { error: { message: "slow down", type: "tokens" } };
    const { ask, finish } = await start(OPEN, json(refusal, 429), (answer) => void answer.destroy());
    await (await ask()).text();
    await ask().catch(() => undefined);
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => [attributes[request], attributes[response]])).toEqual([
      [ASK, JSON.stringify(refusal)],
      [ASK, undefined],
    ]);
  });

  it("takes secrets out, cuts what is over the limit, and says the whole size", async () => {
    const long = JSON.stringify({
      model: "gpt-5",
      messages: [{ role: "user", content: `${KEY} ${"é".repeat(9000)}` }],
    });
    const { ask, finish } = await start(
      { ...OPEN, contentLimits: { valueBytes: 1000 } },
      json({ ...ANSWER, pad: "x".repeat(20_000) }),
    );
    await (await ask(Buffer.from(long))).text();
    const { attributes } = (await finish()).span("chat gpt-5");
    expect(attributes["agentscribe.request.body.size"]).toBe(long.length);
    expect(attributes[request]).toMatch(/\[REDACTED:api-key\] é+\[Truncated \d+ of 9\d{3} chars\]$/);
    expect(attributes[response]).toMatch(/x+\[Truncated \d+ of 20\d{3} chars\]$/);
    expect(Buffer.byteLength(String(attributes[response]))).toBeLessThan(1100);
  });

  it("gives bodies to the content sink, and records the reference; the hash where it gives none", async () => {
    const sunk: unknown[] = [];
    const contentSink: NonNullable<TelemetryOptions["contentSink"]> = (content) => {
      sunk.push(content);
      return sunk.length === 1 ? "s3://bodies/1" : undefined;
    };
    const { ask, finish } = await start({ ...OPEN, contentSink }, json(ANSWER));
    await (await ask()).text();
    const { attributes } = (await finish()).span("chat gpt-5");
    expect(attributes[request]).toBe("s3://bodies/1");
    expect(attributes[response]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(sunk).toEqual([ASK, JSON.stringify(ANSWER)].map((text) => ({ kind: "rawBodies", text })));
  });

  it("puts them on the details event where content is for events", async () => {
    const { ask, finish } = await start({ capture: { rawBodies: true, where: "event" } }, json(ANSWER));
    await (await ask()).json();
    const { span, event } = await finish();
    expect(span("chat gpt-5").attributes[request]).toBeUndefined();
    expect(event("gen_ai.client.inference.operation.details").attributes).toMatchObject({ [request]: ASK });
  });

  it("holds for requests of node:http", async () => {
    const { server, finish } = await start(OPEN, json(ANSWER));
    undone.push(watchNodeHttp());
    await new Promise<void>((done) => {
      const sent = http.request(`${server.url}/v1/chat/completions`, { method: "POST" }, (answer) => {
        answer.on("end", done).resume();
      });
      sent.write(ASK.slice(0, 9));
      sent.end(ASK.slice(9));
    });
    expect((await finish()).span("chat gpt-5").attributes).toMatchObject({
      [request]: ASK,
      [response]: JSON.stringify(ANSWER),
    });
  });

  it("holds for embeddings", async () => {
    const { server, finish } = await start(
      OPEN,
      json({ object: "list", data: [], model: "e", usage: { prompt_tokens: 1 } }),
    );
    const body = JSON.stringify({ model: "e", input: "hello" });
    await (await fetch(`${server.url}/v1/embeddings`, { method: "POST", body })).json();
    expect((await finish()).span("embeddings e").attributes).toMatchObject({
      [request]: body,
      [response]: expect.stringContaining('"prompt_tokens":1'),
    });
  });

  it("takes what is told by hand: the request as given, the answer or its chunks, and runs nothing of either", async () => {
    const { telemetry, finish } = await startRecording(OPEN);
    const asked = {
      model: "a",
      messages: [],
      get trap(): never {
        throw new Error("run");
      },
    };
    telemetry.llm({ provider: "openai", model: "a", request: asked }, (call) => call.response(ANSWER));
    telemetry.llm({ provider: "openai", model: "b", requestBody: "as sent" }, (call) => {
      call.chunk({ a: 1 });
      call.chunk({ b: 2n });
    });
    telemetry.llm({ provider: "openai", model: "c", input: "apart", request: { temperature: 1 } }, () => ({ mine: 1 }));
    const { span } = await finish();
    expect(span("chat a").attributes).toMatchObject({
      [request]: '{"model":"a","messages":[],"trap":"[Getter]"}',
      [response]: JSON.stringify(ANSWER),
    });
    expect(span("chat b").attributes).toMatchObject({ [request]: "as sent", [response]: '{"a":1}\n{"b":"2"}\n' });
    const keys = Object.keys(span("chat c").attributes);
    expect(keys.filter((key) => key.includes(".body"))).toEqual([]);
  });
});
