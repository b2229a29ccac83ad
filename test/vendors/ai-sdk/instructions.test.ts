import { describe, expect, it } from "vitest";
import { unwrap, wrapAiSdk, wrapModel } from "../../../src/instrumentation/ai-sdk/index.ts";
import { startRecording } from "../../support/recording.ts";
import { completion, SETS, startKit } from "./provider.ts";

describe.each(SETS)("instructions, with ai, %s", (set) => {
  it.each(["system", "prompts"] as const)("pass their own gate alone, where %s is open", async (open) => {
    const { ai: raw, openai, zod } = await startKit(set, completion("sunny"), completion('{"v":"sunny"}'));
    const { finish } = await startRecording({ capture: { [open]: true } });
    const ai = wrapAiSdk(raw);
    const model = openai.chat("gpt-4o");
    const asked = { model, prompt: "weather?", [set === "newest" ? "instructions" : "system"]: "be short" };
    await ai.generateText(asked);
    await ai.generateObject({ ...asked, schema: zod.z.object({ v: zod.z.string() }) });
    wrapModel(model);
    await raw.generateText({ ...asked, telemetry: { isEnabled: false } });
    unwrap(model);
    const { spans } = await finish();
    const calls = spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls).toHaveLength(3);
    for (const { attributes } of calls) {
      const instructions = open === "system" ? '[{"type":"text","content":"be short"}]' : undefined;
      const messages = '[{"role":"user","parts":[{"type":"text","content":"weather?"}]}]';
      expect(attributes["gen_ai.system_instructions"]).toBe(instructions);
      expect(attributes["gen_ai.input.messages"]).toBe(open === "prompts" ? messages : undefined);
    }
    expect(JSON.stringify(spans)).not.toContain(open === "system" ? "weather?" : "be short");
  });
});
