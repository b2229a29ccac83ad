import { expect, it, vi } from "vitest";
import { createTestTelemetry } from "../../../src/testing/index.ts";

it("stopSignalOf() and limitSignalOf() know the handles of another copy of this package", async () => {
  const telemetry = createTestTelemetry({ budgets: [{ name: "one", maxCalls: 1 }] });
  vi.resetModules();
  const { limitSignalOf, stopSignalOf } = await import("../../../src/record/stop-signal.ts");
  const agent = telemetry.startAgent({ name: "a" });
  const caller = new AbortController();
  const call = telemetry.startLlm({ provider: "openai", parent: agent });
  const stop = stopSignalOf(call, caller.signal);
  const limit = limitSignalOf(call);
  expect([stop?.aborted, limit?.signal.aborted]).toEqual([false, false]);
  caller.abort("enough");
  expect([stop?.reason, limit?.signal.aborted]).toEqual(["enough", false]);
  expect(() => telemetry.llm({ provider: "openai", parent: agent }, () => {})).toThrow("used up");
  expect(limit?.signal.aborted).toBe(true);
  await telemetry.shutdown();
});

it("a caller's own signal aborts that of the request, and not that of the scope", async () => {
  const telemetry = createTestTelemetry({ budgets: [{ name: "one", maxCalls: 1 }] });
  const { stopSignalOf } = await import("../../../src/record/stop-signal.ts");
  const agent = telemetry.startAgent({ name: "a" });
  const caller = new AbortController();
  const call = telemetry.startLlm({ provider: "openai", parent: agent });
  const stop = stopSignalOf(call, caller.signal);
  caller.abort();
  expect([stop?.aborted, call.signal.aborted]).toEqual([true, false]);
  expect(() => telemetry.llm({ provider: "openai", parent: agent }, () => {})).toThrow("used up");
  expect(call.signal.aborted).toBe(true);
  await telemetry.shutdown();
});

it("there is no signal where no limit can stop", async () => {
  const telemetry = createTestTelemetry({ budgets: [{ name: "told", maxCalls: 1, onExceeded: "warn" }] });
  const { limitSignalOf, stopSignalOf } = await import("../../../src/record/stop-signal.ts");
  const call = telemetry.startLlm({ provider: "openai" });
  for (const handle of [call, undefined, {}]) {
    expect(stopSignalOf(handle, new AbortController().signal)).toBeUndefined();
    expect(limitSignalOf(handle)).toBeUndefined();
  }
  await telemetry.shutdown();
});
