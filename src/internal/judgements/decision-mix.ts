import { raisedFor } from "../statistics/many-series.ts";
import { judgeMix, mixShift } from "../statistics/mix-rule.ts";
import { HOUR_MILLIS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";

export interface DecisionMixRules {
  readonly index?: number | undefined;
  readonly leastDecisions?: number | undefined;
}

export const LEAST_DECISIONS = 200;
/** Further choices of a type count together. */
const MAX_CHOICES = 20;
const DEVIATIONS = 3.09;

/** Decisions of one type by their choice, in the order of {@link ChoicePlaces}. */
export type Choices = number[];

/** Where each choice of a type stands: the first ones have a place of their own. */
export class ChoicePlaces {
  readonly #places = new Map<string, number>();

  add(choices: Choices, choice: string, count: number = 1): void {
    const place = this.#placeOf(choice);
    while (choices.length <= place) choices.push(0);
    choices[place] = (choices[place] ?? 0) + count;
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

export function decisionsIn(choices: Choices): number {
  return choices.reduce((sum, cases) => sum + cases, 0);
}

/**
 * How the decisions of one type turn out, as a population stability index.
 *
 * @param now - the newest hours, as many as hold enough decisions
 * @param before - the hours of the week before them
 * @param series - how many series are judged at a time
 */
export function judgeDecisionMix(
  now: readonly Choices[],
  before: readonly Choices[],
  hours: number,
  series: number,
  { index, leastDecisions = LEAST_DECISIONS }: DecisionMixRules = {},
): Judgement {
  const [recent, usual] = [added(now), added(before)];
  const verdict = judgeMix(recent, usual, {
    deviations: raisedFor(DEVIATIONS, series),
    leastCases: leastDecisions,
    ...(index !== undefined && { index }),
  });
  return {
    verdict,
    value: verdict.score === undefined ? undefined : mixShift(recent, usual).index,
    count: decisionsIn(recent),
    windowMillis: hours * HOUR_MILLIS,
    lacks: lackOf(
      [decisionsIn(recent), leastDecisions, "decisions"],
      [decisionsIn(usual), leastDecisions, "decisions before"],
    ),
  };
}

function added(windows: readonly Choices[]): Choices {
  const sums: Choices = [];
  for (const window of windows)
    window.forEach((cases, place) => {
      sums[place] = (sums[place] ?? 0) + cases;
    });
  return Array.from(sums, (cases) => cases ?? 0);
}
