import { describe, expect, it } from "vitest";
import { defineEvent } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

describe("a model without a known price", () => {
  it("is told of once, with the reason, and each of its calls is counted", async () => {
    const { telemetry, finish } = await startRecording();
    for (const model of ["in-house-1", "in-house-1", "in-house-2"])
      telemetry.llm({ provider: "acme", model }, (call) => call.usage({ inputTokens: 4, outputTokens: 2 }));
    telemetry.embeddings({ provider: "acme", model: "in-house-1" }, (call) => call.usage({ inputTokens: 4 }));
    const { eventsNamed, points, metrics } = await finish();
    expect(eventsNamed("agentscribe.cost.unpriced").map(({ attributes }) => attributes)).toMatchObject([
      {
        "gen_ai.provider.name": "acme",
        "gen_ai.request.model": "in-house-1",
        "agentscribe.cost.reason": "unknown_provider",
      },
      {
        "gen_ai.provider.name": "acme",
        "gen_ai.request.model": "in-house-2",
        "agentscribe.cost.reason": "unknown_provider",
      },
    ]);
    expect(points("agentscribe.client.cost.unpriced").reduce((sum, { value }) => sum + value, 0)).toBe(4);
    expect(metrics.map(({ name }) => name)).not.toContain("agentscribe.cost.unpriced");
  });

  it("is none whose usage did not come, and none where no prices are wanted", async () => {
    const usage = { inputTokens: 4, outputTokens: 2 };
    const withPrices = await startRecording();
    withPrices.telemetry.llm({ provider: "openai", model: "gpt-5-mini" }, () => undefined);
    withPrices.telemetry.llm({ provider: "openai", model: "gpt-5-mini" }, (call) => call.usage(usage));
    const without = await startRecording({ pricing: false });
    without.telemetry.llm({ provider: "acme", model: "in-house-1" }, (call) => call.usage(usage));
    for (const { eventsNamed } of [await withPrices.finish(), await without.finish()])
      expect(eventsNamed("agentscribe.cost.unpriced")).toEqual([]);
  });
});

describe("what follows from the end of a call", () => {
  it("happened at that end, however late prices are known or the call is told of", async () => {
    const { telemetry, finish } = await startRecording({
      budgets: [{ name: "small", per: "process", maxTokens: 10, onExceeded: "warn" }],
    });
    const message = { role: "assistant", content: null, refusal: "no" };
    const usage = { prompt_tokens: 8, completion_tokens: 4 };
    telemetry.recordLlm({
      provider: "acme",
      model: "in-house-1",
      startTime: Date.now() - 3_600_000,
      durationMs: 250,
      response: { id: "r", object: "chat.completion", choices: [{ finish_reason: "stop", message }], usage },
    });
    const { span, event } = await finish();
    for (const name of ["cost.unpriced", "refusal", "budget.exceeded"])
      expect(event(`agentscribe.${name}`).timeUnixNano, name).toBe(span("chat in-house-1").endTimeUnixNano);
  });
});

describe("a conversation that the provider shortens", () => {
  it("is told of: on its own within a call, or because it was asked for", async () => {
    const { telemetry, finish } = await startRecording();
    const anthropic = {
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content: [{ type: "compaction", content: "so far" }],
      usage: { input_tokens: 10, output_tokens: 3 },
    };
    telemetry.llm({ provider: "anthropic", model: "claude-sonnet-4-5" }, (call) => call.response(anthropic));
    const compacted = {
      object: "response.compaction",
      id: "resp_1",
      output: [{ type: "compaction", id: "cmp_1", encrypted_content: "x" }],
      usage: { input_tokens: 100, output_tokens: 20 },
    };
    const asked = { provider: "openai", model: "gpt-5-mini", purpose: "compaction" };
    telemetry.llm(asked, (call) => call.response(compacted));
    telemetry.llm(asked, (call) => call.usage({ inputTokens: 10, outputTokens: 3 }));
    const { eventsNamed, points } = await finish();
    expect(eventsNamed("agentscribe.compaction").map(({ attributes }) => attributes)).toMatchObject([
      { "agentscribe.compaction.trigger": "auto", "agentscribe.compaction.success": true },
      {
        "agentscribe.compaction.trigger": "manual",
        "agentscribe.compaction.tokens_before": 100,
        "agentscribe.compaction.duration_ms": expect.any(Number),
        "agentscribe.compaction.success": true,
      },
    ]);
    expect(points("agentscribe.compactions").reduce((sum, { value }) => sum + value, 0)).toBe(2);
  });
});

describe("a metric that two events of the application define", () => {
  const eventOf = (name: string, instrument: "counter" | "histogram", unit: string) =>
    defineEvent({
      name,
      description: "Something happened.",
      stability: "stable",
      attributes: { size: { attribute: `${name}.size`, type: "double", class: "number", description: "How much." } },
      metric: { name: "shop.amount", instrument, unit, description: "Amounts.", value: "size", attributes: [] },
    });

  it("is measured as it was first, and what differs is said and not added to it", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.record(eventOf("shop.sale", "counter", "{item}"), { size: 2 });
    telemetry.record(eventOf("shop.visit", "histogram", "{item}"), { size: 30 });
    telemetry.record(eventOf("shop.weight", "counter", "kg"), { size: 400 });
    telemetry.record(eventOf("shop.order", "counter", "{item}"), { size: 1 });
    expect(telemetry.health().problems).toEqual({ "metric:shop.amount": 2 });
    const { points, eventsNamed } = await finish();
    expect(points("shop.amount")).toMatchObject([{ value: 3 }]);
    expect(eventsNamed("shop.visit")).toHaveLength(1);
  });
});
