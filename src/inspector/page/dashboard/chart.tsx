import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { Series } from "../../api.ts";
import { formatTime } from "../ui/format.ts";
import { paint } from "../ui/theme.ts";
import { type ChartData, chartColumns, chartData } from "./chart-data.ts";
import { DASHES, drawChart, HEIGHT } from "./draw-chart.ts";
import { formatUnit, unitOfSeries } from "./units.ts";

/** A series as lines with bands and marks. `onStretch` is told which time was marked, in microseconds. */
export function Chart(props: {
  readonly title: string;
  readonly series: Series;
  readonly onStretch: (fromUs: number, toUs: number) => void;
}): VNode {
  const { title, series } = props;
  const data = chartData(series);
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef({ ...props, data });
  latest.current = { ...props, data };
  const point = useSignal<number | null>(null);
  const draw = (): void => {
    chart.current?.destroy();
    const now = latest.current;
    if (element.current === null) return;
    chart.current = drawChart(element.current, now.series, now.data, {
      onPoint: (index) => {
        point.value = index;
      },
      onStretch: (from, to) => latest.current.onStretch(from * 1e6, to * 1e6),
    });
  };
  // New values move the lines that are there; other lines, marks or colours are a new chart.
  const shape = JSON.stringify([
    series.unit,
    series.marks,
    data.lines.map(({ name, low }) => [name, low !== undefined]),
  ]);
  useSignalEffect(() => {
    if (paint.value >= 0) draw();
  });
  const drawn = useRef(shape);
  useEffect(() => {
    if (drawn.current !== shape) draw();
    else chart.current?.setData(chartColumns(data).columns as uPlot.AlignedData);
    drawn.current = shape;
  }, [series, shape]);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== chart.current?.width) chart.current?.setSize({ width, height: HEIGHT });
    });
    if (element.current !== null) watch.observe(element.current);
    return () => {
      watch.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, []);
  return (
    <>
      <ChartLegend series={series} data={data} point={point.value} />
      <div class="chart" role="img" aria-label={summaryOf(title, series, data)} ref={element} />
    </>
  );
}

/** What each line is, with its value under the pointer or its newest. */
function ChartLegend(props: {
  readonly series: Series;
  readonly data: ChartData;
  readonly point: number | null;
}): VNode {
  const { series, data, point } = props;
  const unit = unitOfSeries(series.unit);
  const time = point === null ? undefined : series.timeUs[point];
  return (
    <ul class="chart-legend">
      {data.lines.map(({ name, index, values, low, high }) => {
        const at = point ?? values.findLastIndex((value) => value !== null);
        const value = values[at] ?? null;
        const [bottom, top] = [low?.[at] ?? null, high?.[at] ?? null];
        return (
          <li key={name}>
            <svg class={`swatch s${index}`} viewBox="0 0 18 6" aria-hidden="true">
              <path d="M0 3h18" stroke-dasharray={DASHES[index]?.join(" ")} />
            </svg>
            {name === "" ? "(not known)" : name} <b>{value === null ? "–" : formatUnit(value, unit)}</b>
            {bottom !== null && top !== null && (
              <span class="muted">
                {" "}
                {formatUnit(bottom, unit)} to {formatUnit(top, unit)}
              </span>
            )}
          </li>
        );
      })}
      {data.hidden.length > 0 && <li class="muted">{data.hidden.length} more in the table</li>}
      {time !== undefined && <li class="muted">{formatTime(time, true)}</li>}
    </ul>
  );
}

function summaryOf(title: string, series: Series, data: ChartData): string {
  const unit = unitOfSeries(series.unit);
  const lines = data.lines.map(({ name, values }) => {
    const last = values.findLast((value) => value !== null);
    return `${name || "not known"} ${last === undefined || last === null ? "without values" : formatUnit(last, unit)}`;
  });
  return `${title} over time, newest values: ${lines.join(", ")}. ${series.marks.length} alert marks. The table has all values.`;
}
