import { expect, it, onTestFinished } from "vitest";
import { aiSdkTelemetry, instrumentAiSdk, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { completion, SETS, startKit, streamed, streamedToolRequest, toolRequest } from "./provider.ts";

/** What is said, each in a place of its own. */
const INPUTS = ["SYSTEM-TEXT", "PROMPT-TEXT", "ARGUMENT-TEXT"];
const OUTPUTS = ["ANSWER-TEXT", "RESULT-TEXT", "ARGUMENT-TEXT"];

const ALL_GATES = {
  ...{ prompts: true, responses: true, system: true, toolArguments: true, toolResults: true, toolDescriptions: true },
  ...{ errorText: true, rawBodies: true },
};

const BOTH_OFF = { recordInputs: false, recordOutputs: false };

it.each(SETS.flatMap((set) => [false, true].map((wrapsModel) => [set, wrapsModel] as const)))(
  "captures of a run that says so neither inputs nor outputs, and still what it used: ai, %s, model wrapped: %s",
  async (set, wrapsModel) => {
    const args = { city: "ARGUMENT-TEXT" };
    const kit = await startKit(
      set,
      toolRequest("weather", args),
      completion("ANSWER-TEXT"),
      streamedToolRequest("weather", args),
      streamed(["ANSWER", "-TEXT"]),
    );
    const { finish } = await startRecording({ capture: ALL_GATES });
    if (set === "newest") onTestFinished(instrumentAiSdk());
    const ai = set === "newest" ? kit.ai : wrapAiSdk(kit.ai);
    const model = wrapsModel ? wrapModel(kit.openai.chat("gpt-4o")) : kit.openai.chat("gpt-4o");
    const { z } = kit.zod;
    const weather = ai.tool({ inputSchema: z.object({ city: z.string() }), execute: async () => "RESULT-TEXT" });
    const request = {
      ...{ model, system: "SYSTEM-TEXT", prompt: "PROMPT-TEXT", tools: { weather }, stopWhen: ai.stepCountIs(3) },
      ...(set === "newest" ? { telemetry: BOTH_OFF } : { experimental_telemetry: BOTH_OFF }),
    };
    expect((await ai.generateText(request)).text).toBe("ANSWER-TEXT");
    expect(await ai.streamText(request).text).toBe("ANSWER-TEXT");
    const all = await finish();
    const told = JSON.stringify([all.spans, all.events]);
    expect([...INPUTS, ...OUTPUTS].filter((text) => told.includes(text))).toEqual([]);
    const calls = all.spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([7, 7, 7, 7]);
  },
);

it.each(["previous", "older"] as const)("takes both from aiSdkTelemetry(), and each alone: ai, %s", async (set) => {
  const { ai, openai } = await startKit(set, completion("ANSWER-TEXT"), completion("ANSWER-TEXT"));
  const { finish } = await startRecording({ capture: "full" });
  const model = openai.chat("gpt-4o");
  for (const settings of [{ recordOutputs: false }, { recordInputs: false }]) {
    await ai.generateText({ model, prompt: "PROMPT-TEXT", experimental_telemetry: aiSdkTelemetry(settings) });
  }
  const { spans } = await finish();
  const calls = spans.filter(({ name }) => name === "chat gpt-4o").map((span) => JSON.stringify(span));
  const has = (text: string): boolean[] => calls.map((call) => call.includes(text));
  expect([has("PROMPT-TEXT"), has("ANSWER-TEXT")]).toEqual([
    [true, false],
    [false, true],
  ]);
});

it("records a request for an object once, without what is asked, where its model is observed too: ai, newest", async () => {
  const { ai, openai, zod } = await startKit("newest", completion('{"ok":true}'), streamed(['{"ok":', "true}"]));
  const { finish, telemetry } = await startRecording({ capture: "full" });
  onTestFinished(instrumentAiSdk());
  const schema = zod.z.object({ ok: zod.z.boolean() });
  const request = { model: wrapModel(openai.chat("gpt-4o")), prompt: "PROMPT-TEXT", schema };
  const settings = { recordInputs: false };
  await ai.generateObject({ ...request, telemetry: settings });
  for await (const _ of ai.streamObject({ ...request, telemetry: settings }).partialObjectStream);
  expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 2, usage: { outputTokens: 14 } });
  const { spans } = await finish();
  expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "chat gpt-4o", "invoke_agent", "invoke_agent"]);
  expect(JSON.stringify(spans)).not.toContain("PROMPT-TEXT");
});

it("records a tool that failed as failed, with its own error: ai, newest", async () => {
  const request = toolRequest("weather", { city: "Bonn" });
  const { ai, openai, zod } = await startKit("newest", request, completion("ok"), request, completion("ok"));
  const { finish } = await startRecording();
  onTestFinished(instrumentAiSdk());
  const execute = async (): Promise<never> => {
    throw new RangeError("no such city");
  };
  const weather = ai.tool({ inputSchema: zod.z.object({ city: zod.z.string() }), execute });
  for (const telemetry of [{ recordInputs: false }, { recordOutputs: false }]) {
    const model = openai.chat("gpt-4o");
    await ai.generateText({ model, prompt: "?", tools: { weather }, stopWhen: ai.stepCountIs(3), telemetry });
  }
  const tools = (await finish()).spans.filter(({ name }) => name === "execute_tool weather");
  expect(tools.map(({ attributes }) => attributes["error.type"])).toEqual(["RangeError", "RangeError"]);
});
