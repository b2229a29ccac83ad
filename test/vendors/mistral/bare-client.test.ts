import { describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentFetch } from "../../../src/instrumentation/fetch/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";
import { json, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { startReplayServer } from "../replay/redirected-fetch.ts";
import { ASK, COMPLETION, chunk, loadMistral, MODEL, USAGE } from "./support.ts";

/** The price table knows the model by this name. */
const ANSWERS = { model: MODEL };

describe("a bare client of @mistralai/mistralai whose own spans come to us", () => {
  it("has its calls priced and counted", async () => {
    vi.stubEnv("MISTRAL_SDK_TELEMETRY", "global");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { telemetry, finish } = await startRecording();
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    const server = await startScriptedServer(
      json({ ...COMPLETION, ...ANSWERS }),
      sse([chunk({ content: "a" }, null, ANSWERS), chunk({ content: "b" }, "stop", { ...USAGE, ...ANSWERS })], "done"),
      json({ id: "e", object: "list", model: "mistral-embed", data: [], usage: { prompt_tokens: 7, total_tokens: 7 } }),
    );
    const { Mistral } = await loadMistral("newest", "esm");
    const client = new Mistral({ apiKey: "none", serverURL: server.url });
    await client.chat.complete(ASK);
    for await (const _ of await client.chat.stream(ASK));
    await client.embeddings.create({ model: "mistral-embed", inputs: ["a"] });
    expect(telemetry.snapshot().totals).toMatchObject({
      inferenceCalls: 2,
      unpricedCalls: 0,
      usage: { inputTokens: 31, outputTokens: 6 },
    });
    const { spans } = await finish();
    expect(spans.map(({ name }) => name)).toEqual([`chat ${MODEL}`, `chat ${MODEL}`, "embeddings mistral-embed"]);
    for (const { attributes, scope } of spans) {
      expect(scope.name).toBe("mistralai_sdk_tracer");
      expect(attributes).toMatchObject({ "agentscribe.cost.status": "ok" });
      expect(attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
    }
  });

  it("has a conversation counted once, by the span that says its usage", async () => {
    vi.stubEnv("MISTRAL_SDK_TELEMETRY", "global");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { telemetry, finish } = await startRecording();
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    const server = await startScriptedServer(
      json({
        object: "conversation.response",
        conversation_id: "conv_1",
        outputs: [{ object: "entry", type: "message.output", id: "m", role: "assistant", content: "hi", model: MODEL }],
        usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, connector_tokens: 0 },
      }),
    );
    const { Mistral } = await loadMistral("newest", "esm");
    const client = new Mistral({ apiKey: "none", serverURL: server.url });
    await client.beta.conversations.start({ model: MODEL, inputs: "hello" });
    expect(telemetry.snapshot().totals).toMatchObject({
      inferenceCalls: 1,
      unpricedCalls: 0,
      usage: { inputTokens: 12, outputTokens: 3 },
    });
    const { span } = await finish();
    expect(span("invoke_agent").attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "agentscribe.cost.status": "ok",
    });
    expect(span(`chat ${MODEL}`).attributes).toMatchObject({ "agentscribe.duplicate": true });
  });

  it("is counted once beside instrumentFetch(), which knows it by the host", async () => {
    vi.stubEnv("MISTRAL_SDK_TELEMETRY", "global");
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await startReplayServer();
    onTestFinished(() => server.close());
    server.serve({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from(JSON.stringify({ ...COMPLETION, ...ANSWERS })),
    });
    const undo = instrumentFetch();
    onTestFinished(undo);
    const { telemetry, finish } = await startRecording();
    while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
    const { Mistral } = await loadMistral("newest", "esm");
    await new Mistral({ apiKey: "none" }).chat.complete(ASK);
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { cacheReadTokens: 4 } });
    const { spans } = await finish();
    const told = spans.map(({ scope, attributes }) => [scope.name, attributes["agentscribe.duplicate"]]);
    expect(told.toSorted()).toEqual([
      ["agentscribe", undefined],
      ["mistralai_sdk_tracer", true],
    ]);
  });
});
