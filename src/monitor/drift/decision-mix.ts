import { raisedFor } from "../../internal/statistics/many-series.ts";
import { judgeMix, mixShift } from "../../internal/statistics/mix-rule.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS } from "../windows/last-hour.ts";
import { RecentHours } from "../windows/recent-hours.ts";
import type { DecisionMixOptions } from "./drift-options.ts";

/** Further choices of a type count together. */
const MAX_CHOICES = 20;
const DEVIATIONS = 3.09;
const LEAST_DECISIONS = 200;

/** How the decisions of one type turn out. */
export class DecisionMixSeries implements Series<string> {
  readonly #options: DecisionMixOptions;
  /** Where each choice stands in the windows. */
  readonly #places = new Map<string, number>();
  readonly #hours = new RecentHours<number[]>(
    () => [],
    (choices) => choices.reduce((sum, cases) => sum + cases, 0),
  );

  constructor(options: DecisionMixOptions) {
    this.#options = options;
  }

  add(atMillis: number, choice: string): void {
    const hour = this.#hours.hour(atMillis);
    if (hour === undefined) return;
    const place = this.#placeOf(choice);
    while (hour.length <= place) hour.push(0);
    hour[place] = (hour[place] ?? 0) + 1;
  }

  judge(atMillis: number, series: number): Judgement {
    const { index, leastDecisions = LEAST_DECISIONS } = this.#options;
    const { now, before, hours } = this.#hours.split(atMillis, leastDecisions);
    const [recent, usual] = [added(now), added(before)];
    const verdict = judgeMix(recent, usual, {
      deviations: raisedFor(DEVIATIONS, series),
      leastCases: leastDecisions,
      ...(index !== undefined && { index }),
    });
    return {
      verdict,
      value: verdict.score === undefined ? undefined : mixShift(recent, usual).index,
      count: recent.reduce((sum, cases) => sum + cases, 0),
      windowMillis: hours * HOUR_MILLIS,
    };
  }

  #placeOf(choice: string): number {
    const known = this.#places.get(choice);
    if (known !== undefined) return known;
    const place = this.#places.size;
    if (place >= MAX_CHOICES) return MAX_CHOICES;
    this.#places.set(choice, place);
    return place;
  }
}

function added(windows: readonly (readonly number[])[]): readonly number[] {
  const sums: number[] = [];
  for (const window of windows)
    window.forEach((cases, place) => {
      sums[place] = (sums[place] ?? 0) + cases;
    });
  return Array.from(sums, (cases) => cases ?? 0);
}
