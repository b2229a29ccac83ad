import { context, propagation, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, it, onTestFinished } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { unwrap, wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, json, type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, type Vendor, type VendorSet } from "../load.ts";
import { ASK, MESSAGE, SETS, streamed } from "./support.ts";

const CHAT = "chat claude-opus-4-1";
const NATIVE = "anthropic.messages.create";

interface SeenSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Mode {
  readonly telemetry: Telemetry;
  readonly server: ScriptedServer;
  readonly client: Vendor;
  spans(): Promise<readonly SeenSpan[]>;
}

/** An application with its own provider, where our scopes are spans of it. */
async function hostMode(set: VendorSet, answers: readonly Answer[]): Promise<Mode> {
  const kept = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: kept })] }));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const telemetry = init({ host: "attach" });
  onTestFinished(async () => {
    await telemetry.shutdown();
    trace.disable();
    propagation.disable();
    context.disable();
  });
  const { server, client } = await clientOf(set, answers);
  return {
    telemetry,
    server,
    client,
    spans: async () => {
      await telemetry.flush();
      return kept.getFinishedSpans().map((span) => ({
        name: span.name,
        spanId: span.spanContext().spanId,
        parentSpanId: span.parentSpanContext?.spanId ?? "",
        attributes: span.attributes,
      }));
    },
  };
}

/** An application without one: ours is what everybody's spans go to. */
async function ownMode(set: VendorSet, answers: readonly Answer[]): Promise<Mode> {
  const recording = await startRecording();
  while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
  const { server, client } = await clientOf(set, answers);
  const { telemetry } = recording;
  return { telemetry, server, client, spans: async () => (await recording.finish()).spans };
}

async function clientOf(
  set: VendorSet,
  answers: readonly Answer[],
): Promise<{ server: ScriptedServer; client: Vendor }> {
  const server = await startScriptedServer(...answers);
  const { default: Anthropic } = await loadVendor(set, "@anthropic-ai/sdk");
  return { server, client: new Anthropic({ apiKey: "none", baseURL: server.url, maxRetries: 0 }) };
}

const modes = { host: hostMode, own: ownMode } as const;
const cases = SETS.flatMap((set) => (["host", "own"] as const).map((mode) => [set, mode] as const));

describe.each(cases)("native spans of @anthropic-ai/sdk, %s, in %s mode", (set, mode) => {
  const start = (...answers: readonly Answer[]): Promise<Mode> => modes[mode](set, answers);

  it("are there without a wrapper: what the rest is compared with", async () => {
    const { client, spans, server } = await start(json(MESSAGE));
    await client.messages.create(ASK);
    const [native, ...others] = await spans();
    expect(others).toEqual([]);
    expect(native).toMatchObject({ name: NATIVE, attributes: { "gen_ai.operation.name": "chat" } });
    expect(server.requests[0]?.headers.traceparent).toContain(native?.spanId);
  });

  it("give way to one chat span a request, whose place is sent in the headers", async () => {
    const { client, spans, server } = await start(json(MESSAGE), streamed(), streamed());
    wrapAnthropic(client);
    await client.messages.create(ASK);
    for await (const _ of await client.beta.messages.create({ ...ASK, stream: true }));
    await client.messages.stream(ASK).done();
    const seen = await spans();
    expect(seen.map(({ name }) => name)).toEqual([CHAT, CHAT, CHAT]);
    expect(server.requests.map(({ headers }) => String(headers.traceparent).split("-")[2])).toEqual(
      seen.map(({ spanId }) => spanId),
    );
  });

  it("give way to the run and the tools of a tool runner", async () => {
    const call = { type: "tool_use", id: "toolu_1", name: "add", input: {} };
    const { client, spans } = await start(
      json({ ...MESSAGE, content: [call], stop_reason: "tool_use" }),
      json(MESSAGE),
    );
    wrapAnthropic(client);
    const tool = { name: "add", input_schema: { type: "object" }, run: async () => "3" };
    await client.beta.messages.toolRunner({ ...ASK, tools: [tool] });
    const seen = await spans();
    expect(seen.map(({ name }) => name).sort()).toEqual([CHAT, CHAT, "execute_tool add", "step tool_runner"]);
    const run = seen.find(({ name }) => name === "step tool_runner");
    expect(new Set(seen.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set(["", run?.spanId]));
  });

  it("give way inside a call that somebody else records, and tell their conversation", async () => {
    const { client, telemetry, spans } = await start(json(MESSAGE));
    wrapAnthropic(client);
    await telemetry.llm({ provider: "anthropic", model: "outer" }, () => client.messages.create(ASK));
    await client.messages.create(ASK, { openTelemetry: { conversationId: "conv-1" } });
    const seen = await spans();
    expect(seen.map(({ name }) => name)).toEqual(["chat outer", CHAT]);
    expect(seen[1]?.attributes["gen_ai.conversation.id"]).toBe("conv-1");
  });

  it("are made while nobody records here, and recorded by a provider of the application", async () => {
    const { client, telemetry, spans } = await start(json(MESSAGE));
    wrapAnthropic(client);
    telemetry.disable();
    await client.messages.create(ASK);
    telemetry.enable();
    await client.messages.create(ASK);
    const seen = (await spans()).map(({ name }) => name);
    expect(seen).toEqual(mode === "host" ? [NATIVE, CHAT] : [CHAT]);
  });

  it("stay for what is recorded nowhere else, and leave the client's options as they are", async () => {
    const { client, spans } = await start(json({ input_tokens: 7 }));
    const { openTelemetry } = client;
    wrapAnthropic(client);
    expect(client.openTelemetry).toBe(openTelemetry);
    expect(client.openTelemetry.traces.enabled).toBe(true);
    await client.messages.countTokens(ASK);
    expect((await spans()).map(({ name }) => name)).toEqual(["anthropic.messages.count_tokens"]);
  });

  it("give way in the clients that withOptions() makes, and come back with unwrap()", async () => {
    const { client, spans } = await start(json(MESSAGE));
    wrapAnthropic(client);
    await client.withOptions({ timeout: 5_000 }).messages.create(ASK);
    unwrap(client);
    await client.messages.create(ASK);
    expect((await spans()).map(({ name }) => name)).toEqual([CHAT, NATIVE]);
  });
});

describe.each(SETS)("native spans of @anthropic-ai/sdk, %s, of a client that makes none", (set) => {
  it("stay off, and the call is recorded", async () => {
    const server = await startScriptedServer(json(MESSAGE));
    const { default: Anthropic } = await loadVendor(set, "@anthropic-ai/sdk");
    const recording = await startRecording();
    const made = new Anthropic({ apiKey: "none", baseURL: server.url, openTelemetry: false });
    const client = wrapAnthropic(made);
    expect(client._tracer).toBeUndefined();
    await client.messages.create(ASK);
    expect((await recording.finish()).spans.map(({ name }) => name)).toEqual([CHAT]);
  });
});
