import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { resolveValues, statementOf, WrongParameter } from "../../../../src/inspector/questions/ask.ts";
import { clickhouse, DIALECTS, sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { wilsonSql } from "../../../../src/inspector/questions/proportions.ts";
import { quantileSql, rankedColumns } from "../../../../src/inspector/questions/quantiles.ts";
import { findQuestion, QUESTIONS, questionInfos } from "../../../../src/inspector/questions/questions.ts";
import { proportionInterval, quantileRanks } from "../../../../src/internal/statistics/intervals.ts";

const NOW_US = 1_790_000_000_000_000;
const DAY_US = 86_400_000_000;
const HOUR_US = DAY_US / 24;

function question(name: string) {
  const found = findQuestion(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe("resolveValues()", () => {
  it("takes the last seven days by default, before the end that is given", () => {
    const { fromUs, toUs } = resolveValues(question("cost"), {}, NOW_US);
    expect([fromUs, toUs]).toEqual([NOW_US - 7 * DAY_US - (NOW_US % HOUR_US), NOW_US]);
    expect(resolveValues(question("cost"), { toUs: String(DAY_US * 10) }, NOW_US).fromUs).toBe(3 * DAY_US);
  });

  it.each([
    [{ by: "anything" }, /by is one of model, agent/],
    [{ limit: "many" }, /limit is a whole number from 1 to 10000/],
    [{ limit: 0 }, /limit/],
    [{ limit: "1.5" }, /limit/],
    [{ fromUs: -1 }, /fromUs/],
    [{ toUs: "9e15" }, /toUs/],
    [{ color: "red" }, /cost has no parameter color/],
  ])("refuses %j", (given, message) => {
    expect(() => resolveValues(question("cost"), given, NOW_US)).toThrow(WrongParameter);
    expect(() => resolveValues(question("cost"), given, NOW_US)).toThrow(message);
  });

  it("refuses a question without what it needs", () => {
    expect(() => resolveValues(question("timeline"), {}, NOW_US)).toThrow("timeline needs session");
  });
});

describe("statementOf()", () => {
  it.each(QUESTIONS.map(({ name }) => name))("%s has no value in its text, and names only parameters of it", (name) => {
    const hostile = "x' OR 1=1 --";
    const has = (parameter: string) => question(name).parameters.some((one) => one.name === parameter);
    const given = { ...(has("service") && { service: hostile }), ...(has("session") && { session: hostile }) };
    for (const dialect of Object.values(DIALECTS)) {
      const { sql, parameters } = statementOf(question(name), dialect, resolveValues(question(name), given, NOW_US));
      expect(sql).not.toContain(hostile);
      expect(Object.values(parameters)).toContain(hostile);
      const named = [...sql.matchAll(dialect === sqlite ? /:([A-Za-z]\w*)/g : /\{(\w+):\w+\}/g)].map(([, one]) => one);
      expect(new Set(Object.keys(parameters))).toEqual(new Set(named));
    }
  });

  it("writes parameters as each engine has them", () => {
    expect(sqlite.parameter("fromUs", "integer")).toBe(":fromUs");
    expect(clickhouse.parameter("service", "text")).toBe("{service:String}");
  });
});

describe("questionInfos()", () => {
  it("names every question once, with choices and what is needed", () => {
    const infos = questionInfos();
    expect(new Set(infos.map(({ name }) => name)).size).toBe(infos.length);
    const by = infos.find(({ name }) => name === "cost")?.parameters.find(({ name }) => name === "by");
    expect(by).toMatchObject({ default: "model", choices: expect.arrayContaining(["tool", "decision"]) });
    expect(infos.find(({ name }) => name === "timeline")?.parameters[0]).toMatchObject({
      default: null,
      isNeeded: true,
    });
  });
});

describe("statistics as SQL", () => {
  const database = new DatabaseSync(":memory:");

  it("gives the quantiles and bands that the functions give", () => {
    const { value, low, high } = quantileSql(95);
    const statement = database.prepare(
      `WITH RECURSIVE numbers(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM numbers WHERE v < :count)
       SELECT ${value} AS value, ${low} AS low, ${high} AS high FROM (SELECT ${rankedColumns("v", ["1"])} FROM numbers) AS ranked`,
    );
    for (let count = 1; count <= 400; count += 1) {
      const { rank, ...band } = quantileRanks(count, 95);
      // The values are their own ranks.
      expect({ ...statement.get({ count }) }).toEqual({ value: rank, low: band.low ?? null, high: band.high ?? null });
    }
  });

  it("gives Wilson's interval as the function gives it", () => {
    const { low, high } = wilsonSql(":hits", ":total");
    const statement = database.prepare(`SELECT ${low} AS low, ${high} AS high`);
    for (const [hits, total] of [
      [0, 10],
      [8, 10],
      [50, 100],
      [1, 1],
      [999, 1_000],
    ] as const) {
      const expected = proportionInterval(hits, total);
      const found = statement.get({ hits, total }) as { readonly low: number; readonly high: number };
      expect(found.low).toBeCloseTo(expected?.low ?? Number.NaN, 12);
      expect(found.high).toBeCloseTo(expected?.high ?? Number.NaN, 12);
    }
    expect({ ...statement.get({ hits: 0, total: 0 }) }).toEqual({ low: null, high: null });
  });
});
