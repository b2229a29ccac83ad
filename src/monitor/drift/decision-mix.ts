import {
  ChoicePlaces,
  type Choices,
  decisionsIn,
  judgeDecisionMix,
  LEAST_DECISIONS,
} from "../../internal/judgements/decision-mix.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import type { Series } from "../alerts/watch.ts";
import { RecentHours } from "../windows/recent-hours.ts";
import type { DecisionMixOptions } from "./drift-options.ts";

/** How the decisions of one type turn out. */
export class DecisionMixSeries implements Series<string> {
  readonly #options: DecisionMixOptions;
  readonly #places = new ChoicePlaces();
  readonly #hours = new RecentHours<Choices>(() => [], decisionsIn);

  constructor(options: DecisionMixOptions) {
    this.#options = options;
  }

  add(atMillis: number, choice: string): void {
    const hour = this.#hours.hour(atMillis);
    if (hour !== undefined) this.#places.add(hour, choice);
  }

  judge(atMillis: number, series: number): Judgement {
    const { leastDecisions = LEAST_DECISIONS } = this.#options;
    const { now, before, hours } = this.#hours.split(atMillis, leastDecisions);
    return judgeDecisionMix(now, before, hours, series, this.#options);
  }
}
