import type { VNode } from "preact";
import type { AlertRow, Series } from "../../api.ts";
import { withAlerts } from "../alerts/with-alerts.ts";
import { withQuery } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatDuration, formatExact, formatTime } from "../ui/format.ts";
import { Table } from "../ui/table.tsx";
import type { BoardFilter } from "./board-filter.ts";
import { Chart } from "./chart.tsx";
import { chartData, chartRows } from "./chart-data.ts";
import { ChartLegend, isCount } from "./chart-legend.tsx";
import { NotEnough, Panel } from "./panel.tsx";
import { formatUnit, unitOfSeries } from "./units.ts";
import { useKeptAnswer } from "./use-kept-answer.ts";

/** A measure of the server over time. */
export function SeriesPanel(props: {
  readonly title: string;
  readonly measure: string;
  readonly by?: string;
  readonly alerts: readonly AlertRow[];
  readonly filter: BoardFilter;
  readonly onStretch: (fromUs: number, toUs: number) => void;
}): VNode {
  const { fromUs, toUs, stepUs } = props.filter.time;
  const answer = useKeptAnswer<Series>(
    withQuery(`/api/series/${props.measure}`, { by: props.by, fromUs, toUs, stepUs, service: props.filter.service }),
  );
  const series = answer.value === undefined ? undefined : withAlerts(answer.value, props.by, props.alerts);
  return (
    <ChartPanel title={props.title} series={series} onStretch={props.onStretch}>
      <AnswerState answer={answer} what={props.title.toLowerCase()} />
    </ChartPanel>
  );
}

/** A series as a chart with its marks in words and its table. `children` stand above it, or in its place until there is one. */
export function ChartPanel(props: {
  readonly title: string;
  readonly series: Series | undefined;
  readonly onStretch: (fromUs: number, toUs: number) => void;
  readonly children?: VNode;
}): VNode {
  const { title, series } = props;
  const data = series === undefined ? undefined : chartData(series);
  return (
    <Panel
      title={title}
      note={series === undefined || !isCount(series) ? undefined : `per ${formatDuration(series.stepUs)}`}
      table={series === undefined ? undefined : <SeriesTable title={title} series={series} />}
    >
      {props.children}
      {series !== undefined &&
        data !== undefined &&
        (data.hasEnough ? (
          <Chart title={title} series={series} data={data} onStretch={props.onStretch} />
        ) : (
          <>
            <ChartLegend series={series} data={data} point={null} />
            <NotEnough what="data for a line" />
          </>
        ))}
      {series !== undefined && series.marks.length > 0 && (
        <ul class="marks">
          {series.marks.slice(-4).map(({ timeUs, line, text }) => (
            <li key={`${timeUs} ${line}`}>
              <span aria-hidden="true">▼ </span>
              {formatTime(timeUs, true)} {line}: {text}
            </li>
          ))}
          {series.marks.length > 4 && <li class="muted">{series.marks.length - 4} earlier ones in the table</li>}
        </ul>
      )}
    </Panel>
  );
}

function SeriesTable({ title, series }: { readonly title: string; readonly series: Series }): VNode {
  const unit = unitOfSeries(series.unit);
  const hasMarks = series.marks.length > 0;
  type Row = ReturnType<typeof chartRows>[number];
  return (
    <Table<Row>
      caption={`${title}, newest first`}
      empty="no values"
      rows={chartRows(series)}
      columns={[
        { name: "time", cell: ({ timeUs }) => formatTime(timeUs, true) },
        ...series.lines.map(({ name }, at) => ({
          name: name || "(not known)",
          isNumber: true,
          cell: ({ cells }: Row) => {
            const { value = null, low = null, high = null, count } = cells[at] ?? {};
            if (value === null) return "–";
            return (
              <span title={count === undefined ? undefined : `of ${formatExact(count)}`}>
                {formatUnit(value, unit)}
                {low !== null && high !== null && (
                  <span class="muted">
                    {" "}
                    ({formatUnit(low, unit)} to {formatUnit(high, unit)})
                  </span>
                )}
              </span>
            );
          },
        })),
        ...(hasMarks ? [{ name: "alerts", cell: ({ marks }: Row) => marks.join("; ") }] : []),
      ]}
    />
  );
}
