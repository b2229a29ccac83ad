import { judgeCostDrift } from "../../internal/judgements/cost-drift.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import type { Series } from "../alerts/watch.ts";
import { LastHour } from "../windows/last-hour.ts";
import type { CostDriftOptions } from "./drift-options.ts";

interface Costs {
  count: number;
  sum: number;
  squares: number;
}

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
    const now = noCosts();
    for (const { count, sum, squares } of this.#costs.now(atMillis)) addUp(now, count, sum, squares);
    return judgeCostDrift(now, this.#costs.before(atMillis), series, this.#options);
  }
}

function addUp(costs: Costs | undefined, count: number, sum: number, squares: number): void {
  if (costs === undefined) return;
  costs.count += count;
  costs.sum += sum;
  costs.squares += squares;
}
