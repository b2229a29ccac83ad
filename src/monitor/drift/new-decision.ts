import type { Judgement } from "../../internal/judgements/judgement.ts";
import { judgeNewDecision, type SeenKind } from "../../internal/judgements/new-decision.ts";
import { NOT_ENOUGH } from "../../internal/statistics/verdict.ts";
import type { Series } from "../alerts/watch.ts";
import type { NewDecisionOptions } from "./drift-options.ts";

/** Whether a type of decision, or one choice of it, was seen before. */
export class NewDecisionSeries implements Series<SeenKind> {
  readonly #options: NewDecisionOptions;
  #kind: SeenKind | undefined;

  constructor(options: NewDecisionOptions) {
    this.#options = options;
  }

  add(_atMillis: number, kind: SeenKind): void {
    this.#kind = kind;
  }

  judge(atMillis: number): Judgement {
    if (this.#kind === undefined) return { verdict: NOT_ENOUGH, count: 0, windowMillis: 0 };
    return judgeNewDecision(this.#kind, atMillis, this.#options);
  }
}
