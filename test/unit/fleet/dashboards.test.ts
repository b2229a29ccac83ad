import { describe, expect, it } from "vitest";
import { dashboard } from "../../../fleet/grafana/dashboard.ts";
import { BOARDS, grafanaFiles } from "../../../fleet/grafana/generate.ts";
import { prometheusFiles, RULE_GROUPS } from "../../../fleet/prometheus/generate.ts";
import { RECORDED } from "../../../fleet/prometheus/recorded.ts";
import { staleAmong } from "../../../fleet/shared/generated.ts";
import { OWN_METRICS } from "../../../fleet/shared/metrics.ts";
import { prometheusName } from "../../../fleet/shared/prometheus-name.ts";
import { questionInfos } from "../../../src/inspector/questions/questions.ts";
import { interpolated, panelQueries } from "../../support/fleet/panel-queries.ts";

const boards = BOARDS.map((board) => [board.name, dashboard(board)] as const);
const queries = panelQueries();
const expressions = [
  ...queries.flatMap(({ name, expr }) => (expr === undefined ? [] : [[name, expr] as const])),
  ...RULE_GROUPS.flatMap(({ rules }) =>
    rules.map((rule) => ["record" in rule ? rule.record : rule.alert, rule.expr] as const),
  ),
];

describe("The dashboards and rules in the repository", () => {
  it("are as the code has them", () => {
    expect(staleAmong({ ...grafanaFiles(), ...prometheusFiles() })).toEqual([]);
  });
});

describe.each(boards)("The dashboard %s", (name, board) => {
  it("can be imported anywhere: a uid that stays, no id, data sources as variables", () => {
    expect(board.uid).toBe(`agentscribe-${name}`);
    expect(board.id ?? null).toBeNull();
    const sources = new Set([...JSON.stringify(board).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid));
    expect([...sources].filter((uid) => uid !== board.uid && uid !== `\${ds}` && uid !== `\${ch}`)).toEqual([]);
    expect(sources).toContain(`\${ds}`);
  });

  it("is JSON", () => {
    expect(JSON.parse(grafanaFiles()[`fleet/grafana/dashboards/${name}.json`] ?? "")).toMatchObject({ uid: board.uid });
  });

  it("uses no variable that it does not have", () => {
    const known = (board.templating?.list ?? []).map((variable) => variable.name);
    const used = [...JSON.stringify(board.panels).matchAll(/\$\{?([a-z]\w*)/g)].map(([, variable]) => variable);
    expect(used.filter((variable) => variable !== undefined && !known.includes(variable))).toEqual([]);
    expect(known.filter((variable) => !used.includes(variable))).toEqual([]);
  });

  it("lays its panels out beside each other", () => {
    const cells = (board.panels ?? []).flatMap(({ gridPos }) => {
      const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
    });
    expect(cells.length).toBeGreaterThan(1_000);
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.filter((cell) => Number(cell.split(",")[0]) >= 24)).toEqual([]);
  });

  it("says of each panel what it is, once", () => {
    const panels = (board.panels ?? []).filter((panel) => panel.type !== "row");
    const titles = panels.map((panel) => panel.title ?? "");
    expect(titles.every((title) => title !== "")).toBe(true);
    for (const panel of panels) expect("description" in panel && panel.description, panel.title ?? "").toBeTruthy();
  });
});

/** Names in an expression that are metrics: what a selector or a range follows, or a recorded name. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression.replace(/"[^"]*"/g, '""').replace(/\{[^}]*\}/g, "{}");
  return [...bare.matchAll(/\b([a-zA-Z_:][\w:]*)(?=\s*[{[])/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

const known = new Set<string>([
  ...[...OWN_METRICS.values()].flatMap((metric) => {
    const name = prometheusName(metric);
    return metric.instrument === "histogram" ? ["bucket", "count", "sum"].map((part) => `${name}_${part}`) : [name];
  }),
  ...Object.values(RECORDED),
  "target_info",
]);

const FOREIGN = /^(claude_code|codex|gemini_cli|copilot_chat|github_copilot)_/;

describe("Every expression", () => {
  it.each(expressions)("%s asks of metrics that are measured", (_name, expr) => {
    expect(metricsIn(expr).filter((name) => !known.has(name) && !FOREIGN.test(name))).toEqual([]);
  });

  it.each(expressions)("%s calls functions that Prometheus 2.42 has as well", (_name, expr) => {
    const bare = expr.replace(/"[^"]*"/g, '""');
    const called = [...bare.matchAll(/\b([a-z_0-9]+)\s*\(/g)].map(([, name]) => name ?? "");
    expect(called.filter((name) => !COMMON.has(name))).toEqual([]);
  });

  it("finds the functions and metrics that are there", () => {
    expect(metricsIn('sum by (job) (rate(some_total{a="b{"}[5m])) / other{} offset 1h')).toEqual([
      "some_total",
      "other",
    ]);
  });
});

/** Functions, aggregations and words before a parenthesis, of those that are in 2.42 and not experimental in 3.x. */
const COMMON: ReadonlySet<string> = new Set([
  ...["sum", "count", "by", "on", "and", "or", "unless", "ignoring", "group_left", "group_right", "offset"],
  ...["increase", "rate", "histogram_quantile", "label_replace", "scalar", "vector", "sqrt", "ln", "clamp_min"],
  ...["min_over_time", "avg_over_time", "stddev_over_time", "sum_over_time", "last_over_time", "quantile_over_time"],
]);

describe("The questions people ask", () => {
  it.each(
    questionInfos()
      .map(({ name }) => name)
      .filter((name) => name !== "timeline"),
  )("%s is a panel", (question) => {
    const said = boards.flatMap(([, board]) => JSON.stringify(board.panels).match(/agentscribe report [a-z-]+/g) ?? []);
    expect(said).toContain(`agentscribe report ${question}`);
  });

  it("is put to a time in microseconds, and to all services or one", () => {
    const sql = queries.find(({ rawSql }) => rawSql?.includes("success_rate"))?.rawSql ?? "";
    expect(interpolated(sql, 1_700_000_000_000, 1_700_000_100_000)).toContain("start_us >= 1700000000000000");
    expect(interpolated(sql, 0, 1)).toContain("if(decodeURLComponent('.*') = '.*' OR ");
    expect(interpolated(sql, 0, 1)).not.toMatch(/\$/);
  });
});
