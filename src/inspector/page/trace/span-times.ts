import type { SpanTable } from "../../api.ts";

/** Times of a tree of spans in microseconds, by row of its table. */
export interface SpanTimes {
  /** Time in which no child ran. */
  readonly selfUs: Float64Array;
  /** Time since the end of the siblings before, or since the start of the parent. */
  readonly gapUs: Float64Array;
}

/** Rows are sorted by start: of each parent it is enough to know where its children have come to. */
export function timesOf(table: SpanTable, parent: Int32Array): SpanTimes {
  const rows = parent.length;
  const starts = new Float64Array(table.start);
  const durations = new Float64Array(table.duration);
  const selfUs = durations.slice();
  const reached = starts.slice();
  const gapUs = new Float64Array(rows);
  let rootsReached = starts[0] ?? 0;
  for (let row = 0; row < rows; row++) {
    const start = starts[row] ?? 0;
    const end = start + (durations[row] ?? 0);
    const above = parent[row] ?? -1;
    const before = above === -1 ? rootsReached : (reached[above] ?? 0);
    gapUs[row] = Math.max(0, start - before);
    if (above === -1) {
      rootsReached = Math.max(rootsReached, end);
      continue;
    }
    const limit = (starts[above] ?? 0) + (durations[above] ?? 0);
    const covered = Math.min(end, limit) - Math.max(start, before);
    if (covered > 0) selfUs[above] = Math.max(0, (selfUs[above] ?? 0) - covered);
    reached[above] = Math.max(before, end);
  }
  return { selfUs, gapUs };
}
