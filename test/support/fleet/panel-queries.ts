import { dashboard } from "../../../fleet/grafana/dashboard.ts";
import { BOARDS } from "../../../fleet/grafana/generate.ts";

/** What a panel asks, for those who check it. */
export interface PanelQuery {
  /** Of the dashboard and the panel. */
  readonly name: string;
  readonly expr?: string;
  readonly rawSql?: string;
}

/** Every query of every dashboard, as Grafana has it before it puts its variables in. */
export function panelQueries(): readonly PanelQuery[] {
  return BOARDS.flatMap((board) =>
    (dashboard(board).panels ?? []).flatMap((panel) => {
      const targets = ("targets" in panel ? (panel.targets ?? []) : []) as readonly object[] as readonly PanelQuery[];
      return targets.map(({ expr, rawSql }, index) => ({
        name: `${board.name}: ${panel.title}, ${index + 1}`,
        ...(expr !== undefined && { expr }),
        ...(rawSql !== undefined && { rawSql }),
      }));
    }),
  );
}

/** What Grafana puts in place of its variables: everything is chosen, and the time is the given one. */
export function interpolated(query: string, fromMillis: number, toMillis: number): string {
  const values: Readonly<Record<string, string>> = {
    __from: String(fromMillis),
    __to: String(toMillis),
    __range: `${Math.round((toMillis - fromMillis) / 1_000)}s`,
    __interval: "1h",
    __rate_interval: "5m",
    __rate_interval_ms: "300000",
    service: ".*",
    model: ".*",
    agent: ".*",
    budget: "100",
  };
  return query.replace(/\$\{?(\w+)(?::\w+)?\}?/g, (place, name: string) => values[name] ?? place);
}
