import { describe, expect, it } from "vitest";
import { createIntegration } from "../../../src/instrumentation/ai-sdk/integration.ts";
import { startRecording } from "../../support/recording.ts";

describe("the telemetry of the AI SDK", () => {
  it("records a run that begins when more were never ended than it keeps", async () => {
    const { finish } = await startRecording();
    const { onStart, onEnd } = createIntegration();
    const begin = (callId: string): void => onStart({ callId, operationId: "ai.generateText", functionId: callId });
    for (let run = 0; run < 10_001; run += 1) begin(`run ${run}`);
    begin("last");
    onEnd({ callId: "last" });
    const { spans } = await finish();
    expect(spans.find(({ name }) => name === "invoke_agent last")?.attributes).not.toHaveProperty([
      "agentscribe.unfinished",
    ]);
    expect(spans.map(({ name }) => name)).toContain("invoke_agent last");
  });

  it("records embeddings that are asked for when more were never answered than it keeps", async () => {
    const { finish } = await startRecording();
    const { onEmbedStart, onEmbedEnd } = createIntegration();
    const ask = (embedCallId: string): void =>
      onEmbedStart({ callId: "1", embedCallId, provider: "openai", modelId: "small", values: ["a"] });
    for (let request = 0; request < 1_001; request += 1) ask(`request ${request}`);
    ask("last");
    onEmbedEnd({ callId: "1", embedCallId: "last", embeddings: [[1]], usage: { tokens: 5 } });
    expect((await finish()).span("embeddings small").attributes["gen_ai.usage.input_tokens"]).toBe(5);
  });
});
