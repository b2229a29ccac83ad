import { judgeErrorRate } from "../../internal/judgements/error-rate.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import type { Series } from "../alerts/watch.ts";
import { LastHour } from "../windows/last-hour.ts";
import type { ErrorRateOptions } from "./drift-options.ts";

interface Calls {
  total: number;
  hits: number;
}

/** How many calls of a model or tool fail. */
export class ErrorRateSeries implements Series<boolean> {
  readonly #options: ErrorRateOptions;
  readonly #calls = new LastHour<Calls>(() => ({ total: 0, hits: 0 }));

  constructor(options: ErrorRateOptions) {
    this.#options = options;
  }

  add(atMillis: number, failed: boolean): void {
    count(this.#calls.step(atMillis), failed);
    count(this.#calls.hour(atMillis), failed);
  }

  judge(atMillis: number, series: number): Judgement {
    const now = { total: 0, hits: 0 };
    for (const { total, hits } of this.#calls.now(atMillis)) {
      now.total += total;
      now.hits += hits;
    }
    return judgeErrorRate(now, this.#calls.before(atMillis), series, this.#options);
  }
}

function count(calls: Calls | undefined, failed: boolean): void {
  if (calls === undefined) return;
  calls.total += 1;
  if (failed) calls.hits += 1;
}
