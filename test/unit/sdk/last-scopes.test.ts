import { afterEach, expect, it, vi } from "vitest";
import { createTestTelemetry } from "../../../src/testing/index.ts";

afterEach(() => void vi.useRealTimers());

it("a scope that is about to end when shutdown() is asked for ends as finished", async () => {
  const telemetry = createTestTelemetry();
  const agent = telemetry.startAgent({ name: "last" });
  const left = telemetry.startAgent({ name: "left" });
  const answer = Promise.resolve("done");
  void answer.then(() => Promise.resolve()).then(() => agent.end());
  await answer;
  await telemetry.shutdown();
  const unfinished = telemetry.spans.map(({ name, attributes }) => [name, attributes["agentscribe.unfinished"]]);
  expect(unfinished).toEqual([
    ["invoke_agent last", undefined],
    ["invoke_agent left", true],
  ]);
  left.end();
});

it("what comes after shutdown() is counted as dropped, and what disable() keeps out is not", async () => {
  const telemetry = createTestTelemetry();
  const work = (): void => {
    telemetry.agent({ name: "late" }, () => telemetry.tool({ name: "inside" }, () => {}));
    telemetry.recordTool({ name: "finished", durationMs: 1 });
    telemetry.recordLlm({ provider: "openai", model: "gpt-5", durationMs: 1 });
    telemetry.record("decision", { type: "a", choice: "b" });
  };
  telemetry.disable();
  work();
  expect(telemetry.health()).toMatchObject({ accepted: 0, dropped: {} });
  telemetry.enable();
  await telemetry.shutdown();
  work();
  expect(telemetry.health()).toMatchObject({ accepted: 5, delivered: 0, dropped: { disabled: 5 } });
  expect([...telemetry.spans, ...telemetry.events]).toEqual([]);
});

it("shutdown() does not wait for timers that were replaced", async () => {
  const telemetry = createTestTelemetry();
  telemetry.startAgent({ name: "left" });
  vi.useFakeTimers();
  await telemetry.shutdown();
  expect(telemetry.spans).toHaveLength(1);
});
