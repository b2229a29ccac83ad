import { judgeNovelty } from "../../internal/statistics/novelty-rule.ts";
import { NOT_ENOUGH } from "../../internal/statistics/verdict.ts";
import type { Judgement, Series } from "../alerts/watch.ts";
import { HOUR_MILLIS } from "../windows/last-hour.ts";
import type { NewDecisionOptions } from "./drift-options.ts";
import type { KnownKinds } from "./known-kinds.ts";

/** A kind is new for so long after it was seen first. */
const NEW_MILLIS = HOUR_MILLIS;

/** One of several kinds. */
export interface SeenKind {
  /** What it can be new among. */
  readonly among: KnownKinds;
  readonly name: string;
}

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
    const { muteMillis } = this.#options;
    const { among, name } = this.#kind ?? {};
    const first = name === undefined ? undefined : among?.firstMillis(name);
    if (among === undefined || name === undefined || first === undefined) {
      return { verdict: NOT_ENOUGH, count: 0, windowMillis: NEW_MILLIS };
    }
    const isNew = atMillis - first < NEW_MILLIS;
    const others = among.others(name, isNew ? first : atMillis);
    const rule = muteMillis === undefined ? {} : { muteMillis };
    const verdict = others === undefined ? NOT_ENOUGH : judgeNovelty(isNew, others, rule);
    return { verdict, count: among.countOf(name), windowMillis: NEW_MILLIS };
  }
}
