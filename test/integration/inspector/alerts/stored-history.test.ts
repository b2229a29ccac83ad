import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runReport } from "../../../../src/cli/report/report.ts";
import { awaitReading, readAlerts } from "../../../../src/inspector/alerts/alert-report.ts";
import { alertWindow, HOUR_US } from "../../../../src/inspector/alerts/alert-window.ts";
import type { AlertReport } from "../../../../src/inspector/api.ts";
import { clickhouse, sqlite } from "../../../../src/inspector/questions/dialect.ts";
import { clickHouseViews } from "../../../../src/inspector/questions/views/clickhouse.ts";
import type { Store } from "../../../../src/inspector/store/store.ts";
import { hasClickHouse, startClickHouse } from "../../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables } from "../../../support/inspector/collector-tables.ts";
import {
  BREAKING_TOOL,
  type Changes,
  DRIFTING_MODEL,
  driftingTelemetry,
  RARE_MODEL,
} from "../../../support/inspector/drifting-telemetry.ts";
import { type SeededStore, seededStore } from "../../../support/inspector/seeded-store.ts";

if (!hasClickHouse)
  console.warn("SKIPPED: alerts asked of the real ClickHouse engine; `node test/clickhouse/install.ts` installs it");

const CHANGES: Changes = {
  latency: [120, 3],
  efficiency: [96, 12],
  errors: [70, 2],
  told: [60, 2],
  decision: [50, 3],
  mix: [40, 15],
  cost: [20, 20],
};
const drifting = driftingTelemetry(CHANGES);
const { endUs } = drifting;
const window = { fromUs: endUs - 7 * 24 * HOUR_US };

let embedded: SeededStore;
let report: AlertReport;

beforeAll(async () => {
  embedded = await seededStore(drifting);
  report = await embedded.store.alerts(window, endUs);
}, 120_000);

afterAll(() => embedded?.close());

const found = (kind: string, subject: string): readonly number[] =>
  report.alerts
    .filter((alert) => alert.kind === kind && alert.subject === subject)
    .map(({ sinceUs }) => (endUs - sinceUs) / HOUR_US);

describe("stored history", () => {
  it("has a drift of cost found in its first hours, with what is usual", () => {
    const [since = 0] = found("cost_drift", DRIFTING_MODEL);
    expect(since).toBeGreaterThanOrEqual(18);
    expect(since).toBeLessThanOrEqual(20);
    const alert = report.alerts.find(({ kind }) => kind === "cost_drift");
    expect(alert).toMatchObject({ subjectType: "model", verdict: "above", unit: "USD", service: null });
    expect(Number(alert?.value) / Number(alert?.baseline)).toBeGreaterThan(1.2);
    expect(alert?.count).toBe(120);
  });

  it("has a burst of errors, a slow hour and a new decision found in the hour in which they began", () => {
    expect(found("error_rate", BREAKING_TOOL)).toContain(70);
    expect(found("latency", DRIFTING_MODEL)).toEqual([120]);
    expect(found("new_decision", "route: give up")).toEqual([50]);
    const burst = report.alerts.find(({ kind, sinceUs }) => kind === "error_rate" && sinceUs === endUs - 70 * HOUR_US);
    expect(burst?.untilUs).toBe(endUs - 68 * HOUR_US);
    const slow = report.alerts.find(({ kind }) => kind === "latency");
    expect(slow?.unit).toBe("us");
    expect(slow?.value).toBeGreaterThan(4_000_000);
  });

  it("has decisions that turn out otherwise, and sessions that make less of their tokens, found within half a day", () => {
    const [mix = 0] = found("decision_mix", "route");
    expect(mix).toBeGreaterThan(28);
    expect(mix).toBeLessThanOrEqual(40);
    const [efficiency = 0] = found("token_efficiency", "shop");
    expect(efficiency).toBeGreaterThan(84);
    expect(efficiency).toBeLessThanOrEqual(96);
    expect(report.alerts.find(({ kind }) => kind === "token_efficiency")?.verdict).toBe("below");
  });

  it("has the hours of the loops and budgets that agents told of", () => {
    expect(found("loop", BREAKING_TOOL)).toEqual([60]);
    expect(found("budget", "helper")).toEqual([60]);
    expect(report.alerts.find(({ kind }) => kind === "loop")).toMatchObject({
      verdict: "told",
      service: "shop",
      untilUs: endUs - 58 * HOUR_US,
      baseline: null,
    });
  });

  it("takes a model for the one that was asked for, so that calls that failed are among all others", () => {
    const models = report.states
      .filter(({ kind }) => kind === "error_rate")
      .map(({ subject, count }) => [subject, count]);
    expect(models).toEqual([
      [DRIFTING_MODEL, 120],
      [RARE_MODEL, 2],
      [BREAKING_TOOL, 48],
    ]);
  });

  it("has hardly an alert that nothing gave cause for", () => {
    const expected = ["cost_drift", "decision_mix", "latency", "new_decision", "token_efficiency", "loop", "budget"];
    const others = report.alerts.filter(({ kind, sinceUs }) => {
      const hours = (endUs - sinceUs) / HOUR_US;
      return !expected.includes(kind) && hours !== 70;
    });
    expect(others.length).toBeLessThanOrEqual(1);
  });

  it("says of what is rare that there is not enough data, and how much there is", () => {
    const rare = report.states.filter(({ subject }) => subject === RARE_MODEL);
    expect(rare.map(({ kind, verdict, lacks }) => [kind, verdict, lacks])).toEqual([
      ["error_rate", "not enough data", { have: 2, need: 30, of: "calls" }],
      ["cost_drift", "not enough data", { have: 2, need: 30, of: "calls with a price" }],
      ["latency", "not enough data", { have: 2, need: 100, of: "calls that succeeded" }],
    ]);
    expect(found("error_rate", RARE_MODEL)).toEqual([]);
    const standing = report.states.find(({ kind, subject }) => kind === "cost_drift" && subject === DRIFTING_MODEL);
    expect(standing?.hourUs).toBe(endUs - HOUR_US);
  });

  it("of a service that is not there has nothing", async () => {
    const nothing = await embedded.store.alerts({ ...window, service: "nobody's" }, endUs);
    expect(nothing).toMatchObject({ alerts: [], states: [], moreAlerts: 0 });
    const own = await embedded.store.alerts({ ...window, service: "shop" }, endUs);
    expect(own.alerts).toEqual(report.alerts);
  }, 30_000);

  it("is judged the same from spans as from sums by hour", async () => {
    const history = { window: alertWindow(window, endUs), dialect: sqlite, hasHours: false };
    const fromSpans = await awaitReading(readAlerts(history), (sql, parameters) =>
      embedded.store.query(sql, parameters),
    );
    expect(rounded(fromSpans)).toEqual(rounded(report));
  }, 30_000);

  it("has durations from sums by hour where there are many calls, near those of spans", async () => {
    const statements: string[] = [];
    const history = { window: alertWindow(window, endUs), dialect: sqlite, hasHours: true };
    const fromHours = await awaitReading(readAlerts(history), async (sql, parameters) => {
      statements.push(sql);
      const answer = await embedded.store.query(sql, parameters);
      // Ten times as many calls as there are.
      const isCalls = /AS priced/.test(sql);
      return isCalls ? { ...answer, rows: answer.rows.map((row) => row.with(2, 10 * Number(row[2]))) } : answer;
    });
    expect(statements.filter((sql) => sql.includes("agent_durations")).length).toBeGreaterThan(0);
    const slow = ({ alerts }: AlertReport) => alerts.find(({ kind }) => kind === "latency");
    expect(slow(fromHours)?.sinceUs).toBe(slow(report)?.sinceUs);
    const ratio = Number(slow(fromHours)?.value) / Number(slow(report)?.value);
    // A bucket of an eighth of a doubling, and another one as calls that failed count as well.
    expect(Math.abs(Math.log2(ratio))).toBeLessThanOrEqual(2 / 8 + 1e-9);
  }, 30_000);

  it.skipIf(!hasClickHouse)(
    "is judged the same on ClickHouse",
    async () => {
      const engine = startClickHouse();
      try {
        fillCollectorTables(engine, drifting);
        for (const view of clickHouseViews()) engine.run(view);
        const history = { window: alertWindow(window, endUs), dialect: clickhouse, hasHours: false };
        const there = await awaitReading(readAlerts(history), async (sql, parameters) => engine.ask(sql, parameters));
        expect(rounded(there)).toEqual(rounded(report));
      } finally {
        engine.close();
      }
    },
    120_000,
  );

  it("is told by `agentscribe report alerts` as a table, as JSON and as CSV", async () => {
    const line = ["alerts", "--since", "2026-11-13", "--until", "2026-11-20", "--store", embedded.path];
    const table = await run(line);
    expect(table.code).toBe(0);
    expect(table.out).toMatch(/cost_drift +gpt-6 +above/);
    expect(table.out).toContain("not enough data: 2 of 30 calls");
    expect(table.out).toMatch(/^Alerts\n/);
    const long = await run(["alerts", "--since", "2026-09-01", "--until", "2026-11-20", "--store", embedded.path]);
    expect(long.out).toMatch(/^Alerts from 2026-10-1\d \d\d:00:00 on\n/);
    const json = await run([...line, "--json"]);
    expect(JSON.parse(json.out)).toEqual(report);
    const csv = await run([...line, "--csv"]);
    expect(csv.out.split(/\r?\n/)[0]).toBe(
      "id,kind,subjectType,subject,service,sinceUs,untilUs,verdict,value,baseline,unit,score,count",
    );
    expect(csv.out.trim().split(/\r?\n/)).toHaveLength(1 + report.alerts.length);
    expect((await run([...line, "--by", "model"])).code).toBe(2);
  }, 60_000);
});

describe("steady history", () => {
  let steady: SeededStore;

  beforeAll(async () => {
    steady = await seededStore(driftingTelemetry({}));
  }, 120_000);

  afterAll(() => steady?.close());

  it("has no alert in a week, though every series with enough data was judged", async () => {
    const { alerts, states } = await steady.store.alerts(window, endUs);
    expect(alerts).toEqual([]);
    const judged = states.filter(({ verdict }) => verdict === "usual").map(({ kind }) => kind);
    const kinds = ["cost_drift", "decision_mix", "error_rate", "latency", "new_decision", "token_efficiency"];
    expect([...new Set(judged)].sort()).toEqual(kinds);
  });

  it("of its first day is no history to judge by", async () => {
    const firstDay = endUs - 8 * 24 * HOUR_US;
    const { alerts, states } = await beginning(steady.store, firstDay - 12 * HOUR_US);
    expect(alerts).toEqual([]);
    expect(new Set(states.map(({ verdict }) => verdict))).toEqual(new Set(["not enough data", "usual"]));
    const errors = states.find(({ kind, subject }) => kind === "error_rate" && subject === DRIFTING_MODEL);
    expect(errors?.lacks).toEqual({ have: 11, need: 20, of: "hours before" });
  });
});

const beginning = (store: Store, nowUs: number): Promise<AlertReport> =>
  store.alerts({ fromUs: nowUs - 24 * HOUR_US }, nowUs);

/** Sums are added up in another order elsewhere. */
function rounded({ alerts, states, ...rest }: AlertReport): object {
  const round = (value: number | null): string | null => (value === null ? null : value.toPrecision(9));
  return {
    ...rest,
    alerts: alerts.map((alert) => ({
      ...alert,
      ...{ value: round(alert.value), baseline: round(alert.baseline), score: round(alert.score) },
    })),
    states: states
      .map((state) => ({ ...state, value: round(state.value), baseline: round(state.baseline) }))
      .sort((a, b) => (`${a.kind}${a.subject}` < `${b.kind}${b.subject}` ? -1 : 1)),
  };
}

async function run(args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  let out = "";
  const code = await runReport(args, {
    env: { NO_COLOR: "1" },
    columns: undefined,
    out: (text) => {
      out += text;
    },
    err: () => {},
  });
  return { code, out };
}
