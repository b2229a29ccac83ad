import type { Judgement } from "../../internal/judgements/judgement.ts";
import { EFFICIENCY_TOKENS, judgeTokenEfficiency, LEAST_SESSIONS } from "../../internal/judgements/token-efficiency.ts";
import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import type { Series } from "../alerts/watch.ts";
import { RecentHours } from "../windows/recent-hours.ts";
import type { TokenEfficiencyOptions } from "./drift-options.ts";

/** Output tokens that sessions give for their input tokens. */
export class TokenEfficiencySeries implements Series<number> {
  readonly #options: TokenEfficiencyOptions;
  readonly #sessions = new RecentHours<LogHistogram>(
    () => new LogHistogram(),
    ({ total }) => total,
  );

  constructor(options: TokenEfficiencyOptions) {
    this.#options = options;
  }

  add(atMillis: number, outputPerInput: number): void {
    this.#sessions.hour(atMillis)?.add(outputPerInput * EFFICIENCY_TOKENS);
  }

  judge(atMillis: number, series: number): Judgement {
    const { leastSessions = LEAST_SESSIONS } = this.#options;
    const { now, before, hours } = this.#sessions.split(atMillis, leastSessions);
    return judgeTokenEfficiency(now, before, hours, series, this.#options);
  }
}
