import { strict as assert } from "node:assert";
import { describe, expect, it } from "vitest";
import { aiSdkTelemetry, wrapAiSdk } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import type { Vendor } from "../load.ts";
import { completion, SETS, startKit, streamed, streamedToolRequest, toolRequest } from "./provider.ts";

const EVERYTHING = { prompts: true, responses: true, toolArguments: true, toolResults: true, rawBodies: true } as const;

describe.each(SETS)("recordInputs and recordOutputs with ai, %s", (set) => {
  /** All that is sent of each kind of call, made with these settings of telemetry. */
  async function sent(settings: object, hand: "wrapped" | "by hand" = "wrapped") {
    const answers = [toolRequest("weather", { city: "Bonn" }), completion("Said"), completion('{"v":"Said"}')];
    const streams = [streamedToolRequest("weather", { city: "Bonn" }), streamed(["Sa", "id"])];
    const { ai: raw, openai, zod, server } = await startKit(set, ...answers, ...streams);
    const { telemetry, finish } = await startRecording({ capture: EVERYTHING });
    const ai: Vendor = hand === "wrapped" ? wrapAiSdk(raw) : raw;
    const own = hand === "wrapped" ? settings : aiSdkTelemetry(settings);
    const { z } = zod;
    const inputSchema = z.object({ city: z.string() });
    const options = {
      ...(set === "newest" ? { telemetry: own } : { experimental_telemetry: own }),
      model: openai.chat("gpt-4o"),
      prompt: "Asked",
    };
    const tools = { weather: raw.tool({ description: "w", inputSchema, execute: () => ({ sky: "Found" }) }) };
    const stopWhen = (raw.isStepCount ?? raw.stepCountIs)(3);
    await ai.generateText({ ...options, tools, stopWhen });
    await ai.generateObject({ ...options, schema: z.object({ v: z.string() }) });
    await ai.streamText({ ...options, tools, stopWhen }).consumeStream();
    expect(server.requests).toHaveLength(5);
    const [{ inferenceCalls, usage } = assert.fail()] = Object.values(telemetry.snapshot().models);
    expect([inferenceCalls, usage.inputTokens, usage.outputTokens, usage.cacheReadTokens]).toEqual([5, 60, 35, 20]);
    const { spans } = await finish();
    const ofTools = spans.filter(({ name }) => name === "execute_tool weather");
    expect(ofTools).toHaveLength(2);
    return { all: JSON.stringify(spans), ofTools: JSON.stringify(ofTools) };
  }

  it("lets nothing be recorded of what a call was given, and counts it once", async () => {
    const { all, ofTools } = await sent({ recordInputs: false });
    expect(all).not.toContain("Asked");
    expect(all).toContain("Said");
    expect(ofTools).toContain("Found");
  });

  it("lets nothing be recorded of what a call answered", async () => {
    const { all, ofTools } = await sent({ recordOutputs: false });
    expect(all).not.toContain("Said");
    expect(ofTools).not.toContain("Found");
    expect(all).toContain("Asked");
  });

  it.runIf(set !== "newest")("are settings of aiSdkTelemetry() too", async () => {
    const { all } = await sent({ recordInputs: false, recordOutputs: false }, "by hand");
    expect(all).not.toMatch(/Asked|Said|Found|Bonn/);
  });
});
