import { expect, it, vi } from "vitest";
import { createTestTelemetry } from "../../../src/testing/index.ts";

it("stopSignalOf() knows the handles of another copy of this package", async () => {
  const telemetry = createTestTelemetry({ budgets: [{ name: "one", maxCalls: 1 }] });
  vi.resetModules();
  const { stopSignalOf } = await import("../../../src/record/stop-signal.ts");
  const agent = telemetry.startAgent({ name: "a" });
  const caller = new AbortController();
  const call = telemetry.startLlm({ provider: "openai", parent: agent });
  const stop = stopSignalOf(call, caller.signal);
  expect(stop?.aborted).toBe(false);
  caller.abort("enough");
  expect(stop?.reason).toBe("enough");
  await telemetry.shutdown();
});

it("there is no signal where no limit can stop", async () => {
  const telemetry = createTestTelemetry({ budgets: [{ name: "told", maxCalls: 1, onExceeded: "warn" }] });
  const { stopSignalOf } = await import("../../../src/record/stop-signal.ts");
  const call = telemetry.startLlm({ provider: "openai" });
  for (const handle of [call, undefined, {}]) {
    expect(stopSignalOf(handle, new AbortController().signal)).toBeUndefined();
  }
  await telemetry.shutdown();
});
