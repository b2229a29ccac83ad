import { describe, expect, it } from "vitest";
import type { Alert, MonitorOptions, Telemetry } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MODEL = { provider: "openai", model: "gpt-5-mini" };
const CALLS_AN_HOUR = 60;

interface Call {
  readonly failed?: boolean;
  readonly inputTokens?: number;
}

/** Records a day and a half of calls that are over, the last of them now: `call` says what is unusual about the one of an hour (the last is 0) and a minute. */
function recordHistory(telemetry: Telemetry, call: (hoursAgo: number, minute: number) => Call): void {
  const begin = Date.now() - 36 * HOUR;
  for (let at = 0; at < 36 * CALLS_AN_HOUR; at += 1) {
    const minute = at % CALLS_AN_HOUR;
    const { failed = minute % 30 === 0, inputTokens = 1_000 + 10 * minute } = call(
      35 - Math.floor(at / CALLS_AN_HOUR),
      minute,
    );
    telemetry.recordLlm({
      ...MODEL,
      startTime: begin + at * MINUTE,
      durationMs: 800 + 7 * minute,
      ...(failed ? { error: new Error("overloaded") } : { usage: { inputTokens, outputTokens: 100 } }),
    });
  }
}

async function recordingWith(monitors: MonitorOptions) {
  const told: Alert[] = [];
  const recording = await startRecording({ monitors: { ...monitors, onAlert: (alert) => void told.push(alert) } });
  return { ...recording, told };
}

const ALL: MonitorOptions = { errorRate: true, costDrift: true, latency: true };

describe("monitors", () => {
  it("say nothing of steady traffic, and tell what they know of it", async () => {
    const { telemetry, told, finish } = await recordingWith(ALL);
    recordHistory(telemetry, () => ({}));
    await telemetry.flush();
    const { series, forgottenSeries, untoldAlerts } = telemetry.monitors();
    expect(series.map(({ kind, subject, verdict }) => [kind, subject, verdict])).toEqual([
      ["error_rate", "openai/gpt-5-mini", "usual"],
      ["cost_drift", "openai/gpt-5-mini", "usual"],
      ["latency", "openai/gpt-5-mini", "not enough data"],
    ]);
    expect(series[0]?.baseline).toBeCloseTo(2 / 60);
    expect({ forgottenSeries, untoldAlerts, told }).toEqual({ forgottenSeries: 0, untoldAlerts: 0, told: [] });
    expect((await finish()).eventsNamed("agentscribe.anomaly")).toEqual([]);
  });

  it("look at embeddings as at other calls of models", async () => {
    const { telemetry, finish } = await recordingWith(ALL);
    telemetry.startEmbeddings({ provider: "openai", model: "text-embedding-3-small" }).end();
    await telemetry.flush();
    const { series } = telemetry.monitors();
    expect(series.map(({ kind, subject }) => [kind, subject])).toContainEqual([
      "error_rate",
      "openai/text-embedding-3-small",
    ]);
    await finish();
  });

  it("look at tools of MCP servers as at other tools, and not at calls that were called off", async () => {
    const { telemetry, finish } = await recordingWith(ALL);
    const ask = (name: string, work: () => unknown) =>
      telemetry.mcpRequest({ method: "tools/call", params: { name } }, work);
    telemetry.agent({ name: "asker" }, () => {
      ask("search", () => ({ isError: true, content: [] }));
      telemetry.tool({ name: "read" }, () => ask("read", () => 1));
      expect(() => ask("slow", () => AbortSignal.abort().throwIfAborted())).toThrow();
      telemetry.mcpRequest({ method: "tools/list" }, () => 1);
    });
    await telemetry.flush();
    const errors = telemetry.monitors().series.filter(({ kind }) => kind === "error_rate");
    expect(errors.map(({ subject, count }) => [subject, count])).toEqual([
      ["search", 1],
      ["read", 1],
    ]);
    await finish();
  });

  it("tell a burst of errors once, as an event, a metric and to the application", async () => {
    const { telemetry, told, finish } = await recordingWith({ errorRate: true });
    recordHistory(telemetry, (hoursAgo, minute) => ({ failed: minute % (hoursAgo === 0 ? 3 : 30) === 0 }));
    const { event, eventsNamed, points } = await finish();
    expect(told).toMatchObject([
      { state: "began", kind: "error_rate", subjectType: "model", subject: "openai/gpt-5-mini", windowMillis: HOUR },
    ]);
    expect(told[0]?.baseline).toBeCloseTo(2 / 60);
    expect(told[0]?.value).toBeGreaterThan(0.1);
    expect(event("agentscribe.anomaly").attributes).toMatchObject({
      "agentscribe.anomaly.kind": "error_rate",
      "agentscribe.anomaly.subject_type": "model",
      "agentscribe.anomaly.subject": "openai/gpt-5-mini",
      "agentscribe.anomaly.observed": told[0]?.value,
      "agentscribe.anomaly.baseline": told[0]?.baseline,
      "agentscribe.anomaly.score": told[0]?.score,
      "agentscribe.anomaly.samples": told[0]?.count,
    });
    // It is no part of the call that it was noticed with.
    expect(event("agentscribe.anomaly").spanId).toBeFalsy();
    expect(eventsNamed("agentscribe.anomaly.ended")).toEqual([]);
    expect(points("agentscribe.anomalies").map(({ value }) => value)).toEqual([1]);
    expect(telemetry.monitors().series[0]).toMatchObject({ verdict: "above", alertSinceMillis: told[0]?.sinceMillis });
  });

  it("tell that calls cost more, and when they are as cheap as before", async () => {
    const { telemetry, told, finish } = await recordingWith({ costDrift: true });
    const dearer = (hoursAgo: number): boolean => hoursAgo === 3 || hoursAgo === 4;
    recordHistory(telemetry, (hoursAgo, minute) => ({
      failed: false,
      inputTokens: (1_000 + 10 * minute) * (dearer(hoursAgo) ? 3 : 1),
    }));
    const { event, points } = await finish();
    expect(told).toMatchObject([
      { state: "began", kind: "cost_drift" },
      { state: "ended", kind: "cost_drift", sinceMillis: told[0]?.sinceMillis },
    ]);
    const { value = 0, baseline = 0 } = told[0] ?? {};
    expect(value).toBeGreaterThan(1.2 * baseline);
    const lasted = Number(event("agentscribe.anomaly.ended").attributes["agentscribe.anomaly.duration_ms"]);
    expect(lasted).toBeGreaterThan(2 * HOUR);
    expect(lasted).toBeLessThan(4 * HOUR);
    expect(points("agentscribe.anomaly.duration")).toHaveLength(1);
  });

  it("take the application's callback that throws or rejects, and go on", async () => {
    for (const onAlert of [
      () => {
        throw new Error("the host's");
      },
      () => Promise.reject(new Error("the host's")),
    ]) {
      const { telemetry, finish } = await startRecording({ monitors: { errorRate: true, onAlert } });
      recordHistory(telemetry, (hoursAgo, minute) => ({ failed: minute % (hoursAgo === 0 ? 3 : 30) === 0 }));
      const { event, spans } = await finish();
      expect(event("agentscribe.anomaly").attributes["agentscribe.anomaly.kind"]).toBe("error_rate");
      expect(spans).toHaveLength(36 * CALLS_AN_HOUR);
    }
  });

  it("are off unless they are asked for, and all on with true", async () => {
    const { telemetry } = await startRecording();
    recordHistory(telemetry, () => ({ failed: true }));
    expect(telemetry.monitors()).toEqual({ series: [], forgottenSeries: 0, untoldAlerts: 0 });
    const all = await startRecording({ monitors: true });
    await all.telemetry.session({}, async () => {
      all.telemetry.record("decision", { type: "route", choice: "answer" });
      all.telemetry.recordLlm({ ...MODEL, durationMs: 5, usage: { inputTokens: 10, outputTokens: 5 } });
      await all.telemetry.tool({ name: "search" }, async () => "found");
    });
    await all.telemetry.flush();
    expect(all.telemetry.monitors().series.map(({ kind, subject, count }) => [kind, subject, count])).toEqual([
      ["error_rate", "openai/gpt-5-mini", 1],
      ["error_rate", "search", 1],
      ["cost_drift", "openai/gpt-5-mini", 1],
      ["latency", "openai/gpt-5-mini", 1],
      ["latency", "search", 1],
      ["new_decision", "route", 1],
      ["new_decision", "route: answer", 1],
      ["decision_mix", "route", 1],
      ["token_efficiency", "sessions", 1],
    ]);
  });
});
