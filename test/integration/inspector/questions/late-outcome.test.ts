import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../../../../src/inspector/questions/ask.ts";
import { findQuestion } from "../../../../src/inspector/questions/questions.ts";
import { ingestTelemetry, type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import type { SeededLog, SeededSpan, SeededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";
import { type TwoEngines, twoEngines } from "../../../support/inspector/two-engines.ts";

const HOUR_US = 3_600_000_000;
const END_US = 1_795_000_000_000_000;
const BEGIN_US = END_US - 12 * HOUR_US;
const FROM = { service: "bot", scope: "agentscribe" } as const;

function span(session: string, name: string, minute: number, outcome?: string): SeededSpan {
  const [spanId, parentSpanId] = name === "session" ? ["1", ""] : [`a${minute}`, "1".padStart(16, "0")];
  return {
    ...{ ...FROM, traceId: session.padEnd(32, "0"), spanId: spanId.padStart(16, "0"), parentSpanId, name, kind: 1 },
    ...{ startUs: BEGIN_US + minute * 60_000_000, durationUs: 60_000_000, status: 0 },
    attributes: {
      "session.id": session,
      ...(name !== "session" && { "agentscribe.task.id": `${session}${minute}` }),
      ...(outcome !== undefined && {
        [name === "session" ? "agentscribe.outcome" : "agentscribe.task.outcome"]: outcome,
      }),
    },
  };
}

function again(task: SeededSpan, id: string): SeededSpan {
  return { ...task, attributes: { ...task.attributes, "agentscribe.task.id": id } };
}

function log(session: string, hour: number, eventName: string, outcome: string): SeededLog {
  const isRating = eventName !== "agentscribe.task.late_outcome";
  return {
    ...{ ...FROM, traceId: session.padEnd(32, "0"), spanId: "a0".padStart(16, "0"), severity: 9, eventName },
    timeUs: BEGIN_US + hour * HOUR_US,
    attributes: isRating
      ? { "gen_ai.evaluation.score.label": outcome }
      : { "agentscribe.task.id": `${session}0`, "agentscribe.task.outcome": outcome },
  };
}

/**
 * `a`: a task that was taken back. `b`: the session said itself what it came to. `c`: nothing but what was told later. `d`: a task followed. `e`: it told of
 * the task of another session. `f`: the task of `a` was done again after that. `1`: what became of its task was told in its trace, but not of the task's span.
 */
const telemetry: SeededTelemetry = {
  spans: [
    ...[span("a", "session", 0), span("a", "task fix", 0, "success")],
    ...[span("b", "session", 0, "success"), span("b", "task fix", 0, "failed")],
    ...[span("d", "task fix", 0, "success"), span("d", "task fix", 240, "revised")],
    span("e", "task look", 0, "success"),
    again(span("f", "task fix", 240, "success"), "a0"),
    ...[span("1", "session", 0), span("1", "task fix", 0, "success")],
  ],
  logs: [
    log("a", 2, "gen_ai.evaluation.result", "poor"),
    log("a", 3, "agentscribe.task.late_outcome", "regressed"),
    log("b", 3, "agentscribe.task.late_outcome", "regressed"),
    log("c", 1, "agentscribe.task.late_outcome", "failed"),
    log("c", 3, "gen_ai.evaluation.result", "poor"),
    log("d", 3, "agentscribe.task.late_outcome", "regressed"),
    { ...log("a", 3, "agentscribe.task.late_outcome", "failed"), traceId: "e".padEnd(32, "0") },
    { ...log("1", 3, "agentscribe.task.late_outcome", "regressed"), spanId: "1".padStart(16, "0") },
  ],
  endUs: END_US,
};

let engines: TwoEngines;

beforeAll(async () => {
  engines = await twoEngines(telemetry);
}, 120_000);

afterAll(() => engines?.close());

/** Minutes from the begin to the end of each session, and its outcome. */
async function listed({ store }: SeededStore): Promise<unknown> {
  const { sessions } = await store.sessions();
  const rows = sessions.map(({ id, startUs, endUs, outcome }) => [
    id.replace(/0+$/, ""),
    (startUs - BEGIN_US) / 60_000_000,
    (endUs - startUs) / 60_000_000,
    outcome,
  ]);
  return rows.sort();
}

const LISTED = [
  ["1", 0, 1, "success"],
  ["a", 0, 1, "regressed"],
  ["b", 0, 1, "success"],
  ["c", 60, 120, "failed"],
  ["d", 0, 241, "revised"],
  ["e", 0, 1, "success"],
  ["f", 240, 1, "success"],
];

describe("What is told of work after it was done", () => {
  it("says the outcome of a session in the list, and nothing of its length", async () => {
    expect(await listed(engines.embedded)).toEqual(LISTED);
  });

  it("says the same where it comes first", async () => {
    const other = await seededStore({ ...telemetry, spans: [] });
    try {
      await ingestTelemetry(other.store, { ...telemetry, logs: [] });
      expect(await listed(other)).toEqual(LISTED);
    } finally {
      await other.close();
    }
  });

  it.each(["SQLite", "ClickHouse"])("says the same to the question of sessions of %s", async (name) => {
    const [question, asked] = [findQuestion("sessions"), engines.asked[name]];
    if (question === undefined || (asked === undefined && name === "SQLite")) throw new Error(name);
    if (asked === undefined) return;
    const { columns, rows } = await ask(question, {}, asked, END_US);
    const of = (row: (typeof rows)[number], column: string) => row[columns.indexOf(column)] ?? null;
    const found = rows.map((row) => [
      of(row, "session_id"),
      Number(of(row, "duration_us")) / 60_000_000,
      of(row, "outcome"),
    ]);
    expect(found.sort()).toEqual([
      ["1", 1, "success"],
      ["a", 1, "regressed"],
      ["b", 1, "success"],
      ["d", 241, "revised"],
      ["e", 1, "success"],
      ["f", 1, "success"],
    ]);
  });

  it.each(["SQLite", "ClickHouse"])(
    "says nothing of a run that begins after it to the questions of %s",
    async (name) => {
      const [question, asked] = [findQuestion("outcomes"), engines.asked[name]];
      if (question === undefined || (asked === undefined && name === "SQLite")) throw new Error(name);
      if (asked === undefined) return;
      const { columns, rows } = await ask(question, {}, asked, END_US);
      const successes = rows.filter((row) => row[columns.indexOf("outcome")] === "success");
      expect(successes.map((row) => Number(row[columns.indexOf("tasks")]))).toEqual([2]);
    },
  );
});
