import { Monitors } from "../../src/monitor/monitors.ts";
import { Random } from "../inspector/random.ts";
import type { History } from "./histories.ts";
import { arrivals, DAY, HOUR, MONDAY, WEEK } from "./traffic.ts";

/** How many things an hour, and how many weeks and trials are looked at. */
export interface Traffic {
  readonly perHour: number;
  readonly weeks: number;
  readonly trials: number;
}

export interface Found {
  readonly change: string;
  readonly trials: number;
  /** Hours until it was told, of the trials in which it was; in order. */
  readonly hours: readonly number[];
}

export interface Simulated {
  /** The share of hours in which there was enough data to say anything. */
  readonly judged: number;
  readonly alarmsAWeek: number;
  readonly found: readonly Found[];
}

/** Time before anything is looked at: what is usual has to be known. */
const WARM_UP = 2 * DAY;
/** What is not found within this time is not found. */
export const PATIENCE_HOURS = 24;

/** Lets the monitors of the SDK see weeks in which nothing is wrong, and days in which something changes. */
export function simulate(history: History, { perHour, weeks, trials }: Traffic, seed: number): Simulated {
  const quiet = run(history, new Random(seed), { perHour, until: MONDAY + WARM_UP + weeks * WEEK });
  const found = history.changes.map((change, index) => {
    const hours: number[] = [];
    for (let trial = 0; trial < trials; trial += 1) {
      const random = new Random(seed + 1_000 * (index + 1) + trial);
      const changeAt = MONDAY + WARM_UP + Math.floor(random.next() * DAY);
      const until = changeAt + PATIENCE_HOURS * HOUR;
      const { told } = run(history, random, { perHour, until, changeAt, change: index + 1 });
      const first = told.find((at) => at >= changeAt);
      if (first !== undefined) hours.push((first - changeAt) / HOUR);
    }
    return { change, trials, hours: hours.sort((a, b) => a - b) };
  });
  const alarms = quiet.told.filter((at) => at >= MONDAY + WARM_UP).length;
  return { judged: quiet.judged, alarmsAWeek: alarms / weeks, found };
}

interface Run {
  readonly perHour: number;
  readonly until: number;
  readonly changeAt?: number;
  readonly change?: number;
}

/** One history, with a clock that goes as it does. `told` is when alerts began. */
function run(
  { options, create }: History,
  random: Random,
  { perHour, until, changeAt = until, change = 0 }: Run,
): { readonly told: readonly number[]; readonly judged: number } {
  let now = MONDAY;
  const told: number[] = [];
  const monitors = new Monitors(options, {
    now: () => now,
    tell: ({ state }) => {
      if (state === "began") told.push(now);
    },
  });
  const happen = create(random);
  let hours = 0;
  let judged = 0;
  let look = MONDAY + WARM_UP;
  for (const at of arrivals(random, perHour, MONDAY, until)) {
    now = at;
    happen(monitors, at, at >= changeAt ? change : 0);
    if (at < look) continue;
    look = at + HOUR;
    hours += 1;
    if (monitors.report().series.some(({ verdict }) => verdict !== "not enough data")) judged += 1;
  }
  return { told, judged: hours === 0 ? 0 : judged / hours };
}
