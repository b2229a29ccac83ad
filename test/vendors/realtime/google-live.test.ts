import { describe, expect, it, vi } from "vitest";
import { unwrap, wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { GOOGLE_MODULES } from "../../../src/instrumentation/google/modules.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";
import { LATENCY_MILLIS, latency, type ServerSide, startScriptedSocket } from "./scripted-socket.ts";

const MODEL = "gemini-2.5-flash-native-audio-preview-12-2025";
const SPAN = `generate_content ${MODEL}`;
const READY = { setupComplete: { sessionId: "live_1" } };
const AUDIO = { serverContent: { modelTurn: { parts: [{ inlineData: { mimeType: "audio/pcm", data: "AAAA" } }] } } };
const USAGE = {
  promptTokenCount: 50,
  cachedContentTokenCount: 8,
  toolUsePromptTokenCount: 2,
  responseTokenCount: 30,
  thoughtsTokenCount: 4,
  totalTokenCount: 86,
  promptTokensDetails: [
    { modality: "TEXT", tokenCount: 10 },
    { modality: "AUDIO", tokenCount: 40 },
  ],
  responseTokensDetails: [{ modality: "AUDIO", tokenCount: 30 }],
};
const DONE = { serverContent: { turnComplete: true }, usageMetadata: USAGE };
const said = (text: string) => ({ serverContent: { outputTranscription: { text } } });
const TURN = { turns: "How is the weather?" };

type Script = (side: ServerSide) => Promise<void>;

/** A session of a wrapped client with a scripted provider, which has said that it is ready. */
async function start(set: VendorSet, script: Script, { capture = false, wrap = true } = {}) {
  const { port, paths } = await startScriptedSocket(async (side) => {
    await side.next();
    side.send(READY);
    await script(side);
  });
  const recording = await startRecording(capture ? { capture: "full" } : {});
  const vendor: Vendor = wrap ? await loadVendor(set, "@google/genai") : requireVendor(set, "@google/genai");
  const client = new vendor.GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: `http://127.0.0.1:${port}` } });
  if (wrap) wrapGoogleGenAI(client);
  const messages: Vendor[] = [];
  let onTurn = (): void => undefined;
  let onClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const callbacks = {
    onopen: vi.fn(),
    onmessage(this: unknown, message: Vendor) {
      expect(this).toBe(callbacks);
      messages.push(message);
      if (message.serverContent?.turnComplete === true || message.toolCall !== undefined) onTurn();
    },
    onclose: () => onClosed(),
  };
  const config = { responseModalities: ["AUDIO"], temperature: 0, systemInstruction: "be brief" };
  const session = await client.live.connect({ model: MODEL, config, callbacks });
  const turn = () =>
    new Promise<void>((resolve) => {
      onTurn = resolve;
    });
  return { ...recording, client, vendor, session, messages, callbacks, turn, closed, paths };
}

describe.each<VendorSet>(["newest", "previous"])("live sessions of @google/genai, %s", (set) => {
  it("records a session, and a turn from the request to its first audio with all its tokens", async () => {
    const script: Script = async (side) => {
      await side.next();
      await latency();
      side.send(AUDIO, said("Sun"), said("ny."), AUDIO, DONE);
    };
    const { session, vendor, callbacks, messages, turn, closed, finish } = await start(set, script, { capture: true });
    expect(session).toBeInstanceOf(vendor.Session);
    expect(callbacks.onopen).toHaveBeenCalledOnce();
    const over = turn();
    session.sendClientContent(TURN);
    await over;
    session.close();
    await closed;
    expect(messages).toHaveLength(6);
    const all = await finish();
    const span = all.span(SPAN);
    expect(span.attributes).toMatchObject({
      "gen_ai.provider.name": "gcp.gemini",
      "gen_ai.request.temperature": 0,
      "gen_ai.output.type": "speech",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 52,
      "gen_ai.usage.output_tokens": 34,
      "gen_ai.usage.cache_read.input_tokens": 8,
      "gen_ai.usage.reasoning.output_tokens": 4,
      "gen_ai.usage.audio.input_tokens": 40,
      "gen_ai.usage.audio.output_tokens": 30,
    });
    expect(span.attributes["gen_ai.response.time_to_first_chunk"]).toBeGreaterThanOrEqual((LATENCY_MILLIS - 2) / 1000);
    expect(String(span.attributes["gen_ai.input.messages"])).toContain("How is the weather?");
    expect(String(span.attributes["gen_ai.output.messages"])).toContain("Sunny.");
    expect(String(span.attributes["gen_ai.system_instructions"])).toContain("be brief");
    const connection = all.span("step live connection");
    expect(span.parentSpanId).toBe(connection.spanId);
    expect(connection.attributes).toMatchObject({
      "server.address": "127.0.0.1",
      "agentscribe.live.turns": 1,
    });
    expect(connection.status?.code ?? 0).not.toBe(2);
    // The API names no model and no id in a turn.
    expect(all.violations.filter((one) => !/gen_ai.response.(model|id)/.test(one))).toEqual([]);
  });

  it("adds up the reports of usage in one turn, and leaves text out that is no part of their total", async () => {
    const report = (text: number) => ({
      serverContent: {},
      usageMetadata: {
        promptTokenCount: 25,
        responseTokenCount: 25,
        totalTokenCount: 50,
        promptTokensDetails: [
          { modality: "TEXT", tokenCount: text },
          { modality: "AUDIO", tokenCount: 25 },
        ],
        responseTokensDetails: [{ modality: "AUDIO", tokenCount: 25 }],
      },
    });
    const { session, closed, finish } = await start(set, async (side) => {
      side.send(AUDIO, report(535), AUDIO, report(554));
      side.close(1000);
    });
    await closed;
    session.close();
    const { attributes } = (await finish()).span(SPAN);
    expect(attributes).toMatchObject({ "gen_ai.usage.input_tokens": 50, "gen_ai.usage.audio.output_tokens": 50 });
    expect(attributes).not.toHaveProperty("gen_ai.usage.text.input_tokens");
    // When the user stopped speaking is not known, so there is no latency.
    expect(attributes).not.toHaveProperty("gen_ai.response.time_to_first_chunk");
  });

  it("marks a turn that the user interrupts", async () => {
    const { session, turn, closed, finish } = await start(
      set,
      async (side) => {
        await side.next();
        side.send(AUDIO, said("Sun"), { serverContent: { interrupted: true } }, DONE);
      },
      { capture: true },
    );
    const over = turn();
    session.sendRealtimeInput({ activityEnd: {} });
    await over;
    session.close();
    await closed;
    const all = await finish();
    const span = all.span(SPAN);
    expect(span.status?.code ?? 0).not.toBe(2);
    expect(span.attributes).toMatchObject({
      "agentscribe.live.interrupted": true,
      "gen_ai.response.finish_reasons": ["cancelled"],
      "gen_ai.usage.output_tokens": 34,
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
    });
    expect(String(span.attributes["gen_ai.output.messages"])).toContain("Sun");
    expect(all.span("step live connection").attributes["agentscribe.live.interruptions"]).toBe(1);
  });

  it("records a function call and the turn that follows its result", async () => {
    const functionCalls = [{ id: "c1", name: "weather", args: { city: "Oslo" } }];
    const { session, turn, closed, finish } = await start(
      set,
      async (side) => {
        await side.next();
        side.send({ toolCall: { functionCalls } });
        await side.next();
        side.send(AUDIO, DONE);
      },
      { capture: true },
    );
    const called = turn();
    session.sendClientContent(TURN);
    await called;
    const answered = turn();
    session.sendToolResponse({ functionResponses: [{ id: "c1", name: "weather", response: { sky: "clear" } }] });
    await answered;
    session.close();
    await closed;
    const [first, second] = (await finish()).spans.filter(({ name }) => name === SPAN);
    expect(first?.attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_call"]);
    expect(JSON.parse(String(first?.attributes["gen_ai.output.messages"]))[0].parts).toMatchObject([
      { type: "tool_call", id: "c1", name: "weather" },
    ]);
    expect(JSON.parse(String(second?.attributes["gen_ai.input.messages"]))[0].parts).toMatchObject([
      { type: "tool_call_response", id: "c1" },
    ]);
    expect(second?.attributes["gen_ai.usage.input_tokens"]).toBe(52);
  });

  it("takes results that come one by one as input of one turn, and no late one for the end of the user's input", async () => {
    const functionCalls = ["c1", "c2"].map((id) => ({ id, name: "weather", args: {} }));
    const result = (id: string) => ({ functionResponses: [{ id, name: "weather", response: { sky: id } }] });
    const { session, turn, closed, finish } = await start(
      set,
      async (side) => {
        await side.next();
        side.send({ toolCall: { functionCalls } });
        for (let results = 0; results < 2; results += 1) await side.next();
        side.send(AUDIO, DONE);
        await side.next();
        side.send(AUDIO, DONE);
      },
      { capture: true },
    );
    const called = turn();
    session.sendClientContent(TURN);
    await called;
    const answered = turn();
    for (const id of ["c1", "c2"]) session.sendToolResponse(result(id));
    await answered;
    const next = turn();
    session.sendRealtimeInput({ audio: { data: "AAAA", mimeType: "audio/pcm" } });
    await next;
    session.close();
    await closed;
    const [, second, third] = (await finish()).spans.filter(({ name }) => name === SPAN);
    expect(JSON.parse(String(second?.attributes["gen_ai.input.messages"]))).toHaveLength(2);
    expect(second?.attributes).toHaveProperty("gen_ai.response.time_to_first_chunk");
    expect(third?.attributes).not.toHaveProperty("gen_ai.response.time_to_first_chunk");
    expect(third?.attributes).not.toHaveProperty("gen_ai.input.messages");
  });

  it("takes a pause of the audio for the end of the input until more of it comes", async () => {
    const pcm = { audio: { data: "AAAA", mimeType: "audio/pcm" } };
    const { session, turn, closed, finish } = await start(set, async (side) => {
      for (let sent = 0; sent < 2; sent += 1) await side.next();
      side.send(AUDIO, DONE);
      for (let sent = 0; sent < 3; sent += 1) await side.next();
      side.send(AUDIO, DONE);
    });
    for (const sent of [
      [pcm, { audioStreamEnd: true }],
      [pcm, { audioStreamEnd: true }, pcm],
    ]) {
      const over = turn();
      for (const one of sent) session.sendRealtimeInput(one);
      await over;
    }
    session.close();
    await closed;
    const turns = (await finish()).spans.filter(({ name }) => name === SPAN);
    expect(turns.map(({ attributes }) => "gen_ai.response.time_to_first_chunk" in attributes)).toEqual([true, false]);
  });

  it("adds usage to the turn that is over which comes in a message behind it", async () => {
    const over = { serverContent: { turnComplete: true } };
    const { session, messages, turn, closed, finish } = await start(set, async (side) => {
      await side.next();
      side.send(AUDIO, over, { usageMetadata: USAGE });
      await side.next();
      side.send(AUDIO, over, { usageMetadata: USAGE }, { serverContent: { inputTranscription: { text: "Thanks" } } });
    });
    for (const count of [1, 2]) {
      const done = turn();
      session.sendClientContent({ turns: `Question ${count}` });
      await done;
    }
    await vi.waitFor(() => expect(messages).toHaveLength(8));
    session.close();
    await closed;
    const turns = (await finish()).spans.filter(({ name }) => name === SPAN);
    expect(turns.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([52, 52]);
  });

  it("ends a turn without a word, also one that nothing came of", async () => {
    const { session, turn, closed, finish } = await start(set, async (side) => {
      await side.next();
      side.send(DONE);
    });
    const over = turn();
    session.sendClientContent(TURN);
    await over;
    session.sendClientContent(TURN);
    session.close();
    await closed;
    const [empty, unanswered, ...more] = (await finish()).spans.filter(({ name }) => name === SPAN);
    expect(more).toEqual([]);
    expect(empty?.attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 52,
    });
    expect(unanswered?.attributes).toMatchObject({ "agentscribe.live.interruption_reason": "client_closed" });
  });

  it("ends a turn that is cut off: by the application without an error, by a broken connection with one", async () => {
    const left = await start(set, async (side) => void (await side.next()));
    left.session.sendClientContent(TURN);
    left.session.close();
    await left.closed;
    expect((await left.finish()).span(SPAN).attributes).toMatchObject({
      "agentscribe.live.interruption_reason": "client_closed",
      // Nothing was received: nothing is made up for it.
      "agentscribe.cost.reason": "usage_incomplete",
    });

    const broken = await start(
      set,
      async (side) => {
        await side.next();
        side.send(said("Sun"));
        side.close(1011, "internal");
      },
      { capture: true },
    );
    broken.session.sendClientContent(TURN);
    await broken.closed;
    const all = await broken.finish();
    expect(all.span(SPAN).attributes).toMatchObject({
      "error.type": "close_1011",
      "gen_ai.usage.output_tokens": 1,
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
    });
    expect(String(all.span(SPAN).attributes["gen_ai.output.messages"])).toContain("Sun");
    expect(all.span("step live connection").attributes).toMatchObject({
      "error.type": "close_1011",
      "agentscribe.live.close_code": 1011,
    });
  });

  it("puts what the callbacks do inside the connection's span", async () => {
    const { session, telemetry, messages, turn, closed, finish, callbacks } = await start(set, async (side) => {
      await side.next();
      side.send(AUDIO, DONE);
    });
    const { onmessage } = callbacks;
    callbacks.onmessage = function (this: unknown, message: Vendor) {
      if (message.serverContent?.turnComplete === true) telemetry.step({ name: "play" }, () => undefined);
      Reflect.apply(onmessage, this, [message]);
    };
    const over = turn();
    session.sendClientContent(TURN);
    await over;
    session.close();
    await closed;
    expect(messages.length).toBeGreaterThan(0);
    const all = await finish();
    expect(all.span("step play").parentSpanId).toBe(all.span("step live connection").spanId);
  });

  it("calls each callback on the caller's own object, and none that is null", async () => {
    const { client, session, closed, finish } = await start(set, async () => undefined);
    session.close();
    await closed;
    class Handler {
      readonly onerror = null;
      readonly #calls: string[] = [];
      get calls(): readonly string[] {
        return this.#calls;
      }
      onopen() {
        this.#calls.push("open");
      }
      onmessage() {
        this.#calls.push("message");
      }
      onclose() {
        this.#calls.push("close");
      }
    }
    const callbacks = new Handler();
    const second = await client.live.connect({ model: MODEL, config: {}, callbacks });
    second.close();
    await vi.waitFor(() => expect(callbacks.calls).toEqual(["open", "message", "close"]));
    expect((await finish()).spans).toHaveLength(2);
  });

  it("connects as before after `unwrap()`", async () => {
    const { client, session, closed, finish } = await start(set, async () => undefined);
    session.close();
    await closed;
    unwrap(client);
    expect(Object.hasOwn(client.live, "connect")).toBe(false);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("records sessions of clients that nobody wrapped", async () => {
    for (const { name, patch } of GOOGLE_MODULES) if (name === "@google/genai") patch(requireVendor(set, name));
    const { session, turn, closed, finish } = await start(
      set,
      async (side) => {
        await side.next();
        side.send(AUDIO, DONE);
      },
      { wrap: false },
    );
    const over = turn();
    session.sendClientContent(TURN);
    await over;
    session.close();
    await closed;
    expect((await finish()).spans.map(({ name }) => name)).toEqual([SPAN, "step live connection"]);
  });
});

describe("a live connection that cannot be made", () => {
  it("is recorded as failed, and the caller sees the client's error", async () => {
    const { port } = await startScriptedSocket(async (side) => {
      await side.next();
      side.close(1008, "no such model");
    });
    const { finish } = await startRecording();
    const { GoogleGenAI } = await loadVendor("newest", "@google/genai");
    const client = wrapGoogleGenAI(
      new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: `http://127.0.0.1:${port}` } }),
    );
    await expect(client.live.connect({ model: MODEL, callbacks: { onmessage: () => undefined } })).rejects.toThrow(
      "no such model",
    );
    expect((await finish()).span("step live connection").attributes["error.type"]).toBe("close_1008");
  });
});
