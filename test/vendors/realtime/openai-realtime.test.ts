import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { unwrap } from "../../../src/instrumentation/openai/index.ts";
import { REALTIME_MODULES, wrapRealtime } from "../../../src/instrumentation/openai/realtime.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { LATENCY_MILLIS, latency } from "./scripted-socket.ts";
import { audio, created, done, type Kind, type Script, SESSION, SPOKEN, start } from "./start-openai.ts";

afterEach(() => vi.unstubAllGlobals());

const CLIENTS: readonly (readonly [VendorSet, Kind])[] = [
  ["newest", "ws"],
  ["newest", "websocket"],
  ["previous", "ws"],
  ["previous", "websocket"],
  ["older", "websocket"],
];

describe.each(CLIENTS)("wrapRealtime() with openai, %s, %s", (set, kind) => {
  it("records a connection, and a turn from the end of speech with its audio and cached tokens", async () => {
    const { rt, seen, closed, telemetry, finish } = await start(
      set,
      kind,
      async (side) => {
        side.send(
          SESSION,
          { type: "input_audio_buffer.speech_started" },
          { type: "input_audio_buffer.speech_stopped" },
          { type: "input_audio_buffer.committed" },
          { type: "conversation.item.input_audio_transcription.completed", transcript: "How is the weather?" },
        );
        await side.next();
        await latency();
        side.send(created(), audio(), audio(), done());
      },
      { capture: "full" },
    );
    await seen("conversation.item.input_audio_transcription.completed");
    rt.send({ type: "input_audio_buffer.clear" });
    await seen("response.done");
    expect(telemetry.activeCall()).toBeUndefined();
    rt.close();
    await closed;
    const all = await finish();
    const turn = all.span("chat gpt-realtime");
    expect(turn.attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.output.type": "speech",
      "gen_ai.request.stream": true,
      "gen_ai.response.id": "resp_1",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 120,
      "gen_ai.usage.output_tokens": 40,
      "gen_ai.usage.cache_read.input_tokens": 64,
      "gen_ai.usage.audio.input_tokens": 100,
      "gen_ai.usage.audio.output_tokens": 30,
      "gen_ai.usage.audio.cache_read.input_tokens": 60,
      "gen_ai.usage.text.cache_read.input_tokens": 4,
      "gen_ai.usage.text.input_tokens": 20,
    });
    expect(turn.attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThanOrEqual(
      LATENCY_MILLIS / 1000 - 0.002,
    );
    expect(String(turn.attributes["gen_ai.input.messages"])).toContain("How is the weather?");
    expect(String(turn.attributes["gen_ai.output.messages"])).toContain("Sunny.");
    expect(String(turn.attributes["gen_ai.system_instructions"])).toContain("be brief");
    const connection = all.span("step live connection");
    expect(turn.parentSpanId).toBe(connection.spanId);
    expect(connection.attributes).toMatchObject({
      "agentscribe.live.session_id": "sess_1",
      "agentscribe.live.turns": 1,
      "agentscribe.live.interruptions": 0,
      "agentscribe.live.close_code": expect.any(Number),
    });
    expect(connection.status?.code ?? 0).not.toBe(2);
    // The API names no model in a response.
    expect(all.violations.filter((one) => !one.includes("gen_ai.response.model"))).toEqual([]);
  });

  it("marks a turn that the user interrupts, and keeps its partial output and usage", async () => {
    const partial = { ...SPOKEN, status: "incomplete" };
    const cancelled = { status: "cancelled", status_details: { reason: "turn_detected" }, output: [partial] };
    const { rt, seen, closed, finish } = await start(
      set,
      kind,
      async (side) => {
        side.send(SESSION, created(), audio(), { type: "input_audio_buffer.speech_started" }, done(cancelled));
      },
      { capture: "full" },
    );
    await seen("response.done");
    rt.close();
    await closed;
    const all = await finish();
    const turn = all.span("chat gpt-realtime");
    expect(turn.status?.code ?? 0).not.toBe(2);
    expect(turn.attributes).toMatchObject({
      "agentscribe.live.interrupted": true,
      "agentscribe.live.interruption_reason": "turn_detected",
      "gen_ai.response.finish_reasons": ["cancelled"],
      "gen_ai.usage.output_tokens": 40,
    });
    expect(String(turn.attributes["gen_ai.output.messages"])).toContain("Sunny.");
    expect(all.span("step live connection").attributes["agentscribe.live.interruptions"]).toBe(1);
  });

  it("records a function call and the answer that follows its result", async () => {
    const call = { type: "function_call", call_id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' };
    const { rt, seen, closed, finish } = await start(
      set,
      kind,
      async (side) => {
        side.send(SESSION, created(), done({ output: [call] }));
        expect((await side.next()).type).toBe("conversation.item.create");
        expect((await side.next()).type).toBe("response.create");
        side.send(created("resp_2"), audio("resp_2"), done({}, "resp_2"));
      },
      { capture: "full" },
    );
    await seen("response.done");
    const answered = seen("response.done");
    const item = { type: "function_call_output", call_id: "call_1", output: '{"sky":"clear"}' };
    rt.send({ type: "conversation.item.create", item });
    rt.send({ type: "response.create", response: { instructions: "in one word", temperature: 0 } });
    await answered;
    rt.close();
    await closed;
    const all = await finish();
    const [first, second] = all.spans.filter(({ name }) => name === "chat gpt-realtime");
    expect(first?.attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_call"]);
    expect(JSON.parse(String(first?.attributes["gen_ai.output.messages"]))[0].parts).toMatchObject([
      { type: "tool_call", id: "call_1", name: "weather", arguments: { city: "Oslo" } },
    ]);
    expect(second?.attributes).toMatchObject({
      "gen_ai.request.temperature": 0,
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(JSON.parse(String(second?.attributes["gen_ai.input.messages"]))[0].parts).toMatchObject([
      { type: "tool_call_response", id: "call_1" },
    ]);
    expect(String(second?.attributes["gen_ai.system_instructions"])).toContain("in one word");
  });

  it("records a response that fails, and a request that is refused", async () => {
    const failed = {
      status: "failed",
      status_details: { error: { type: "server_error", code: "rate_limit_exceeded" } },
    };
    const { rt, seen, errors, closed, finish } = await start(set, kind, async (side) => {
      side.send(SESSION, created(), done({ ...failed, output: [], usage: null }));
      await side.next();
      side.send({ type: "error", error: { type: "invalid_request_error", code: "unknown_voice", message: "no" } });
    });
    await seen("response.done");
    rt.send({ type: "response.create" });
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    expect(errors[0].error.code).toBe("unknown_voice");
    rt.close();
    await closed;
    const { spans } = await finish();
    const turns = spans.filter(({ name }) => name === "chat gpt-realtime");
    expect(turns.map(({ attributes }) => attributes["error.type"])).toEqual(["rate_limit_exceeded", "unknown_voice"]);
    expect(turns[0]?.attributes).not.toHaveProperty("agentscribe.cost.usd");
  });

  it("ends a turn that is cut off: by the application without an error, by a dropped connection with one", async () => {
    const transcript = { type: "response.output_audio_transcript.delta", response_id: "resp_1", delta: "Sun" };
    const begin: Script = async (side) => side.send(SESSION, created(), audio(), transcript);
    const first = await start(set, kind, begin, { capture: "full" });
    await first.seen("response.output_audio_transcript.delta");
    first.rt.close();
    await first.closed;
    const left = await first.finish();
    expect(left.span("chat gpt-realtime").attributes).toMatchObject({
      "agentscribe.live.interruption_reason": "client_closed",
      "gen_ai.response.finish_reasons": ["cancelled"],
    });
    expect(String(left.span("chat gpt-realtime").attributes["gen_ai.output.messages"])).toContain("Sun");
    expect(left.span("chat gpt-realtime").attributes["agentscribe.cost.reason"]).toBe("usage_estimated");
    expect(left.spans.map(({ status }) => status?.code ?? 0)).not.toContain(2);

    const second = await start(set, kind, async (side) => {
      await begin(side);
      side.terminate();
    });
    await second.closed;
    const dropped = await second.finish();
    expect(dropped.span("chat gpt-realtime").attributes).toMatchObject({
      "error.type": "close_1006",
      "gen_ai.usage.output_tokens": 1,
      "agentscribe.cost.reason": "usage_estimated",
    });
    expect(dropped.span("step live connection").attributes).toMatchObject({
      "error.type": "close_1006",
      "agentscribe.live.close_code": 1006,
    });
  });

  it("records a connection that breaks before anything is said", async () => {
    const script: Script = async (side) => side.terminate();
    const { rt, closed, finish } = await start(set, kind, script);
    await closed;
    rt.close();
    const { attributes } = (await finish()).span("step live connection");
    expect(attributes["error.type"]).toBe("close_1006");
    expect(attributes["agentscribe.live.turns"]).toBe(0);
  });

  it("leaves the connection as it was after `unwrap()`", async () => {
    const { rt, seen, closed, finish } = await start(set, kind, async (side) => {
      side.send(SESSION);
      await side.next();
      side.send(created(), done());
    });
    await seen("session.created");
    unwrap(rt);
    expect(["send", "_emit", "close"].filter((name) => Object.hasOwn(rt, name))).toEqual([]);
    rt.send({ type: "response.create" });
    await seen("response.done");
    rt.close();
    await closed;
    expect((await finish()).spans.map(({ name }) => name)).toEqual(["step live connection"]);
  });
});

describe("a connection that the client makes anew when it breaks", () => {
  it("is one connection, whose turn that broke is an error", async () => {
    let connections = 0;
    const script: Script = async (side) => {
      connections += 1;
      side.send(SESSION, created(`resp_${connections}`), audio(`resp_${connections}`));
      if (connections === 1) {
        await side.next();
        side.terminate();
      } else side.send(done({}, `resp_${connections}`));
    };
    const { rt, seen, finish } = await start("newest", "ws", script, undefined, wrapRealtime, {
      reconnect: true,
      reconnectInitialDelay: 1,
      reconnectMaxDelay: 2,
    });
    await seen("response.output_audio.delta");
    const again = seen("response.done");
    rt.send({ type: "input_audio_buffer.clear" });
    await again;
    const closed = seen("close");
    rt.close();
    await closed;
    const all = await finish();
    const turns = all.spans.filter(({ name }) => name === "chat gpt-realtime");
    expect(turns.map(({ attributes }) => attributes["error.type"])).toEqual(["connection_closed", undefined]);
    expect(all.span("step live connection").attributes).toMatchObject({ "agentscribe.live.turns": 2 });
    expect(all.span("step live connection").status?.code ?? 0).not.toBe(2);
  });
});

describe("the transcription of what the user says", () => {
  it("is a call of its own model where it is billed by tokens", async () => {
    const session = { ...SESSION.session, audio: { input: { transcription: { model: "gpt-4o-mini-transcribe" } } } };
    const type = "conversation.item.input_audio_transcription.completed";
    const tokens = { type: "tokens", input_tokens: 30, output_tokens: 6, input_token_details: { audio_tokens: 28 } };
    const { rt, seen, closed, finish } = await start("newest", "ws", async (side) => {
      side.send(
        { type: "session.updated", session },
        { type, transcript: "How is", usage: { type: "duration", seconds: 2 } },
        { type, transcript: "the weather?", usage: tokens },
        created(),
        done(),
      );
    });
    await seen("response.done");
    rt.close();
    await closed;
    const all = await finish();
    expect(all.spans).toHaveLength(3);
    expect(all.span("generate_content gpt-4o-mini-transcribe").attributes).toMatchObject({
      "agentscribe.llm.purpose": "transcription",
      "gen_ai.usage.input_tokens": 30,
      "gen_ai.usage.audio.input_tokens": 28,
      "gen_ai.usage.output_tokens": 6,
      "agentscribe.cost.status": "ok",
    });
    expect(all.span("chat gpt-realtime").attributes["agentscribe.cost.status"]).toBe("ok");
  });
});

describe("a connection that cannot be made", () => {
  it("is recorded as failed with the network's own error, which the caller gets too", async () => {
    const { finish } = await startRecording();
    const { OpenAIRealtimeWS } = await loadVendor("newest", "openai/realtime/ws");
    const { default: OpenAI } = await loadVendor("newest", "openai");
    const refuse = createServer();
    await new Promise<void>((listening) => refuse.listen(0, "127.0.0.1", listening));
    const { port } = refuse.address() as AddressInfo;
    await new Promise((closed) => refuse.close(closed));
    const client = new OpenAI({ apiKey: "none", baseURL: `https://127.0.0.1:${port}/v1` });
    const rt = wrapRealtime(new OpenAIRealtimeWS({ model: "gpt-realtime" }, client));
    const error: Vendor = await new Promise((resolve) => rt.on("error", resolve));
    expect(error.cause.code).toBe("ECONNREFUSED");
    await vi.waitFor(() => expect(rt.socket.readyState).toBe(3));
    rt.close();
    expect((await finish()).span("step live connection").attributes).toMatchObject({
      "error.type": "ECONNREFUSED",
      "server.address": "127.0.0.1",
      "server.port": port,
      "gen_ai.request.model": "gpt-realtime",
    });
  });
});

describe("REALTIME_MODULES", () => {
  async function patch(set: VendorSet): Promise<void> {
    const name = "openai/realtime/websocket";
    for (const hook of REALTIME_MODULES) if (hook.name === name) hook.patch(requireVendor(set, name));
    for (const hook of REALTIME_MODULES) if (hook.name === name) hook.patch(await loadVendor(set, name));
  }

  /** A copy of this package that did not patch the class, as the application has beside a zero-code start. */
  async function ofAnotherCopy(): Promise<typeof wrapRealtime> {
    vi.resetModules();
    return (await import("../../../src/instrumentation/openai/realtime.ts")).wrapRealtime;
  }

  it.each<VendorSet>(["newest", "previous"])("records connections that nobody wrapped, %s", async (set) => {
    await patch(set);
    const script: Script = async (side) => side.send(SESSION, created(), audio(), done());
    const { rt, seen, closed, finish } = await start(set, "websocket", script, undefined, (made) => made);
    await seen("response.done");
    rt.close();
    await closed;
    expect((await finish()).spans.map((span) => span.name)).toEqual(["chat gpt-realtime", "step live connection"]);
  });

  it.each<VendorSet>(["newest", "previous"])("records those once that another copy wraps too, %s", async (set) => {
    await patch(set);
    const wrap = await ofAnotherCopy();
    const script: Script = async (side) => {
      side.send(SESSION);
      await side.next();
      side.send(created(), audio(), done());
    };
    const { rt, seen, closed, finish } = await start(set, "websocket", script, undefined, wrap);
    await seen("session.created");
    unwrap(rt);
    rt.send({ type: "response.create" });
    await seen("response.done");
    rt.close();
    await closed;
    const { spans } = await finish();
    expect(spans.map(({ name, attributes }) => [name, attributes["agentscribe.live.turns"]])).toEqual([
      ["chat gpt-realtime", undefined],
      ["step live connection", 1],
    ]);
  });
});
