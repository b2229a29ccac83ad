import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask, type Given } from "../../../../src/inspector/questions/ask.ts";
import { clickhouse, sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { QUESTIONS } from "../../../../src/inspector/questions/questions.ts";
import { MEASURES } from "../../../../src/inspector/questions/series/measures.ts";
import { series } from "../../../../src/inspector/questions/series/series.ts";
import { clickHouseViews } from "../../../../src/inspector/questions/views/clickhouse.ts";
import { type ClickHouseEngine, hasClickHouse, startClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables } from "../../../support/inspector/collector-tables.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";
import { seededTelemetry } from "../../../support/inspector/seeded-telemetry.ts";

if (!hasClickHouse)
  console.warn("SKIPPED: questions asked of the real ClickHouse engine; `node test/clickhouse/install.ts` installs it");

const telemetry = seededTelemetry(20_000);
const DAY_US = 86_400_000_000;

/** Every question in every form: by each of its choices, of one service, of another time, cut short. */
const asked: readonly (readonly [name: string, given: Given])[] = QUESTIONS.flatMap(({ name, parameters }) => {
  const choices = parameters.flatMap((one) => (one.choices ?? []).map((choice) => ({ [one.name]: choice })));
  const has = (parameter: string): boolean => parameters.some((one) => one.name === parameter);
  const session = name === "timeline" ? { session: "session-17" } : {};
  return [
    session,
    ...choices,
    ...(has("service") ? [{ service: "triage-bot" }, { service: "nobody's" }] : []),
    ...(has("fromUs") ? [{ fromUs: telemetry.endUs - 8 * DAY_US, toUs: telemetry.endUs - 6 * DAY_US }] : []),
    { ...session, limit: has("limit") ? 2 : undefined },
  ].map((given) => [name, given] as const);
});

describe.skipIf(!hasClickHouse)("A question asked of the embedded store and of ClickHouse", () => {
  let embedded: SeededStore;
  let rows: Asked;
  let engine: ClickHouseEngine;
  let server: Asked;

  beforeAll(async () => {
    embedded = await seededStore(telemetry);
    rows = { dialect: sqlite, query: (sql, parameters) => embedded.store.query(sql, parameters) };
    engine = startClickHouse();
    fillCollectorTables(engine, telemetry);
    for (const view of clickHouseViews()) engine.run(view);
    server = { dialect: clickhouse, query: async (sql, parameters) => engine.ask(sql, parameters) };
  }, 120_000);

  afterAll(async () => {
    engine?.close();
    await embedded?.close();
  });

  it.each(asked)("%s %j is answered with equal rows", async (name, given) => {
    const question = QUESTIONS.find((one) => one.name === name);
    if (question === undefined) throw new Error(name);
    const { limit, ...others } = given;
    const complete = limit === undefined ? others : given;

    const here = await ask(question, complete, rows, telemetry.endUs);
    const there = await ask(question, complete, server, telemetry.endUs);

    expect(there.columns).toEqual(here.columns);
    expect(there.rows.length).toBe(here.rows.length);
    here.rows.forEach((row, index) => {
      expect(there.rows[index]?.map((cell, at) => sameNumber(cell, row[at]))).toEqual(row);
    });
    if (given.service !== "nobody's") expect(here.rows.length).toBeGreaterThan(0);
  });

  it.each(
    MEASURES.flatMap(({ name, columns }) =>
      [...new Set(["none", Object.keys(columns)[0] ?? "", Object.keys(columns).at(-1) ?? ""])].map(
        (by) => [name, by] as const,
      ),
    ),
  )("the series %s by %s has equal lines", async (name, by) => {
    const given = { by, fromUs: telemetry.endUs - 4 * DAY_US, toUs: telemetry.endUs, stepUs: 6 * 3_600_000_000 };

    const here = await series(name, given, rows, telemetry.endUs);
    const there = await series(name, given, server, telemetry.endUs);

    expect(here.timeUs.length).toBe(16);
    expect(here.lines.length).toBeGreaterThan(0);
    expect(there.lines.length).toBe(here.lines.length);
    here.lines.forEach((line, index) => {
      const other = there.lines[index];
      for (const part of ["values", "low", "high", "counts"] as const) {
        expect(other?.[part]?.map((value, at) => sameNumber(value, line[part]?.[at]))).toEqual(line[part]);
      }
    });
    expect({ ...there, lines: [] }).toEqual({ ...here, lines: [] });
  });
});

/** The other cell where the two are equal up to rounding; sums are added up in another order there. */
function sameNumber(cell: string | number | null | undefined, other: string | number | null | undefined): unknown {
  if (typeof cell !== "number" || typeof other !== "number") return cell;
  return Math.abs(cell - other) <= 1e-9 * Math.max(Math.abs(cell), Math.abs(other)) ? other : cell;
}
