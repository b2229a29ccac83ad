import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";
import { createFakeClock, createTestTelemetry, type FakeClock } from "../../../src/testing/index.ts";

/** As an executable does: what it says is heard before time goes on. */
const pass = async (clock: FakeClock, millis: number): Promise<void> => {
  await setImmediate();
  clock.advance(millis);
};

describe("wrapQuery()", () => {
  it("tells times by the clock of the client", async () => {
    const clock = createFakeClock({ now: 1_000_000 });
    await using telemetry = createTestTelemetry({ clock, asDefault: true });
    async function* ask(_params: object): AsyncGenerator<object> {
      await pass(clock, 1_000);
      yield { type: "system", subtype: "init", session_id: "s", model: "claude-sonnet-4-5" };
      await pass(clock, 200);
      const message = {
        id: "msg_1",
        model: "claude-sonnet-4-5",
        role: "assistant",
        content: [],
        stop_reason: "end_turn",
      };
      yield { type: "assistant", session_id: "s", message };
      await pass(clock, 5);
      yield { type: "result", subtype: "success", session_id: "s", num_turns: 1 };
    }
    for await (const _ of wrapQuery(ask)({ prompt: "Go." }));
    expect(telemetry.modelCalls).toMatchObject([{ startTimeMillis: 1_001_000, durationMillis: 200 }]);
    expect(telemetry.spans.filter(({ kind }) => kind === "agent")).toMatchObject([
      { startTimeMillis: 1_000_000, durationMillis: 1_205 },
    ]);
  });
});
