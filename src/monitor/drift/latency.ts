import type { Judgement } from "../../internal/judgements/judgement.ts";
import { judgeLatency, mergedHistogram } from "../../internal/judgements/latency.ts";
import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import type { Series } from "../alerts/watch.ts";
import { LastHour } from "../windows/last-hour.ts";
import type { LatencyOptions } from "./drift-options.ts";

/** How long calls of a model or tool take that succeed. */
export class LatencySeries implements Series<number> {
  readonly #options: LatencyOptions;
  readonly #durations = new LastHour<LogHistogram>(() => new LogHistogram());

  constructor(options: LatencyOptions) {
    this.#options = options;
  }

  add(atMillis: number, durationMillis: number): void {
    this.#durations.step(atMillis)?.add(durationMillis);
    this.#durations.hour(atMillis)?.add(durationMillis);
  }

  judge(atMillis: number, series: number): Judgement {
    const now = mergedHistogram(this.#durations.now(atMillis));
    return judgeLatency(now, this.#durations.before(atMillis), series, this.#options);
  }
}
