import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";

export interface Row {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

export interface Board {
  /** Of the file, and the end of the uid. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly rows: readonly Row[];
  /** @defaultValue "now-24h" */
  readonly from?: string;
}

const TAG = "agentscribe";

/** A dashboard with a uid that never changes and no ids, so that it can be imported anywhere and again. */
export function dashboard({ name, title, about, variables, rows, from = "now-24h" }: Board): Dashboard {
  const builder = new DashboardBuilder(`agentscribe: ${title}`)
    .uid(`agentscribe-${name}`)
    .description(about)
    .tags([TAG])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: "now" })
    .refresh("1m")
    .link(
      new DashboardLinkBuilder("agentscribe")
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    )
    .variables([...variables]);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  return builder.build();
}
