import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, drop, json, raw, sse } from "../../support/scripted-server.ts";
import { completion, SETS, startKit, streamed, streamedToolRequest, tooMany } from "./provider.ts";

afterEach(() => void vi.unstubAllEnvs());

const chunk = (content: string): object => ({
  id: "c",
  object: "chat.completion.chunk",
  created: 1,
  model: "unheard-of",
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

/** The bytes of a stream, cut inside the euro sign. */
function cutInsideCharacter(): readonly Uint8Array[] {
  const bytes = Buffer.from(`data: ${JSON.stringify(chunk("5 €"))}\n\ndata: [DONE]\n\n`);
  const cut = bytes.indexOf(0xe2) + 1;
  return [bytes.subarray(0, cut), bytes.subarray(cut)];
}

const body = (usage: unknown): object => ({
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "unheard-of",
  choices: [{ index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" }],
  usage,
});

const CASES: readonly (readonly [what: string, isStream: boolean, answer: Answer])[] = [
  ["an answer without usage", false, json(body(undefined))],
  ["usage that is null", false, json(body(null))],
  ["usage that is text", false, json(body("12"))],
  ["a page of HTML with status 200", false, raw(["<html>busy</html>"], { "content-type": "text/html" })],
  ["a refusal", false, tooMany],
  ["a dropped connection", false, drop()],
  ["an empty stream", true, sse([], "done")],
  ["a stream cut inside a character", true, raw(cutInsideCharacter(), { "content-type": "text/event-stream" })],
  ["a stream without its end", true, streamed(["a", "b"], "drop")],
  ["5 MB of arguments", true, streamedToolRequest("weather", { city: "x".repeat(5 * 1024 * 1024) })],
  ["an error at the end of a stream", true, sse([chunk("a"), { error: { message: "overloaded" } }], "done")],
];

describe.each(SETS)("what the caller sees of ai, %s, is what it would see unwrapped", (set) => {
  /** What comes out of one call: the parts of a stream, or a result or error, without ids and times that differ from call to call. */
  async function outcome(isStream: boolean, answer: Answer, isWrapped: boolean): Promise<string> {
    const kit = await startKit(set, answer);
    const ai = isWrapped ? wrapAiSdk(kit.ai) : kit.ai;
    const made = kit.openai.chat("gpt-4o");
    const options = {
      model: isWrapped ? wrapModel(made) : made,
      prompt: "hello",
      maxRetries: 0,
      onError: () => undefined,
    };
    let seen: unknown;
    try {
      if (isStream) {
        const parts: unknown[] = [];
        const result = ai.streamText(options);
        for await (const part of result.fullStream ?? result.stream) parts.push(part);
        seen = parts;
      } else {
        const { text, usage, finishReason } = await ai.generateText(options);
        seen = { text, usage, finishReason };
      }
    } catch (error) {
      seen = { error };
    }
    return JSON.stringify(seen, (_key, value: unknown) =>
      value instanceof Error ? { name: value.name, message: value.message, cause: value.cause } : value,
    )
      .replaceAll(kit.server.url, "URL")
      .replaceAll(/"(timestamp|id|responseId|date)":"[^"]*"/g, "")
      .replaceAll(/"timeBetweenOutputChunksMs":\{[^}]*\}/g, "")
      .replaceAll(/x{1000,}/g, (run) => `${run.length} x`)
      .replaceAll(/"(msTo\w+|\w+Ms|\w+PerSecond)":[\d.e-]+/g, "")
      .replaceAll(/"localPort":\d+|"remotePort":\d+|"socket":\{[^}]*\}/g, "");
  }

  it.each(CASES)("%s", async (_what, isStream, answer) => {
    const { finish } = await startRecording();
    const unwrapped = await outcome(isStream, answer, false);
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS"));
    expect(await outcome(isStream, answer, true)).toBe(unwrapped);
    const { spans } = await finish();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "invoke_agent"]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.unfinished"])).not.toContain(true);
  });

  it("a call that nobody awaits adds no rejection that nobody handles, and hides none", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", note);
    onTestFinished(() => {
      process.off("unhandledRejection", note);
      for (const other of others) process.on("unhandledRejection", other);
      Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS");
    });
    await startRecording();
    const kit = await startKit(set, tooMany);
    const model = wrapModel(kit.openai.chat("gpt-4o"));
    void wrapAiSdk(kit.ai).generateText({ model, prompt: "hello", maxRetries: 0 });
    await vi.waitFor(() => expect(rejections).toHaveLength(1));
    await new Promise(setImmediate);
    expect(rejections).toHaveLength(1);
  });

  it("nothing is touched in a process that opted out", async () => {
    vi.stubEnv("TELEMETRY_ENABLED", "0");
    const { ai, openai } = await startKit(set, completion("hi"));
    const model = openai.chat("gpt-4o");
    const { doGenerate } = model;
    instrumentAiSdk();
    expect(wrapAiSdk(ai)).toBe(ai);
    expect(wrapModel(model).doGenerate).toBe(doGenerate);
    expect(Reflect.get(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS")).toBeUndefined();
  });
});
