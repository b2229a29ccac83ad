import type { VNode } from "preact";
import type { AlertAnswer, AlertRow, AlertSeriesState } from "../../api.ts";
import type { BoardFilter } from "../dashboard/board-filter.ts";
import { Panel } from "../dashboard/panel.tsx";
import { formatUnit, unitOfSeries } from "../dashboard/units.ts";
import { useKeptAnswer } from "../dashboard/use-kept-answer.ts";
import type { Route } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatCount, formatTime } from "../ui/format.ts";
import { Link } from "../ui/link.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { alertsPath } from "./alerts-path.ts";
import { WebhookPanel } from "./webhook-panel.tsx";

const HOUR_US = 3_600e6;

/** What left the usual in the hours of a time, what each series is like, and where alerts are posted to. */
export function AlertsBoard({ filter }: { readonly filter: BoardFilter }): VNode {
  const answer = useKeptAnswer<AlertAnswer>(alertsPath(filter));
  const { alerts = [], moreAlerts = 0, states = [], moreSeries = 0, webhook } = answer.value ?? {};
  const dark = states.filter(({ verdict }) => verdict === "not enough data").length;
  return (
    <div class="panels">
      <Panel title="Alerts" isWide>
        <AnswerState answer={answer} what="alerts" />
        {alerts.length > 0 && (
          <div class="panel-table">
            <Table<AlertRow> caption="Alerts, newest first" rows={alerts} columns={ALERT_COLUMNS} />
          </div>
        )}
        {answer.value !== undefined && alerts.length === 0 && (
          <p class="empty">
            {states.length === 0
              ? "No whole hour of this time has data: there is nothing to judge yet."
              : `Nothing left the usual in this time. ${states.length - dark} series were judged; of ${dark} there is not enough data.`}
          </p>
        )}
        {moreAlerts > 0 && <p class="hint">{formatCount(moreAlerts)} older ones are not shown.</p>}
        <p class="hint">
          Each whole hour is compared with the 24 hours before it; decisions and sessions with the week before.
        </p>
      </Panel>
      {states.length > 0 && (
        <Panel title="What each series is like" isWide>
          <div class="panel-table">
            <Table<AlertSeriesState>
              caption="Series in their newest whole hour"
              rows={states}
              columns={STATE_COLUMNS}
            />
          </div>
          {moreSeries > 0 && <p class="hint">{formatCount(moreSeries)} more are not judged.</p>}
        </Panel>
      )}
      {webhook !== undefined && <WebhookPanel webhook={webhook} />}
    </div>
  );
}

type Measured = Pick<AlertRow, "kind" | "subject" | "service" | "value" | "baseline" | "unit" | "count">;

const measure = (value: number | null, unit: string): string =>
  value === null ? "–" : formatUnit(value, unitOfSeries(unit));

const SUBJECT: Column<Measured> = {
  name: "what",
  cell: ({ kind, subject, service }) => (
    <>
      {kind.replace("_", " ")}: {subject}
      {service !== null && service !== subject && <span class="muted"> of {service}</span>}
    </>
  ),
};

const MEASURES: readonly Column<Measured>[] = [
  { name: "value", isNumber: true, cell: ({ value, unit }) => measure(value, unit) },
  { name: "usual", isNumber: true, cell: ({ baseline, unit }) => measure(baseline, unit) },
  { name: "of", isNumber: true, cell: ({ count }) => formatCount(count) },
];

const ALERT_COLUMNS: readonly Column<AlertRow>[] = [
  { name: "since", cell: ({ sinceUs }) => formatTime(sinceUs, true) },
  { name: "until", cell: ({ untilUs }) => (untilUs === null ? <b>stands</b> : formatTime(untilUs, true)) },
  SUBJECT,
  ...MEASURES,
  {
    name: "look at",
    cell: (alert) => (
      <>
        <Link to={chartOf(alert)}>chart</Link> <Link to={sessionsOf(alert)}>sessions</Link>
      </>
    ),
  },
];

const STATE_COLUMNS: readonly Column<AlertSeriesState>[] = [
  SUBJECT,
  {
    name: "verdict",
    cell: ({ verdict, lacks, alert }) =>
      `${verdict}${lacks === null ? "" : `: ${lacks.have} of ${lacks.need} ${lacks.of}`}${alert === null ? "" : ", alert stands"}`,
  },
  ...MEASURES,
  { name: "hour", cell: ({ hourUs }) => formatTime(hourUs, true) },
];

const BOARDS: Readonly<Record<string, string>> = { cost_drift: "cost", tool: "tools", decision: "decisions" };

/** The board that shows the measure, from a day before. */
function chartOf({ kind, subjectType, service, sinceUs, untilUs }: AlertRow): Route {
  const board = kind === "latency" ? kind : (BOARDS[kind] ?? BOARDS[subjectType] ?? "overview");
  const from = String(sinceUs - 24 * HOUR_US);
  const to = String((untilUs ?? sinceUs) + 6 * HOUR_US);
  return { view: "dashboard", query: { board, from, to, service: service ?? "" } };
}

/** Those that began in its hours; of errors only what failed, of cost and latency the largest first. A model goes by more names than one. */
function sessionsOf({ kind, subjectType, subject, service, sinceUs, untilUs }: AlertRow): Route {
  const query: Record<string, string> = { fromUs: String(sinceUs), service: service ?? "" };
  if (untilUs !== null) query.toUs = String(untilUs);
  if (/tool|agent/.test(subjectType)) query[subjectType] = subject;
  if (kind === "error_rate") query.failed = "true";
  if (kind === "cost_drift") query.sort = "cost";
  if (kind === "latency") query.sort = "duration";
  return { view: "sessions", query };
}
