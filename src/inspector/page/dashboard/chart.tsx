import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Series } from "../../api.ts";
import { formatTime } from "../ui/format.ts";
import type { ChartData } from "./chart-data.ts";
import { ChartLegend, isCount } from "./chart-legend.tsx";
import { Lines } from "./lines.tsx";
import { labelPlace, scaleOf, timeTicks, valueTicks } from "./plot.ts";
import { formatAxis, formatUnit, unitOfSeries } from "./units.ts";

const HEIGHT = 152;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 30;
/** Of `15:00` and `11-21`, with some air: they stand whole at the right edge too. */
const TIME_WIDTH = 38;

/** A series as lines with bands and marks. `onStretch` is told which time was marked with the pointer, in microseconds. */
export function Chart(props: {
  readonly title: string;
  readonly series: Series;
  readonly data: ChartData;
  readonly onStretch: (fromUs: number, toUs: number) => void;
}): VNode {
  const { title, series, data } = props;
  const unit = unitOfSeries(series.unit);
  const element = useRef<HTMLDivElement>(null);
  const width = useSignal(500);
  const point = useSignal<number | null>(null);
  const start = useSignal<number | null>(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      width.value = Math.max(160, Math.floor(entry?.contentRect.width ?? 0));
    });
    if (element.current !== null) watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  const last = Math.max(1, series.timeUs.length - 1);
  const [fromUs = 0, toUs = 1] = [series.timeUs[0], series.timeUs.at(-1)];
  const whole = unit === "count" && isCount(series) ? 1 : 0;
  const ticks = valueTicks(data.low, unit === "rate" ? Math.min(1, data.high) : data.high, 5, whole);
  const labels = ticks.map((tick) => formatAxis(tick, unit, (ticks[1] ?? 1) - (ticks[0] ?? 0)));
  // As wide as the longest of its numbers.
  const left = 14 + 6.4 * Math.max(...labels.map(({ length }) => length));
  const x = scaleOf(0, last, left, width.value - RIGHT);
  const timeX = scaleOf(fromUs, toUs, left, width.value - RIGHT);
  const y = scaleOf(ticks[0] ?? 0, ticks.at(-1) ?? 1, HEIGHT - BOTTOM, TOP);
  const times = timeTicks(fromUs, toUs, Math.max(2, Math.floor(width.value / 84)));
  const indexAt = (event: PointerEvent): number => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const at = scaleOf(left, width.value - RIGHT, 0, last)(event.clientX - box.left);
    return Math.min(last, Math.max(0, Math.round(at)));
  };
  const finish = (): void => {
    const [one, other] = [start.value, point.value];
    start.value = null;
    if (one === null || other === null || one === other) return;
    const [from = 0, to = 0] = [series.timeUs[Math.min(one, other)], series.timeUs[Math.max(one, other)]];
    props.onStretch(from, to + series.stepUs);
  };
  let day = "";
  return (
    <>
      <ChartLegend series={series} data={data} point={point.value} />
      <div class="chart" ref={element}>
        <svg
          role="img"
          aria-label={summaryOf(title, series, data)}
          width={width.value}
          height={HEIGHT}
          onPointerDown={(event) => {
            start.value = indexAt(event);
          }}
          onPointerMove={(event) => {
            point.value = indexAt(event);
          }}
          onPointerUp={finish}
          onPointerLeave={() => {
            point.value = null;
            start.value = null;
          }}
        >
          <path class="grid" d={ticks.map((tick) => `M${left} ${y(tick)}H${width.value - RIGHT}`).join("")} />
          <path class="grid" d={times.map((time) => `M${timeX(time)} ${TOP}V${HEIGHT - BOTTOM}`).join("")} />
          {ticks.map((tick, at) => (
            <text key={tick} x={left - 6} y={y(tick) + 4} text-anchor="end">
              {labels[at]}
            </text>
          ))}
          {times.map((time) => {
            const text = formatTime(time, true);
            const isSame = text.slice(0, 10) === day;
            day = text.slice(0, 10);
            const middle = labelPlace(timeX(time), TIME_WIDTH, 0, width.value);
            return (
              <text key={time} x={middle} y={HEIGHT - BOTTOM + 14} text-anchor="middle">
                {text.slice(11, 16)}
                {!isSame && (
                  <tspan x={middle} dy="13">
                    {text.slice(5, 10)}
                  </tspan>
                )}
              </text>
            );
          })}
          {start.value !== null && point.value !== null && (
            <rect
              class="stretch"
              x={x(Math.min(start.value, point.value))}
              y={TOP}
              width={Math.abs(x(point.value) - x(start.value))}
              height={HEIGHT - BOTTOM - TOP}
            />
          )}
          <Lines lines={data.lines} x={x} y={y} point={point.value} />
          {series.marks.map(({ timeUs, line }) => (
            <path key={`${timeUs} ${line}`} class="mark" d={markPath(timeX(timeUs))} />
          ))}
          {point.value !== null && <path class="here" d={`M${x(point.value)} ${TOP}V${HEIGHT - BOTTOM}`} />}
        </svg>
      </div>
    </>
  );
}

/** A flag at the top and a line down. */
const markPath = (x: number): string => `M${x} ${HEIGHT - BOTTOM}V${TOP}l-5 -9h10l-5 9`;

function summaryOf(title: string, series: Series, data: ChartData): string {
  const unit = unitOfSeries(series.unit);
  const lines = data.lines.map(({ name, values }) => {
    const newest = values.findLast((value) => value !== null) ?? null;
    return `${name || "not known"} ${newest === null ? "without values" : formatUnit(newest, unit)}`;
  });
  return `${title} over time, newest values: ${lines.join(", ")}. ${series.marks.length} alert marks. The table has all values.`;
}
