/** Spans by row: `parent` is a row, or negative. */
export interface SpanTimes {
  readonly parent: readonly number[];
  readonly start: readonly number[];
  readonly duration: readonly number[];
}

/** Opens and closes of one lane: properly nested, in the order of time. */
export interface LaneEvent {
  readonly isOpen: boolean;
  readonly at: number;
  readonly row: number;
}

interface Lane {
  readonly events: LaneEvent[];
  /** Rows that are open, the innermost last. */
  readonly open: number[];
}

/**
 * Distributes spans that may overlap over lanes in which they nest: a span is inside of another only when that is its ancestor and encloses it. A span
 * goes where its parent is, else to the first lane in which nothing is open, else to a new one.
 *
 * @param rows - in the order of their start
 */
export function toLanes(
  { parent, start, duration }: SpanTimes,
  rows: readonly number[],
): readonly (readonly LaneEvent[])[] {
  const lanes: Lane[] = [];
  const laneOf = new Map<number, Lane>();
  const endOf = (row: number): number => (start[row] ?? 0) + (duration[row] ?? 0);
  const closeUntil = ({ events, open }: Lane, at: number): void => {
    for (let top = open.at(-1); top !== undefined && endOf(top) <= at; top = open.at(-1)) {
      events.push({ isOpen: false, at: endOf(top), row: top });
      open.pop();
    }
  };
  const fits = (lane: Lane | undefined, row: number): boolean => {
    if (lane === undefined) return false;
    closeUntil(lane, start[row] ?? 0);
    const top = lane.open.at(-1);
    return top === undefined || (top === parent[row] && endOf(row) <= endOf(top));
  };

  for (const row of rows) {
    const ofParent = laneOf.get(parent[row] ?? -1);
    let lane = fits(ofParent, row) ? ofParent : lanes.find((one) => fits(one, row));
    if (lane === undefined) {
      lane = { events: [], open: [] };
      lanes.push(lane);
    }
    lane.events.push({ isOpen: true, at: start[row] ?? 0, row });
    lane.open.push(row);
    laneOf.set(row, lane);
  }
  for (const lane of lanes) closeUntil(lane, Number.POSITIVE_INFINITY);
  return lanes.map(({ events }) => events);
}
