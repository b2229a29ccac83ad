import uPlot from "uplot";
import type { Series } from "../../api.ts";
import { formatTime } from "../ui/format.ts";
import { themeColor } from "../ui/theme.ts";
import { type ChartData, chartColumns } from "./chart-data.ts";
import { formatUnit, unitOfSeries } from "./units.ts";

/** Colours of lines by their place, of the theme; the dash tells them apart where colour does not. */
const COLORS = ["--k-agent", "--k-tool", "--k-inference", "--k-data", "--k-plan", "--k-mcp"] as const;
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 3]];

export const HEIGHT = 156;

export interface ChartEvents {
  /** The bucket under the pointer, `null` when it left. */
  readonly onPoint: (index: number | null) => void;
  /** A stretch of time that was marked, in seconds. */
  readonly onStretch: (from: number, to: number) => void;
}

/** Draws into an element; colours are those of the theme at this time. */
export function drawChart(element: HTMLElement, series: Series, data: ChartData, events: ChartEvents): uPlot {
  const { columns, bands, of } = chartColumns(data);
  const unit = unitOfSeries(series.unit);
  const muted = themeColor("--muted");
  const colors = COLORS.map(themeColor);
  const colorOf = (index: number): string => colors[index % colors.length] ?? muted;
  const axis = {
    stroke: muted,
    font: "11px system-ui, sans-serif",
    grid: { stroke: themeColor("--line"), width: 1 },
    ticks: { show: false },
  };
  const bandStart = bands.map(([high]) => of[high - 1]?.line.index ?? 0);
  return new uPlot(
    {
      width: Math.max(120, element.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      padding: [8, 4, 0, 0],
      cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: { y: { range: (_, low, high) => rangeOf(low, high, unit === "rate") } },
      axes: [
        { ...axis, size: 38, space: 64, values: (_, ticks) => timeLabels(ticks) },
        { ...axis, size: 56, space: 26, values: (_, ticks) => ticks.map((tick) => formatUnit(tick, unit)) },
      ],
      series: [
        {},
        ...of.map(({ line, isEdge }) => ({
          label: line.name,
          stroke: isEdge ? "transparent" : colorOf(line.index),
          width: isEdge ? 0 : 1.5,
          dash: [...(DASHES[line.index] ?? [])],
          points: isEdge ? { show: false } : { size: 4 },
        })),
      ],
      bands: bands.map(([high, low], at) => ({
        series: [high, low],
        fill: faded(colorOf(bandStart[at] ?? 0)),
      })),
      hooks: {
        setCursor: [(chart) => events.onPoint(chart.cursor.idx ?? null)],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width > 8) events.onStretch(chart.posToVal(left, "x"), chart.posToVal(left + width, "x"));
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        draw: [(chart) => drawMarks(chart, series, themeColor("--error"))],
      },
    },
    columns as uPlot.AlignedData,
    element,
  );
}

/** Times of day of a tick, with the date where a day begins. */
function timeLabels(ticks: readonly number[]): string[] {
  let day = "";
  return ticks.map((tick) => {
    const text = formatTime(tick * 1e6, true);
    const isSame = text.slice(0, 10) === day;
    day = text.slice(0, 10);
    return `${text.slice(11, 16)}${isSame ? "" : `\n${text.slice(5, 10)}`}`;
  });
}

/** From 0, with room above; shares never above 1. */
function rangeOf(low: number | null, high: number | null, isRate: boolean): [number, number] {
  const top = (high ?? 0) * 1.08;
  return [Math.min(0, low ?? 0), isRate ? Math.min(Math.max(top, 0.02), 1) : top || 1];
}

/** A flag at the top and a dotted line at each bucket that left its baseline. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, { marks }: Series, color: string): void {
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.setLineDash([2, 3]);
  const size = 5 * devicePixelRatio;
  for (const mark of marks) {
    const x = valToPos(mark.timeUs / 1e6, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - size, bbox.top - size);
    ctx.lineTo(x + size, bbox.top - size);
    ctx.lineTo(x, bbox.top + size);
    ctx.fill();
  }
  ctx.restore();
}

/** The colour of a theme, `rgb(1, 2, 3)`, as the ground of a band. */
function faded(color: string): string {
  return color.replace(/^rgb\(([^)]*)\)$/, "rgba($1, 0.18)");
}
