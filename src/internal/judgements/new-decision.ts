import { judgeNovelty } from "../statistics/novelty-rule.ts";
import { NOT_ENOUGH } from "../statistics/verdict.ts";
import { HOUR_MILLIS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";
import type { KnownKinds } from "./known-kinds.ts";

export interface NewDecisionRules {
  readonly muteMillis?: number | undefined;
}

/** One of several kinds. */
export interface SeenKind {
  /** What it can be new among. */
  readonly among: KnownKinds;
  readonly name: string;
}

const DAY_HOURS = 24;
/** A kind is new for so long after it was seen first. */
const NEW_MILLIS = HOUR_MILLIS;

/** Whether a type of decision, or one choice of it, was not seen before. */
export function judgeNewDecision(
  { among, name }: SeenKind,
  atMillis: number,
  { muteMillis = DAY_HOURS * HOUR_MILLIS }: NewDecisionRules = {},
): Judgement {
  const first = among.firstMillis(name);
  if (first === undefined) return { verdict: NOT_ENOUGH, count: 0, windowMillis: NEW_MILLIS };
  const isNew = atMillis - first < NEW_MILLIS;
  const others = among.others(name, isNew ? first : atMillis);
  const verdict = others === undefined ? NOT_ENOUGH : judgeNovelty(isNew, others, { muteMillis });
  const hours = (millis: number): number => Math.floor(millis / HOUR_MILLIS);
  return {
    verdict,
    count: among.countOf(name),
    windowMillis: NEW_MILLIS,
    lacks:
      others === undefined
        ? undefined
        : lackOf(
            [hours(others.ageMillis), hours(muteMillis), "hours since the first"],
            [others.total, 1, "other kinds"],
          ),
  };
}
