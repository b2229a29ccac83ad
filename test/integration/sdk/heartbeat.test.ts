import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestTelemetry } from "../../../src/testing/index.ts";
import { fakeOwnTimers } from "../../support/own-timers.ts";
import { startRecording } from "../../support/recording.ts";
import { runScript } from "./run-script.ts";

const HEARTBEAT = "agentscribe.heartbeat";
const STALLED = "agentscribe.stalled";
const MINUTE = 60_000;

beforeEach(() => {
  fakeOwnTimers("performance");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("heartbeat", () => {
  it("says each minute that the process is alive, outside of any trace, and reports the gauge", async () => {
    const { telemetry, finish } = await startRecording({ heartbeat: true });
    const open = telemetry.startTool({ name: "t" });
    open.run(() => vi.advanceTimersByTime(2 * MINUTE));
    open.end();
    const { eventsNamed, points } = await finish();
    const told = eventsNamed(HEARTBEAT);
    expect(told.map(({ attributes }) => attributes["agentscribe.heartbeat.uptime_ms"])).toEqual([MINUTE, 2 * MINUTE]);
    expect(told.map(({ attributes }) => attributes["agentscribe.heartbeat.interval_ms"])).toEqual([MINUTE, MINUTE]);
    expect(told.map(({ spanId }) => spanId)).toEqual(["", ""]);
    expect(points("agentscribe.heartbeats")[0]?.value).toBe(2);
    expect(points("agentscribe.up")).toHaveLength(1);
  });

  it("is off unless it is asked for, silent while disabled, and over with the client", async () => {
    const off = createTestTelemetry();
    const on = createTestTelemetry({ heartbeat: { everyMillis: 1_000 } });
    vi.advanceTimersByTime(1_000);
    on.disable();
    vi.advanceTimersByTime(1_000);
    on.enable();
    vi.advanceTimersByTime(1_000);
    await on.shutdown();
    vi.advanceTimersByTime(5_000);
    expect(on.events.filter(({ name }) => name === HEARTBEAT)).toHaveLength(2);
    expect(off.events).toEqual([]);
    await off.shutdown();
  });
});

it("a heartbeat does not hold the process", async () => {
  vi.useRealTimers();
  const source = `
    import { init } from "./src/index.ts";
    init({ exporters: [{ type: "console" }], heartbeat: { everyMillis: 86_400_000 } });
    console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => name === "Timeout")));
  `;
  const { code, answer } = await runScript(source);
  expect([code, answer()]).toEqual([0, []]);
});

describe("stalled", () => {
  const heartbeat = { everyMillis: MINUTE, stalledAfterMillis: 3 * MINUTE };

  it("is told once of a run in which nothing happens, at the innermost open scope", async () => {
    const { telemetry, finish } = await startRecording({ heartbeat });
    const session = telemetry.startSession({ id: "s" });
    const agent = telemetry.startAgent({ name: "a", parent: session });
    const tool = telemetry.startTool({ name: "slow", parent: agent });
    vi.advanceTimersByTime(10 * MINUTE);
    for (const one of [tool, agent, session]) one.end();
    const { event, span, points } = await finish();
    expect(event(STALLED)).toMatchObject({
      spanId: span("execute_tool slow").spanId,
      attributes: { "agentscribe.stalled.idle_ms": 3 * MINUTE, "gen_ai.operation.name": "execute_tool" },
    });
    expect(points("agentscribe.stalls")[0]?.value).toBe(1);
  });

  it("is told of one run while another goes on, and again after it went on", async () => {
    const { telemetry, finish } = await startRecording({ heartbeat });
    const stuck = telemetry.startAgent({ name: "stuck" });
    const busy = telemetry.startLlm({ provider: "openai", model: "m" });
    const pass = (minutes: number): void => {
      for (let minute = 0; minute < minutes; minute += 1) {
        busy.chunk();
        vi.advanceTimersByTime(MINUTE);
      }
    };
    pass(5);
    telemetry.tool({ name: "t", parent: stuck }, () => 1);
    pass(5);
    stuck.end();
    busy.end();
    const { eventsNamed, span } = await finish();
    const at = span("invoke_agent stuck").spanId;
    expect(eventsNamed(STALLED).map(({ spanId }) => spanId)).toEqual([at, at]);
  });

  it("is no run that waits for a person, and no session that is only open", async () => {
    const { telemetry, finish } = await startRecording({ heartbeat });
    const session = telemetry.startSession({ id: "s" });
    const agent = telemetry.startAgent({ name: "a" });
    const wait = telemetry.startWait({ for: "approval", parent: agent });
    vi.advanceTimersByTime(10 * MINUTE);
    for (const one of [wait, agent, session]) one.end();
    const { eventsNamed } = await finish();
    expect(eventsNamed(STALLED)).toEqual([]);
  });
});
