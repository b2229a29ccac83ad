import "./dashboard.css";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { AlertAnswer, AlertRow, StoreStatus } from "../../api.ts";
import { AlertsBoard } from "../alerts/alerts-board.tsx";
import { alertsPath } from "../alerts/alerts-path.ts";
import { canHaveAlerts } from "../alerts/with-alerts.ts";
import { useAnswer } from "../data/use-answer.ts";
import { QuestionsBoard } from "../questions/questions-board.tsx";
import { navigate } from "../routing/router.ts";
import type { Query } from "../routing/routes.ts";
import { Link } from "../ui/link.tsx";
import { BarsPanel } from "./bars-panel.tsx";
import { type BoardFilter, boardFilter } from "./board-filter.ts";
import { BOARDS, type PanelSpec } from "./boards.ts";
import { Filters } from "./filters.tsx";
import { LatencyPanel } from "./latency-panel.tsx";
import { MetricsBoard } from "./metrics-board.tsx";
import { SeriesPanel } from "./series-panel.tsx";
import { TablePanel } from "./table-panel.tsx";
import { Tiles } from "./tiles.tsx";

/** All boards by what is in their address, and their title. */
export const BOARD_TITLES: readonly (readonly [id: string, title: string])[] = [
  ...BOARDS.map(({ id, title }) => [id, title] as const),
  ["alerts", "Alerts"],
  ["metrics", "Metrics"],
  ["questions", "Questions"],
];

/** Questions and series over all sessions that the filters of `query` leave; `query.board` says which. */
export function DashboardView({ query }: { readonly query: Query }): VNode {
  const status = useAnswer<StoreStatus>("/api/status", () => true).value.value;
  const chosen = query.board ?? "overview";
  const [, title = "Dashboard"] = BOARD_TITLES.find(([id]) => id === chosen) ?? [];
  useEffect(() => {
    document.title = `${title} · agentscribe`;
  }, [title]);
  const { range, from, to, service } = query;
  const kept = without({ range, from, to, service });
  const filter = boardFilter(query, Date.now() * 1_000, status?.newestUs ?? null);
  const change = (changes: Readonly<Record<string, string | undefined>>): void =>
    navigate({ view: "dashboard", query: without({ ...query, ...changes }) }, "replace");
  return (
    <div class="dashboard">
      <header class="dashboard-head">
        <h1 class="sr" tabIndex={-1}>
          {title}
        </h1>
        <nav aria-label="Boards" class="tabs">
          {BOARD_TITLES.map(([id, name]) => (
            <Link key={id} to={{ view: "dashboard", query: { board: id, ...kept } }} current={id === chosen}>
              {name}
            </Link>
          ))}
        </nav>
        <Filters filter={filter} services={(status?.sources ?? []).map((source) => source.service)} onChange={change} />
      </header>
      {status !== undefined && <BoardOf chosen={chosen} query={query} filter={filter} onChange={change} />}
    </div>
  );
}

function BoardOf(props: {
  readonly chosen: string;
  readonly query: Query;
  readonly filter: BoardFilter;
  readonly onChange: (changes: Readonly<Record<string, string | undefined>>) => void;
}): VNode {
  const { chosen, filter, onChange } = props;
  const onStretch = (from: number, to: number): void =>
    onChange({ from: String(Math.round(from)), to: String(Math.round(to)), range: undefined });
  const board = BOARDS.find(({ id }) => id === chosen);
  // Once for all charts, and not again with each commit: only hours that are over are judged.
  const hasAlerts = board?.panels.some((panel) => panel.kind === "series" && canHaveAlerts(panel.measure)) === true;
  const alerts = useAnswer<AlertAnswer>(hasAlerts ? alertsPath(filter) : null).value.value?.alerts ?? [];
  if (chosen === "alerts") return <AlertsBoard filter={filter} />;
  if (chosen === "questions") return <QuestionsBoard query={props.query} filter={filter} onChange={onChange} />;
  if (chosen === "metrics")
    return <MetricsBoard name={props.query.name} filter={filter} onChange={onChange} onStretch={onStretch} />;
  const shown = board ?? BOARDS[0];
  return (
    <>
      {shown?.id === "overview" && <Tiles filter={filter} />}
      <div class="panels">
        {shown?.panels.map((panel) => (
          <PanelOf
            key={`${shown.id} ${panel.title}`}
            panel={panel}
            alerts={alerts}
            filter={filter}
            onStretch={onStretch}
          />
        ))}
      </div>
    </>
  );
}

function PanelOf(props: {
  readonly panel: PanelSpec;
  readonly alerts: readonly AlertRow[];
  readonly filter: BoardFilter;
  readonly onStretch: (fromUs: number, toUs: number) => void;
}): VNode {
  const { panel, alerts, filter, onStretch } = props;
  switch (panel.kind) {
    case "series":
      return <SeriesPanel {...panel} alerts={alerts} filter={filter} onStretch={onStretch} />;
    case "bars":
      return <BarsPanel {...panel} filter={filter} />;
    case "table":
      return <TablePanel {...panel} filter={filter} />;
    case "latency":
      return <LatencyPanel {...panel} filter={filter} />;
  }
}

/** Without what is not said. */
function without(query: Readonly<Record<string, string | undefined>>): Query {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
}
