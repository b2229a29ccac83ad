import { describe, expect, it } from "vitest";
import type { Telemetry } from "../../../src/index.ts";
import { offTelemetry } from "../../../src/sdk/off-telemetry.ts";
import { createTestTelemetry } from "../../../src/testing/index.ts";

function paused(): Telemetry {
  const telemetry = createTestTelemetry();
  telemetry.disable();
  return telemetry;
}

async function shutDown(): Promise<Telemetry> {
  const telemetry = createTestTelemetry();
  await telemetry.shutdown();
  return telemetry;
}

describe("the handle of a scope that is not recorded", () => {
  it.each([
    ["off", () => offTelemetry("enabled: false")],
    ["paused", paused],
    ["shut down", shutDown],
  ])("has the id that the application gave while telemetry is %s", async (_name, make) => {
    const telemetry = await make();
    expect(telemetry.session({ id: "thread-7" }, ({ id }) => id)).toBe("thread-7");
    expect(telemetry.startTask({ id: "T-12", type: "bugfix" }).id).toBe("T-12");
    expect(telemetry.session({}, ({ id }) => id)).toBe("");
    const { run, set, end, signal, spanId } = telemetry.startSession({ id: "thread-7" });
    expect(run(() => 7)).toBe(7);
    set({ any: "thing" });
    end();
    expect([signal.aborted, spanId]).toEqual([false, "0".repeat(16)]);
  });
});
