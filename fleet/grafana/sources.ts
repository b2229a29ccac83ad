import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";

/** The two data sources are variables, so that a dashboard can be imported anywhere. */
export const PROMETHEUS: DataSourceRef = { type: "prometheus", uid: `\${ds}` };
export const CLICKHOUSE: DataSourceRef = { type: "grafana-clickhouse-datasource", uid: `\${ch}` };

export interface Line {
  readonly expr: string;
  readonly legend: string;
}

const refId = (index: number): string => String.fromCharCode(65 + index);

/** Each expression over the time of the panel. */
export function overTime(lines: readonly Line[]): readonly Builder<Dataquery>[] {
  return lines.map(({ expr, legend }, index) =>
    new PrometheusQuery().refId(refId(index)).expr(expr).legendFormat(legend).range(),
  );
}

/** Each expression once, at the end of the time. */
export function atEnd(lines: readonly Line[], isTable: boolean = false): readonly Builder<Dataquery>[] {
  return lines.map(({ expr, legend }, index) => {
    const query = new PrometheusQuery().refId(refId(index)).expr(expr).legendFormat(legend).instant();
    return isTable ? query.format(PromQueryFormat.Table) : query;
  });
}

/** A statement for the plugin `grafana-clickhouse-datasource`, of which the SDK has no query. */
export function statement(rawSql: string, shape: "table" | "timeseries"): Builder<Dataquery> {
  const query = {
    refId: "A",
    datasource: CLICKHOUSE,
    editorType: "sql",
    queryType: shape,
    format: shape === "table" ? 1 : 0,
    rawSql,
    _implementsDataqueryVariant: (): void => {},
  };
  return { build: () => query };
}
