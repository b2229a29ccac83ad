import type { VNode } from "preact";
import type { Series } from "../../api.ts";
import { formatTime } from "../ui/format.ts";
import type { ChartData } from "./chart-data.ts";
import { DASHES } from "./lines.tsx";
import { formatUnit, unitOfSeries } from "./units.ts";

/** Measures whose buckets add up. */
const SUMS: ReadonlySet<string> = new Set(["cost", "tokens", "calls", "errors"]);

/** Whether a value is a count of its bucket: of a longer one it would be larger. A session can be in two buckets, so that they do not add up. */
export const isCount = ({ measure }: Series): boolean => SUMS.has(measure) || measure === "sessions";

const sumOf = (values: readonly (number | null)[]): number => values.reduce<number>((sum, one) => sum + (one ?? 0), 0);

/** What each line is, with its value under the pointer; else the sum of what adds up, and the newest of what does not. */
export function ChartLegend(props: {
  readonly series: Series;
  readonly data: ChartData;
  readonly point: number | null;
}): VNode {
  const { series, data, point } = props;
  const unit = unitOfSeries(series.unit);
  const isSum = point === null && SUMS.has(series.measure);
  const time = point === null ? undefined : series.timeUs[point];
  return (
    <ul class="chart-legend">
      {data.lines.map(({ name, index, values, low, high }) => {
        const at = point ?? values.findLastIndex((value) => value !== null);
        const value = isSum ? sumOf(values) : point === null && isCount(series) ? undefined : (values[at] ?? null);
        const [bottom, top] = [low?.[at] ?? null, high?.[at] ?? null];
        return (
          <li key={name}>
            <svg class={`swatch s${index}`} viewBox="0 0 18 6" aria-hidden="true">
              <path d="M0 3h18" stroke-dasharray={DASHES[index] || undefined} />
            </svg>
            {name === "" ? "(not known)" : name}{" "}
            <b>{value === undefined ? "" : value === null ? "–" : formatUnit(value, unit)}</b>
            {bottom !== null && top !== null && (
              <span class="muted">
                {" "}
                {formatUnit(bottom, unit)} to {formatUnit(top, unit)}
              </span>
            )}
          </li>
        );
      })}
      {isSum && <li class="muted">in all</li>}
      {data.hidden.length > 0 && <li class="muted">{data.hidden.length} more in the table</li>}
      {time !== undefined && <li class="muted">{formatTime(time, true)}</li>}
    </ul>
  );
}
