import { Soonest } from "./soonest.ts";

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

/** Rows that are placed before the loop gets its turn. */
const TURN = 2_000;

/**
 * Distributes spans that may overlap over lanes in which they nest: a span is inside of another only when that is its parent and encloses it. A span
 * goes where its parent is, else to a lane in which nothing is open, else to a new one.
 *
 * @param rows - in the order of their start
 */
export async function toLanes(times: SpanTimes, rows: readonly number[]): Promise<readonly (readonly LaneEvent[])[]> {
  const placing = new Placing(times);
  for (const [index, row] of rows.entries()) {
    placing.place(row);
    if (index % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return placing.finish();
}

class Placing {
  readonly #times: SpanTimes;
  readonly #lanes: Lane[] = [];
  readonly #laneOf = new Map<number, Lane>();
  /** Lanes by when the outermost of what is open in them ends. */
  readonly #busy = new Soonest<Lane>();
  readonly #free: Lane[] = [];

  constructor(times: SpanTimes) {
    this.#times = times;
  }

  place(row: number): void {
    const at = this.#times.start[row] ?? 0;
    for (let lane = this.#busy.takeUntil(at); lane !== undefined; lane = this.#busy.takeUntil(at)) {
      this.#closeUntil(lane, at);
      this.#free.push(lane);
    }
    const ofParent = this.#laneOf.get(this.#times.parent[row] ?? -1);
    const lane = ofParent !== undefined && this.#nests(ofParent, row, at) ? ofParent : this.#emptyLane(row);
    lane.events.push({ isOpen: true, at, row });
    lane.open.push(row);
    this.#laneOf.set(row, lane);
  }

  finish(): readonly (readonly LaneEvent[])[] {
    for (const lane of this.#lanes) this.#closeUntil(lane, Number.POSITIVE_INFINITY);
    return this.#lanes.map(({ events }) => events);
  }

  #nests(lane: Lane, row: number, at: number): boolean {
    this.#closeUntil(lane, at);
    const top = lane.open.at(-1);
    return top !== undefined && top === this.#times.parent[row] && this.#endOf(row) <= this.#endOf(top);
  }

  #emptyLane(row: number): Lane {
    let lane = this.#free.pop();
    if (lane === undefined) {
      lane = { events: [], open: [] };
      this.#lanes.push(lane);
    }
    this.#busy.add(this.#endOf(row), lane);
    return lane;
  }

  #closeUntil({ events, open }: Lane, at: number): void {
    for (let top = open.at(-1); top !== undefined && this.#endOf(top) <= at; top = open.at(-1)) {
      events.push({ isOpen: false, at: this.#endOf(top), row: top });
      open.pop();
    }
  }

  #endOf(row: number): number {
    return (this.#times.start[row] ?? 0) + (this.#times.duration[row] ?? 0);
  }
}
