import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask, type Given } from "../../../../src/inspector/questions/ask.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { QUESTIONS } from "../../../../src/inspector/questions/questions.ts";
import { MEASURES } from "../../../../src/inspector/questions/series/measures.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import type { Answer, SqlValue } from "../../../../src/inspector/store/store.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import { seededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

const HOUR_US = 3_600_000_000;
const telemetry = seededTelemetry(20_000);
const { endUs } = telemetry;
const week = { fromUs: endUs - 7 * 24 * HOUR_US, toUs: endUs };

let embedded: SeededStore;
const asked: string[] = [];

/** The store as the inspector asks it; durations are measured by histograms however few there are. */
const withHours: Asked = {
  dialect: sqlite,
  hasHours: true,
  query: async (sql, parameters): Promise<Answer> => {
    if (/^SELECT coalesce\(sum\(spans\), 0\) FROM agent_hours/.test(sql)) return { columns: ["n"], rows: [[1e9]] };
    asked.push(sql);
    return await embedded.store.query(sql, parameters);
  },
};
const withRows: Asked = { dialect: sqlite, query: (sql, parameters) => embedded.store.query(sql, parameters) };

beforeAll(async () => {
  embedded = await seededStore(telemetry);
  // The process that answers starts with the first statement.
  await embedded.store.query("SELECT 1");
}, 60_000);

afterAll(() => embedded?.close());

const given = (name: string): readonly Given[] => {
  const by = QUESTIONS.find((one) => one.name === name)?.parameters.find((one) => one.name === "by");
  return (by?.choices ?? []).flatMap((choice) => [
    { by: choice, ...week },
    { by: choice, ...week, service: "triage-bot" },
  ]);
};

/** Columns of a row that are durations out of histograms. */
const isMeasured = (column: string): boolean => /^(baseline_)?p\d\d_/.test(column);

describe("Questions that sums by hour answer", () => {
  it.each(["cost", "cache", "anomalies"].flatMap((name) => given(name).map((one) => [name, one] as const)))(
    "%s %j has the rows that the spans have",
    async (name, values) => {
      const question = QUESTIONS.find((one) => one.name === name);
      if (question === undefined) throw new Error(name);
      asked.length = 0;
      const fast = await ask(question, values, withHours, endUs);
      const slow = await ask(question, values, withRows, endUs);
      expect(fast.columns).toEqual(slow.columns);
      expect(fast.rows.map(rounded)).toEqual(slow.rows.map(rounded));
      expect(slow.rows.length).toBeGreaterThan(0);
      const byHour = ["model", "agent", "purpose", "task", "service", "provider", "agent-kind"];
      expect(asked.some((sql) => sql.includes("agent_hours"))).toBe(byHour.includes(String(values.by)));
    },
  );

  it("are answered by the spans for a time that is not of whole hours", async () => {
    const question = QUESTIONS.find(({ name }) => name === "cost");
    if (question === undefined) throw new Error("cost");
    asked.length = 0;
    await ask(question, { fromUs: week.fromUs + 1, toUs: endUs }, withHours, endUs);
    expect(asked.join()).not.toContain("agent_hours");
  });

  it("hold what is asked for until now, by default and from a whole hour on", async () => {
    const nowUs = endUs - 20 * 60_000_000;
    for (const name of ["cost", "cache", "anomalies"]) {
      const question = QUESTIONS.find((one) => one.name === name);
      if (question === undefined) throw new Error(name);
      for (const values of [{}, { fromUs: week.fromUs }, { fromUs: week.fromUs, toUs: nowUs }]) {
        asked.length = 0;
        const fast = await ask(question, values, withHours, nowUs);
        expect(asked.join()).toContain("agent_hours");
        // Seven days before now lie in the hour before.
        const fromUs = values.fromUs ?? week.fromUs - HOUR_US;
        const slow = await ask(question, { fromUs, toUs: endUs }, withRows, endUs);
        expect(fast.rows.map(rounded)).toEqual(slow.rows.map(rounded));
      }
      asked.length = 0;
      await ask(question, { ...week, toUs: nowUs - 1 }, withHours, nowUs);
      expect(asked.join()).not.toContain("agent_hours");
    }
  });

  it.each(given("latency").map((one) => [one] as const))("latency %j is right within half a bucket", async (values) => {
    const question = QUESTIONS.find(({ name }) => name === "latency");
    if (question === undefined) throw new Error("latency");
    const fast = await ask(question, values, withHours, endUs);
    const slow = await ask(question, values, withRows, endUs);
    expect(fast.rows.length).toBe(slow.rows.length);
    slow.rows.forEach((row, at) => {
      slow.columns.forEach((column, index) => {
        const [here, there] = [row[index] ?? null, fast.rows[at]?.[index] ?? null];
        if (column === "verdict") return;
        if (isMeasured(column)) expectNear(column, here, there);
        else expect(there, column).toBe(here);
      });
    });
  });

  it("measures few durations one by one", async () => {
    const question = QUESTIONS.find(({ name }) => name === "latency");
    if (question === undefined) throw new Error("latency");
    const statements: string[] = [];
    const query: Asked["query"] = (sql, parameters) => {
      statements.push(sql);
      return embedded.store.query(sql, parameters);
    };
    await ask(question, week, { dialect: sqlite, hasHours: true, query }, endUs);
    expect(statements.join()).not.toContain("agent_durations");
  });
});

describe("Series that sums by hour answer", () => {
  const times = { ...week, stepUs: 6 * HOUR_US };

  it.each(MEASURES.flatMap(({ name, columns }) => ["none", ...Object.keys(columns)].map((by) => [name, by] as const)))(
    "%s by %s has the lines that the spans have",
    async (name, by) => {
      asked.length = 0;
      const fast = await series(name, { ...times, by }, withHours, endUs);
      const slow = await series(name, { ...times, by }, withRows, endUs);
      const isQuantile = /-p\d\d$/.test(name);
      expect(fast.timeUs).toEqual(slow.timeUs);
      expect(fast.lines.map((line) => line.name)).toEqual(slow.lines.map((line) => line.name));
      slow.lines.forEach((line, at) => {
        const other = fast.lines[at];
        expect(other?.counts).toEqual(line.counts);
        for (const part of ["values", "low", "high"] as const) {
          if (isQuantile)
            line[part]?.forEach((value, index) => {
              expectNear(part, value, other?.[part]?.[index] ?? null);
            });
          else expect(other?.[part]?.map(round)).toEqual(line[part]?.map(round));
        }
      });
      if (!isQuantile) expect(fast.marks).toEqual(slow.marks);
      const byHour = isQuantile
        ? ["none", "model", "service", "tool"].includes(by)
        : !["user", "tenant"].includes(by) && !["sessions", "success-rate"].includes(name);
      expect(asked.some((sql) => /agent_hours|agent_durations/.test(sql))).toBe(byHour);
    },
  );
});

/** Half a bucket is 2^(1/16); the ends of a band are those of their buckets, a whole one apart at most. */
function expectNear(name: string, exact: SqlValue, measured: SqlValue): void {
  if (exact === null || Number(exact) < 1) {
    if (exact === null) expect(measured, name).toBeNull();
    return;
  }
  const ratio = Number(measured) / Number(exact);
  const bound = 2 ** (/low|high/.test(name) ? 1 / 8 : 1 / 16) * (1 + 1e-9);
  expect(ratio, `${name} ${exact} ${measured}`).toBeGreaterThanOrEqual(1 / bound);
  expect(ratio, `${name} ${exact} ${measured}`).toBeLessThanOrEqual(bound);
  if (/low/.test(name)) expect(ratio).toBeLessThanOrEqual(1 + 1e-9);
  if (/high/.test(name)) expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
}

function round(value: SqlValue): SqlValue {
  return typeof value === "number" ? Number(value.toPrecision(9)) : value;
}

function rounded(row: readonly SqlValue[]): readonly SqlValue[] {
  return row.map(round);
}
