import { describe, expect, it, onTestFinished } from "vitest";
import { completion, type Kit, SETS, startKit, streamed, toolRequest, vectors } from "../ai-sdk/provider.ts";
import { loadVendor, type Vendor, type VendorSet } from "../load.ts";
import { startRecorder, type UnderstoodSpan } from "./recorder.ts";

/** What the spans of requests say: version 5 has parts of the counts on the span around them only, version 7 leaves out reasoning. */
const USAGE: Readonly<Record<VendorSet, object>> = {
  newest: { inputTokens: 12, outputTokens: 7, cacheReadTokens: 4 },
  previous: { inputTokens: 12, outputTokens: 7, cacheReadTokens: 4, reasoningTokens: 2 },
  older: { inputTokens: 12, outputTokens: 7 },
};

/** Version 7 takes telemetry as an integration, the others as an option of each call. */
async function turnOn(set: VendorSet, { ai }: Kit): Promise<object> {
  if (set !== "newest") return { experimental_telemetry: { isEnabled: true, functionId: "shepherd" } };
  const { OpenTelemetry } = await loadVendor(set, "@ai-sdk/otel");
  onTestFinished(() => void Reflect.deleteProperty(globalThis, "AI_SDK_TELEMETRY_INTEGRATIONS"));
  ai.registerTelemetry(new OpenTelemetry());
  return {};
}

const kinds = (spans: readonly UnderstoodSpan[], kind: string) => spans.filter(({ facts }) => facts.kind === kind);

/** A tool and how often a model may be asked, in the words of each version. */
function shepherd({ ai, zod }: Kit): Vendor {
  const tool = ai.tool({
    description: "Counts",
    inputSchema: zod.z.object({ of: zod.z.string() }),
    execute: async () => ({ sheep: 4 }),
  });
  return { tools: { count: tool }, stopWhen: (ai.isStepCount ?? ai.stepCountIs)(3) };
}

describe.each(SETS)("the telemetry of the AI SDK, %s, in the inspector", (set) => {
  it("has each request of an agent once, with its tool and its messages", async () => {
    const kit = await startKit(set, toolRequest("count", { of: "sheep" }), completion("Four."));
    const recorder = startRecorder();
    const options = await turnOn(set, kit);
    const run = { ...shepherd(kit), ...options, model: kit.openai.chat("gpt-4o"), prompt: "How many sheep?" };
    await kit.ai.generateText(run);
    const spans = recorder.understood();
    const calls = kinds(spans, "inference");
    expect(calls.map(({ facts }) => facts.counted)).toEqual([true, true]);
    for (const { facts } of calls) expect(facts).toMatchObject({ ...USAGE[set], provider: "openai", model: "gpt-4o" });
    expect(spans.filter(({ facts }) => facts.counted)).toHaveLength(2);
    expect(kinds(spans, "tool").map(({ facts }) => facts.tool)).toEqual(["count"]);
    expect(kinds(spans, "agent")).toHaveLength(1);
    expect(spans.map(({ agentKind }) => agentKind)).toEqual(spans.map(() => "ai-sdk"));
    const [tool] = kinds(spans, "tool");
    expect(tool?.messages).toMatchObject({ toolArguments: { of: "sheep" }, toolResult: { sheep: 4 }, withheld: [] });
    const [first, second] = calls.map(({ messages }) => messages);
    expect(first?.input).toEqual([{ role: "user", name: null, parts: [{ type: "text", text: "How many sheep?" }] }]);
    const asked = { type: "tool_call", id: "call_1", name: "count", arguments: { of: "sheep" } };
    expect(first?.output).toEqual([{ role: "assistant", name: null, parts: [asked] }]);
    expect(second?.output).toEqual([{ role: "assistant", name: null, parts: [{ type: "text", text: "Four." }] }]);
    expect(second?.input.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
  });

  it("has streams and embeddings", async () => {
    const kit = await startKit(set, streamed(["Fo", "ur."]), vectors);
    const recorder = startRecorder();
    const options = await turnOn(set, kit);
    await kit.ai.streamText({ ...options, model: kit.openai.chat("gpt-4o"), prompt: "How many?" }).consumeStream();
    await kit.ai.embed({
      ...options,
      model: kit.openai.embeddingModel?.("e") ?? kit.openai.embedding("e"),
      value: "sheep",
    });
    const spans = recorder.understood();
    expect(spans.filter(({ facts }) => facts.counted).map(({ facts }) => [facts.kind, facts.inputTokens])).toEqual([
      ["inference", 12],
      ["embeddings", 5],
    ]);
    const [call] = kinds(spans, "inference");
    expect(call?.facts.firstChunkUs).toBeGreaterThan(0);
    expect(call?.messages.output).toEqual([
      { role: "assistant", name: null, parts: [{ type: "text", text: "Four." }] },
    ]);
  });
});
