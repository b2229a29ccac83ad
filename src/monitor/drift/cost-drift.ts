import { raisedFor } from "../../internal/statistics/many-series.ts";
import { judgeMean } from "../../internal/statistics/mean-rule.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS, LastHour } from "../windows/last-hour.ts";
import type { CostDriftOptions } from "./drift-options.ts";

interface Costs {
  count: number;
  sum: number;
  squares: number;
}

const DEVIATIONS = 3;
const noCosts = (): Costs => ({ count: 0, sum: 0, squares: 0 });

/** What a call of a model costs. */
export class CostDriftSeries implements Series<number> {
  readonly #options: CostDriftOptions;
  readonly #costs = new LastHour<Costs>(noCosts);

  constructor(options: CostDriftOptions) {
    this.#options = options;
  }

  add(atMillis: number, usd: number): void {
    addUp(this.#costs.step(atMillis), 1, usd, usd * usd);
    addUp(this.#costs.hour(atMillis), 1, usd, usd * usd);
  }

  judge(atMillis: number, series: number): Judgement {
    const { ratio, deviations = DEVIATIONS, leastCalls } = this.#options;
    const now = noCosts();
    for (const { count, sum, squares } of this.#costs.now(atMillis)) addUp(now, count, sum, squares);
    const verdict = judgeMean(now, this.#costs.before(atMillis), {
      errors: raisedFor(deviations, series),
      ...(ratio !== undefined && { ratio }),
      ...(leastCalls !== undefined && { leastValues: leastCalls }),
    });
    const value = now.count === 0 ? undefined : now.sum / now.count;
    return { verdict, value, count: now.count, windowMillis: HOUR_MILLIS };
  }
}

function addUp(costs: Costs | undefined, count: number, sum: number, squares: number): void {
  if (costs === undefined) return;
  costs.count += count;
  costs.sum += sum;
  costs.squares += squares;
}
