import { describe, expect, it, onTestFinished, vi } from "vitest";
import { instrumentAiSdk, wrapAiSdk } from "../../../src/instrumentation/ai-sdk/index.ts";
import { realTimers } from "../../../src/internal/real-timers.ts";
import { startRecording } from "../../support/recording.ts";
import type { Vendor, VendorSet } from "../load.ts";
import { SETS, startKit, streamed, streamedToolRequest } from "./provider.ts";

const UNREAD_MILLIS = 600_000;

/** Lets the time go by after which a run has no reader. */
function watchTimers(): { pass(): void; readonly open: number } {
  const timers = new Map<unknown, () => void>();
  const { setTimeout: set, clearTimeout: clear } = realTimers;
  vi.spyOn(realTimers, "setTimeout").mockImplementation(((fn: () => void, millis?: number) => {
    const timer = set(fn, millis);
    if (millis === UNREAD_MILLIS) timers.set(timer, fn);
    return timer;
  }) as typeof set);
  vi.spyOn(realTimers, "clearTimeout").mockImplementation((timer) => {
    timers.delete(timer);
    clear(timer);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return {
    pass() {
      for (const [timer, fn] of timers) {
        clear(timer as NodeJS.Timeout);
        fn();
      }
    },
    get open() {
      return timers.size;
    },
  };
}

async function start(set: VendorSet, text: string) {
  const timers = watchTimers();
  const kit = await startKit(set, streamed([text]));
  const recording = await startRecording();
  const ai: Vendor = wrapAiSdk(kit.ai);
  if (set === "newest") onTestFinished(instrumentAiSdk());
  return { ...kit, ...recording, ai, timers };
}

describe("a run of the AI SDK", () => {
  it.each(SETS)("ends with its last answer when nobody reads its stream for ten minutes, %s", async (set) => {
    const { ai, openai, timers, finish } = await start(set, "sunny");
    ai.streamText({ model: openai.chat("gpt-4o"), prompt: "weather?" });
    await vi.waitFor(() => expect(timers.open).toBe(1));
    const answeredAt = Date.now();
    await new Promise((resolve) => setImmediate(resolve));
    timers.pass();
    const { span } = await finish();
    const [agent, call] = [span("invoke_agent"), span("chat gpt-4o")];
    expect(agent.attributes).toMatchObject({
      "agentscribe.run.end_reason": "aborted",
      "gen_ai.usage.output_tokens": 7,
    });
    expect(agent.attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(call.attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    expect(Number(agent.endTimeUnixNano) / 1e6).toBeLessThan(answeredAt + 100);
  });

  it.each(SETS)("is waited for no longer once its stream was read, %s", async (set) => {
    const { ai, openai, timers, finish } = await start(set, "sunny");
    const { textStream } = ai.streamText({ model: openai.chat("gpt-4o"), prompt: "weather?" });
    let text = "";
    for await (const delta of textStream) text += delta;
    expect(text).toBe("sunny");
    await vi.waitFor(() => expect(timers.open).toBe(0));
    const { span } = await finish();
    expect(span("invoke_agent").attributes).not.toHaveProperty(["agentscribe.run.end_reason"]);
  });

  it("is waited for as long as a tool takes", async () => {
    const timers = watchTimers();
    const kit = await startKit("newest", streamedToolRequest("weather", { city: "Bonn" }), streamed(["sunny"]));
    const { finish } = await startRecording();
    onTestFinished(instrumentAiSdk());
    const { ai, openai, zod } = kit;
    const open: number[] = [];
    const execute = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      open.push(timers.open);
      return "blue";
    };
    const { textStream } = ai.streamText({
      model: openai.chat("gpt-4o"),
      prompt: "weather?",
      tools: { weather: ai.tool({ description: "w", inputSchema: zod.z.object({ city: zod.z.string() }), execute }) },
      stopWhen: ai.stepCountIs?.(3) ?? ai.isStepCount(3),
    });
    for await (const _ of textStream);
    expect(open).toEqual([0]);
    expect((await finish()).span("invoke_agent").attributes["agentscribe.total.tool_calls"]).toBe(1);
  });
});
