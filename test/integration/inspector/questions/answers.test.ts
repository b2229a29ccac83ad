import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask, type Given } from "../../../../src/inspector/questions/ask.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import { type SeededSpan, seededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

const HOUR_US = 3_600_000_000;
const telemetry = seededTelemetry(20_000);
const { endUs } = telemetry;
const fromUs = endUs - 7 * 24 * HOUR_US;
const recent = telemetry.spans.filter(({ startUs }) => startUs >= fromUs && startUs < endUs);

let embedded: SeededStore;
let store: Asked;

beforeAll(async () => {
  embedded = await seededStore(telemetry);
  store = { dialect: sqlite, query: (sql, parameters) => embedded.store.query(sql, parameters) };
}, 60_000);

afterAll(() => embedded?.close());

type Row = Readonly<Record<string, string | number | null>>;

async function answer(name: string, given: Given = {}): Promise<readonly Row[]> {
  const question = findQuestion(name);
  if (question === undefined) throw new Error(name);
  const { columns, rows } = await ask(question, given, store, endUs);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
}

const isChat = (span: SeededSpan): boolean =>
  span.attributes["gen_ai.operation.name"] === "chat" && span.scope === "agentscribe";
const sum = (spans: readonly SeededSpan[], name: string): number =>
  spans.reduce((all, { attributes }) => all + Number(attributes[name] ?? 0), 0);

describe("Questions about three weeks of several agents", () => {
  it("cost sums what was sent for a model, and says that nobody knows the price of another", async () => {
    const rows = await answer("cost");
    const calls = recent.filter((span) => isChat(span) && span.attributes["gen_ai.request.model"] === "gpt-6");
    expect(rows.find(({ model }) => model === "gpt-6")).toMatchObject({
      calls: calls.length,
      errors: calls.filter(({ status }) => status === 2).length,
      input_tokens: sum(calls, "gen_ai.usage.input_tokens"),
      cost_usd: expect.closeTo(sum(calls, "agentscribe.cost.usd"), 9),
    });
    const own = rows.find(({ model }) => model === "in-house 'q'");
    expect(own).toMatchObject({ cost_usd: null, unpriced_calls: own?.calls });
  });

  it("cost by tool and by decision shares out all of the cost, and no more", async () => {
    const total = sum(recent, "agentscribe.cost.usd");
    for (const by of ["tool", "decision", "purpose", "user"]) {
      const rows = await answer("cost", { by, service: "triage-bot" });
      const all = recent.filter(({ service }) => service === "triage-bot");
      expect(rows.reduce((cost, row) => cost + Number(row.cost_usd ?? 0), 0)).toBeCloseTo(
        sum(all, "agentscribe.cost.usd"),
        9,
      );
    }
    expect(total).toBeGreaterThan(1);
  });

  it("latency finds the model that became slower, and only that one", async () => {
    const rows = await answer("latency");
    const verdicts = Object.fromEntries(rows.map(({ model, verdict }) => [model, verdict]));
    expect(verdicts).toEqual({
      "gpt-6": "same",
      "gpt-6-mini": "same",
      "in-house 'q'": "same",
      "claude-sonnet-5": "slower",
    });
    const durations = recent
      .filter((span) => isChat(span) && span.attributes["gen_ai.request.model"] === "gpt-6")
      .map(({ durationUs }) => durationUs)
      .sort((a, b) => a - b);
    expect(rows.find(({ model }) => model === "gpt-6")).toMatchObject({
      p50_us: durations[Math.ceil(durations.length / 2) - 1],
      p95_us: durations[Math.ceil(durations.length * 0.95) - 1],
    });
  });

  it("models say which of them serve a task type and purpose, and share its calls out", async () => {
    const rows = await answer("models");
    const fixing = rows.filter((row) => row.task_type === "bugfix" && row.purpose === "main");
    const calls = recent.filter(
      ({ attributes }) =>
        attributes["agentscribe.task.type"] === "bugfix" && attributes["agentscribe.llm.purpose"] === "main",
    );
    const ofGpt = calls.filter(({ attributes }) => attributes["gen_ai.request.model"] === "gpt-6");
    expect(fixing.map(({ model }) => model).sort()).toEqual(["claude-sonnet-5", "gpt-6", "in-house 'q'"]);
    expect(fixing.reduce((all, row) => all + Number(row.share_rate), 0)).toBeCloseTo(1, 9);
    expect(fixing.find(({ model }) => model === "gpt-6")).toMatchObject({
      calls: ofGpt.length,
      share_rate: ofGpt.length / calls.length,
      error_rate: ofGpt.filter(({ status }) => status === 2).length / ofGpt.length,
      cost_usd: expect.closeTo(sum(ofGpt, "agentscribe.cost.usd"), 9),
    });
  });

  it("cohorts find the model and the tool that fail together", async () => {
    const [first] = await answer("cohorts", { least: 30 });
    expect(first?.cohort).toBe("model = claude-sonnet-5, tool = deploy");
    expect(Number(first?.lift)).toBeGreaterThan(1.8);
    expect(Number(first?.failure_low_rate)).toBeGreaterThan(Number(first?.overall_rate));
  });

  it("tools count failures and name their types", async () => {
    const [worst] = await answer("tools");
    const calls = recent.filter(({ attributes }) => attributes["gen_ai.tool.name"] === "deploy");
    const failed = calls.filter(({ status }) => status === 2);
    expect(worst).toMatchObject({ tool: "deploy", calls: calls.length, errors: failed.length });
    expect(String(worst?.error_types).split(", ").sort()).toEqual(["ENOENT", "TimeoutError"]);
    expect(Number(worst?.model_cost_after_errors_usd)).toBeGreaterThan(0);
    expect(Number(worst?.model_cost_after_errors_usd)).toBeLessThan(Number(worst?.model_cost_after_usd));
  });

  it("errors lead to the newest example", async () => {
    const [first] = await answer("errors", { limit: 1 });
    const newest = recent
      .filter(({ attributes, status }) => status === 2 && attributes["gen_ai.tool.name"] === first?.what)
      .filter(({ attributes }) => attributes["error.type"] === first?.error_type)
      .sort((a, b) => b.startUs - a.startUs)[0];
    expect(first).toMatchObject({ kind: "tool", what: "deploy", span: `${newest?.traceId}/${newest?.spanId}` });
  });

  it("new-decisions names the choice that was not made before, and none in a first week", async () => {
    const [only, ...more] = await answer("new-decisions");
    expect(only).toMatchObject({ decision_type: "route", decision_choice: "hand over", is_new: 1 });
    expect(more).toEqual([]);
    const firstWeek = { fromUs: endUs - 28 * 24 * HOUR_US, toUs: endUs - 14 * 24 * HOUR_US };
    expect(await answer("new-decisions", firstWeek)).toEqual([]);
  });

  it("loops find one tool that is called again and again, and what agents say of it", async () => {
    const rows = await answer("loops", { least: 4, limit: 1_000 });
    const told = telemetry.logs.filter(
      ({ eventName, timeUs }) => eventName === "agentscribe.loop.detected" && timeUs >= fromUs && timeUs < endUs,
    );
    expect(rows.filter(({ told_by: by }) => by === "event").length).toBe(told.length);
    const calls = rows.filter(({ told_by: by }) => by === "calls");
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.every(({ repetitions }) => Number(repetitions) >= 4)).toBe(true);
    // Each loop that an agent told of is one that is seen in its calls.
    const seen = new Set(calls.map((row) => `${row.session_id} ${row.tool}`));
    for (const { attributes } of told)
      expect(seen).toContain(`${attributes["session.id"]} ${attributes["gen_ai.tool.name"]}`);
  });

  it("anomalies find the two hours of the outage, and say where there is too little data", async () => {
    const rows = await answer("anomalies", { by: "provider" });
    const above = rows.filter(({ measure, verdict }) => measure === "error rate" && verdict === "above");
    expect(above.map(({ provider }) => provider)).toEqual(["openai", "openai"]);
    expect(above.map(({ hour_at_us: at }) => at)).toEqual([endUs - 29 * HOUR_US, endUs - 30 * HOUR_US]);
    expect(rows).toContainEqual(expect.objectContaining({ provider: "anthropic", verdict: "not enough data" }));
  });

  it("success takes what became of a task later before what was said at its end", async () => {
    const rows = await answer("outcomes");
    const late = telemetry.logs.filter(({ eventName }) => eventName === "agentscribe.task.late_outcome");
    const regressed = rows
      .filter(({ outcome }) => outcome === "regressed")
      .reduce((all, row) => all + Number(row.tasks), 0);
    const tasks = new Set(
      recent.filter(({ name }) => name.startsWith("task ")).map(({ attributes }) => attributes["agentscribe.task.id"]),
    );
    expect(regressed).toBe(late.filter(({ attributes }) => tasks.has(attributes["agentscribe.task.id"] ?? "")).length);
    for (const row of await answer("success")) {
      expect(Number(row.success_low_rate)).toBeLessThanOrEqual(Number(row.success_rate));
      expect(Number(row.success_high_rate)).toBeGreaterThanOrEqual(Number(row.success_rate));
    }
  });

  it("time-to-pr reads the milliseconds that events of opened requests say", async () => {
    const rows = await answer("time-to-pr");
    const opened = telemetry.logs.filter(
      ({ eventName, timeUs }) => eventName === "agentscribe.pull_request" && timeUs >= fromUs && timeUs < endUs,
    );
    expect(rows.reduce((all, row) => all + Number(row.requests), 0)).toBe(opened.length);
    expect(Number(rows[0]?.p50_us)).toBeGreaterThan(60_000_000);
  });

  it("sessions agree with the list that the store keeps", async () => {
    const { sessions } = await embedded.store.sessions({ limit: 1_000, sort: "start" });
    const rows = await answer("sessions", { limit: 200, fromUs: 0 });
    for (const row of rows) {
      const listed = sessions.find(({ id }) => id === row.session_id);
      expect(row).toMatchObject({
        agent: listed?.agent ?? "",
        outcome: listed?.outcome ?? "",
        calls: listed?.inferenceCalls,
        tool_calls: listed?.toolCalls,
        errors: listed?.errors,
        unpriced_calls: listed?.unpricedCalls,
        decision_path: listed?.decisionPath,
      });
      expect(Number(row.cost_usd ?? 0)).toBeCloseTo(listed?.costUsd ?? Number.NaN, 9);
    }
    expect(rows.length).toBe(200);
  });
});

describe("Series", () => {
  it("have 0 for buckets without calls, and no rate, in every bucket of the time", async () => {
    const given = { fromUs: endUs, toUs: endUs + 5 * HOUR_US, stepUs: HOUR_US };
    const calls = await series("calls", { ...given, fromUs: endUs - HOUR_US }, store, endUs);
    expect(calls.timeUs.length).toBe(6);
    expect(calls.lines[0]?.values.slice(1)).toEqual([0, 0, 0, 0, 0]);
    expect((await series("error-rate", given, store, endUs)).lines).toEqual([]);
  });

  it("mark the outage and nothing a day before it", async () => {
    const given = { by: "provider", fromUs: endUs - 54 * HOUR_US, toUs: endUs, stepUs: HOUR_US };
    const { marks, lines } = await series("error-rate", given, store, endUs);
    expect(marks.map(({ timeUs, line }) => [timeUs, line])).toEqual([
      [endUs - 30 * HOUR_US, "openai"],
      [endUs - 29 * HOUR_US, "openai"],
    ]);
    expect(marks[0]?.text).toMatch(/of \d+$/);
    const { low, high, values } = lines.find(({ name }) => name === "openai") ?? {};
    values?.forEach((value, at) => {
      if (value !== null) expect(low?.[at] ?? 1).toBeLessThanOrEqual(value);
      if (value !== null) expect(high?.[at] ?? 0).toBeGreaterThanOrEqual(value);
    });
  });

  it("add up to what the question says, by kind of token as well", async () => {
    const given = { fromUs, toUs: endUs, stepUs: 24 * HOUR_US };
    const total = (lines: readonly { readonly values: readonly (number | null)[] }[]): number =>
      lines.flatMap(({ values }) => values).reduce<number>((all, value) => all + (value ?? 0), 0);
    const [row] = await answer("overview");
    const tokens = Number(row?.input_tokens) + Number(row?.output_tokens);
    for (const by of ["none", "model", "kind"]) {
      expect(total((await series("tokens", { ...given, by }, store, endUs)).lines)).toBe(tokens);
    }
    expect(total((await series("cost", given, store, endUs)).lines)).toBeCloseTo(Number(row?.cost_usd), 9);
  });

  it("refuse measures and steps that there are not", async () => {
    await expect(series("mood", {}, store, endUs)).rejects.toThrow("there is no measure mood");
    await expect(series("cost", { stepUs: 1_000_000 }, store, endUs)).rejects.toThrow(/stepUs is too short/);
    await expect(series("cost", { by: "tool" }, store, endUs)).rejects.toThrow(/by is one of none, model/);
  });
});
