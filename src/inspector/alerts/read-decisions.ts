import { HOUR_MILLIS, WEEK_HOURS } from "../../internal/judgements/baseline-hours.ts";
import { ChoicePlaces, type Choices } from "../../internal/judgements/decision-mix.ts";
import { KnownDecisions } from "../../internal/judgements/known-decisions.ts";
import type { KnownKinds } from "../../internal/judgements/known-kinds.ts";
import { judgeNewDecision } from "../../internal/judgements/new-decision.ts";
import { HourlyJudge } from "./hourly-judge.ts";
import { decisionMixOf } from "./judge-hours.ts";
import { type AlertReading, askHours, type History, nameOf, slicesOf } from "./reading.ts";
import { OF_HOURS, OF_NEW, SeriesWatch } from "./series-watch.ts";
import { decisionHoursSql, decisionsSql, MOST_ROWS } from "./statements.ts";

/** Decisions of a type that turn out otherwise, and types and choices that are new, each within its service. */
export function* readDecisions(history: History): AlertReading<readonly SeriesWatch[]> {
  const { window, dialect, hasHours } = history;
  const asking = { dialect, service: window.service };
  const shifts = new SeriesWatch({ kind: "decision_mix", unit: "PSI", times: OF_HOURS }, window);
  const news = new NewDecisions(new SeriesWatch({ kind: "new_decision", unit: "{event}", times: OF_NEW }, window));
  const mix = new HourlyJudge<Choices>({
    ...{ watch: shifts, keep: WEEK_HOURS, judge: decisionMixOf },
    make: () => [],
  });
  const places = new Map<string, ChoicePlaces>();

  const madeIn = new Map<number, number>();
  for (const [hour, made] of yield* askHours(history, decisionHoursSql(asking, hasHours)))
    madeIn.set(Number(hour), Number(made));
  const sql = decisionsSql(asking, hasHours);
  for (const slice of slicesOf(window, (hour) => madeIn.get(hour) ?? 0, MOST_ROWS)) {
    for (const [at, of, type, choice, made] of yield* askHours(history, sql, slice)) {
      const [hour, service, count] = [Number(at), nameOf(of), Number(made)];
      const [typeName, choiceName] = [nameOf(type), nameOf(choice)];
      const choices = mix.window({ subjectType: "decision", subject: typeName, service }, hour);
      if (choices === undefined) continue;
      const key = `${service}\n${typeName}`;
      const placed = places.get(key) ?? new ChoicePlaces();
      places.set(key, placed);
      placed.add(choices, choiceName, count);
      news.add(service, typeName, choiceName, hour, count);
    }
  }
  mix.finish();
  news.finish();
  return [shifts, news.watch];
}

interface Seen {
  readonly service: string;
  readonly subject: string;
  readonly among: KnownKinds;
  readonly name: string;
}

/** Types and choices that a service did not have in the week before. */
class NewDecisions {
  readonly watch: SeriesWatch;
  readonly #byService = new Map<string, KnownDecisions>();
  readonly #seen = new Map<string, Seen>();
  #hour = Number.NEGATIVE_INFINITY;

  constructor(watch: SeriesWatch) {
    this.watch = watch;
  }

  add(service: string, type: string, choice: string, hour: number, count: number): void {
    if (hour > this.#hour) this.finish();
    this.#hour = hour;
    const known = this.#byService.get(service) ?? new KnownDecisions();
    this.#byService.set(service, known);
    const choices = known.add(type, choice, hour * HOUR_MILLIS, count);
    if (choices === undefined) return;
    this.#see({ service, subject: type, among: known.types, name: type });
    if (choices.firstMillis(choice) !== undefined)
      this.#see({ service, subject: `${type}: ${choice}`, among: choices, name: choice });
  }

  /** Judges what was seen in the hour that is over. */
  finish(): void {
    const hour = this.#hour;
    for (const { service, subject, among, name } of this.#seen.values()) {
      this.watch.say({ subjectType: "decision", subject, service }, hour, () =>
        judgeNewDecision({ among, name }, hour * HOUR_MILLIS),
      );
    }
    this.#seen.clear();
  }

  #see(seen: Seen): void {
    this.#seen.set(`${seen.service}\n${seen.subject}`, seen);
  }
}
