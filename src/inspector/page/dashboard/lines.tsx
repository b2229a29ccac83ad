import type { VNode } from "preact";
import type { ChartLine } from "./chart-data.ts";
import { bandPath, linePath, type Scale } from "./plot.ts";

/** Told apart by these where colour does not do it. */
export const DASHES: readonly string[] = ["", "6 3", "2 2", "9 3 2 3", "4 4", "12 3"];

/** The lines of a chart, each on its band, and its dot under the pointer. */
export function Lines(props: {
  readonly lines: readonly ChartLine[];
  readonly x: Scale;
  readonly y: Scale;
  readonly point: number | null;
}): VNode {
  const { lines, x, y, point } = props;
  return (
    <>
      {lines.map(({ name, index, low, high }) =>
        low === undefined || high === undefined ? null : (
          <path key={name} class={`band s${index}`} d={bandPath(low, high, x, y)} />
        ),
      )}
      {lines.map(({ name, index, values }) => (
        <path
          key={name}
          class={`line s${index}`}
          stroke-dasharray={DASHES[index] || undefined}
          d={linePath(values, x, y)}
        />
      ))}
      {point !== null &&
        lines.map(({ name, index, values }) => {
          const value = values[point] ?? null;
          return value === null ? null : <circle key={name} class={`s${index}`} cx={x(point)} cy={y(value)} r="3" />;
        })}
    </>
  );
}
