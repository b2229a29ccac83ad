import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Heatmap } from "@grafana/grafana-foundation-sdk/heatmap";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as Timeseries } from "@grafana/grafana-foundation-sdk/timeseries";
import { atEnd, CLICKHOUSE, type Line, overTime, PROMETHEUS, statement } from "./sources.ts";
import { COLUMN_UNITS } from "./units.ts";

/** What every panel says of itself. `about` is shown at its title: what the number is, and what it cannot tell. */
export interface Said {
  readonly title: string;
  readonly about: string;
  /** Of 24. */
  readonly width?: number;
  readonly height?: number;
}

export interface Measured extends Said {
  readonly unit: string;
  readonly lines: readonly Line[];
}

/** Wide enough for rates: with it `$__rate_interval` is never less than five minutes. */
const LEAST_INTERVAL = "5m";

/** One number each, of the whole time. */
export function stat({ title, about, unit, lines, width = 4, height = 4 }: Measured): Builder<Panel> {
  return new Stat()
    .title(title)
    .description(about)
    .datasource(PROMETHEUS)
    .targets([...atEnd(lines)])
    .unit(unit)
    .noValue("–")
    .graphMode(common.BigValueGraphMode.None)
    .span(width)
    .height(height);
}

/** Lines over time; `stacked` where they add up to a whole. */
export function lines({
  title,
  about,
  unit,
  lines: shown,
  width = 12,
  height = 8,
  stacked = false,
}: Measured & { readonly stacked?: boolean }): Builder<Panel> {
  const panel = timeline(unit, width, height)
    .title(title)
    .description(about)
    .datasource(PROMETHEUS)
    .targets([...overTime(shown)])
    .interval(LEAST_INTERVAL);
  if (stacked)
    panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group("A")).fillOpacity(40);
  return panel;
}

/** A quantile between the ends of its 95 % band. */
export function band(
  { title, about, unit, width = 12, height = 8 }: Said & { readonly unit: string },
  quantile: { readonly value: string; readonly low: string; readonly high: string },
): Builder<Panel> {
  const shown = [
    { expr: quantile.value, legend: "value" },
    { expr: quantile.low, legend: "low" },
    { expr: quantile.high, legend: "high" },
  ];
  return filledBand(timeline(unit, width, height))
    .title(title)
    .description(about)
    .datasource(PROMETHEUS)
    .targets([...overTime(shown)])
    .interval(LEAST_INTERVAL);
}

/** A statement whose columns are `time`, and what is drawn. */
export function spanLines({
  title,
  about,
  unit,
  sql,
  isBand = false,
  width = 12,
  height = 8,
}: Said & { readonly unit: string; readonly sql: string; readonly isBand?: boolean }): Builder<Panel> {
  const panel = timeline(unit, width, height);
  return (isBand ? filledBand(panel) : panel.displayName(`\${__field.labels.line}`))
    .title(title)
    .description(about)
    .datasource(CLICKHOUSE)
    .targets([statement(sql, "timeseries")]);
}

/** Rows of a statement; names of columns say their units. */
export function spanTable({
  title,
  about,
  sql,
  width = 24,
  height = 8,
}: Said & { readonly sql: string }): Builder<Panel> {
  const panel = new Table()
    .title(title)
    .description(about)
    .datasource(CLICKHOUSE)
    .targets([statement(sql, "table")])
    .span(width)
    .height(height);
  for (const [names, properties] of COLUMN_UNITS) panel.overrideByRegexp(names, [...properties]);
  return panel;
}

/** The labels and the value of each series, at the end of the time; several queries are put together by their labels. */
export function labelTable({ title, about, unit, lines: shown, width = 12, height = 8 }: Measured): Builder<Panel> {
  const panel = new Table()
    .title(title)
    .description(about)
    .datasource(PROMETHEUS)
    .targets([...atEnd(shown, true)])
    .unit(unit)
    .span(width)
    .height(height);
  if (shown.length > 1) panel.withTransformation({ id: "merge", options: {} });
  const renameByName = Object.fromEntries(
    shown.map(({ legend }, index) => [shown.length > 1 ? `Value #${"ABCD"[index]}` : "Value", legend]),
  );
  return panel.withTransformation({ id: "organize", options: { excludeByName: { Time: true }, renameByName } });
}

/** A row for each series, a cell for each interval. */
export function heat({ title, about, unit, lines: shown, width = 24, height = 9 }: Measured): Builder<Panel> {
  return new Heatmap()
    .title(title)
    .description(about)
    .datasource(PROMETHEUS)
    .targets([...overTime(shown)])
    .calculate(false)
    .showValue(common.VisibilityMode.Auto)
    .unit(unit)
    .interval("1h")
    .span(width)
    .height(height);
}

function timeline(unit: string, width: number, height: number): Timeseries {
  return new Timeseries()
    .unit(unit)
    .axisSoftMin(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .span(width)
    .height(height);
}

function filledBand(panel: Timeseries): Timeseries {
  const thin = [
    { id: "custom.lineWidth", value: 0 },
    { id: "color", value: { mode: "fixed", fixedColor: "text" } },
  ];
  return panel
    .fillOpacity(0)
    .overrideByName("low", thin)
    .overrideByName("high", [
      ...thin,
      { id: "custom.fillBelowTo", value: "low" },
      { id: "custom.fillOpacity", value: 15 },
    ])
    .overrideByName("value", [{ id: "custom.lineWidth", value: 2 }]);
}
