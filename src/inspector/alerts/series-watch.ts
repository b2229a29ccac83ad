import { AlertCourse, type AlertTimes } from "../../internal/judgements/alert-course.ts";
import { HOUR_MILLIS } from "../../internal/judgements/baseline-hours.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import type { AlertRow, AlertSeriesState, AlertVerdict } from "../api.ts";
import { alertId } from "./alert-id.ts";
import { type AlertWindow, HOUR_US } from "./alert-window.ts";

/** What is judged, and how its alerts are written. */
export interface WatchAbout {
  readonly kind: AlertRow["kind"];
  readonly unit: AlertRow["unit"];
  /** What a judgement's value is multiplied by to be in that unit. @defaultValue 1 */
  readonly scale?: number;
  readonly times: AlertTimes;
}

export interface WatchSubject {
  readonly subjectType: AlertRow["subjectType"];
  readonly subject: string;
  readonly service: string | null;
}

/** What is said of one hour: by a rule, or by an event. */
export type Said = Omit<Judgement, "verdict" | "windowMillis"> & {
  readonly verdict: Omit<Judgement["verdict"], "verdict"> & { readonly verdict: AlertSeriesState["verdict"] };
};

/** Whole hours are judged once each, where the process looks each minute: one is enough, and one in the usual between two others is no end. */
export const OF_HOURS: AlertTimes = { holdMillis: 0, calmMillis: HOUR_MILLIS, quietMillis: 0 };
/** What is new is so for an hour. */
export const OF_NEW: AlertTimes = { holdMillis: 0, calmMillis: 0, quietMillis: 0 };

/** More series of a kind are not judged: nobody reads them. */
export const MAX_SERIES = 200;

interface Watched {
  readonly about: WatchSubject;
  readonly course: AlertCourse;
  /** Of the newest hour that had anything. */
  said: Said | undefined;
  hour: number;
  begun: Omit<AlertRow, "untilUs"> | undefined;
}

/** All series of one kind: follows each from hour to hour. */
export class SeriesWatch {
  readonly #about: WatchAbout;
  readonly #window: AlertWindow;
  readonly #bySubject = new Map<string, Watched>();
  readonly #left = new Set<string>();
  readonly #ended: AlertRow[] = [];
  /** Series with enough data. */
  #judgeable = 0;

  constructor(about: WatchAbout, window: AlertWindow) {
    this.#about = about;
    this.#window = window;
  }

  /** How many series are judged at a time: with each more, one leaves the usual by chance the more often. */
  get judgeable(): number {
    return Math.max(1, this.#judgeable);
  }

  /** Series that are not judged. */
  get left(): number {
    return this.#left.size;
  }

  /** What a series is like in an hour. Hours of a series come in their order, each once; those that do not come had nothing. */
  say(subject: WatchSubject, hour: number, judge: (series: number) => Said): void {
    const watched = hour < this.#window.judgeHour ? undefined : this.#watched(subject);
    if (watched === undefined) return;
    this.#pass(watched, hour);
    const said = judge(this.judgeable);
    this.#judgeable += Number(isEnough(said)) - Number(watched.said !== undefined && isEnough(watched.said));
    watched.said = said;
    watched.hour = hour;
    this.#step(watched, hour, isEnough(said) && said.verdict.verdict !== "usual");
  }

  /** Alerts that were there in the window, those that stand as well. */
  alerts(): readonly AlertRow[] {
    const standing = [...this.#bySubject.values()].flatMap((watched) => {
      this.#pass(watched, this.#window.toHour);
      return watched.begun === undefined ? [] : [{ ...watched.begun, untilUs: null }];
    });
    const fromUs = this.#window.fromHour * HOUR_US;
    return [...this.#ended, ...standing].filter(({ untilUs }) => untilUs === null || untilUs > fromUs);
  }

  /** After {@link alerts}. */
  states(): readonly AlertSeriesState[] {
    return [...this.#bySubject.values()].flatMap(({ about, said, hour, begun }) => {
      if (said === undefined || hour < this.#window.fromHour) return [];
      const { verdict, lacks } = said;
      return [
        {
          ...{ kind: this.#about.kind, ...about, hourUs: hour * HOUR_US, verdict: verdict.verdict },
          ...this.#measures(said),
          lacks: isEnough(said) ? null : (lacks ?? null),
          alert: begun?.id ?? null,
        },
      ];
    });
  }

  #watched(about: WatchSubject): Watched | undefined {
    const key = `${about.subjectType}\n${about.service ?? ""}\n${about.subject}`;
    const known = this.#bySubject.get(key);
    if (known !== undefined) return known;
    if (this.#bySubject.size >= MAX_SERIES) {
      if (this.#left.size < 10 * MAX_SERIES) this.#left.add(key);
      return undefined;
    }
    const made: Watched = {
      ...{ about, course: new AlertCourse(this.#about.times), said: undefined },
      ...{ hour: Number.NEGATIVE_INFINITY, begun: undefined },
    };
    this.#bySubject.set(key, made);
    return made;
  }

  /** Hours without anything, in which an alert ends. */
  #pass(watched: Watched, until: number): void {
    for (let hour = watched.hour + 1; hour < until && watched.begun !== undefined; hour += 1)
      this.#step(watched, hour, false);
  }

  #step(watched: Watched, hour: number, isUnusual: boolean): void {
    const millis = hour * HOUR_MILLIS;
    const step = watched.course.next(millis, isUnusual);
    if (step === "begins" && watched.said !== undefined) watched.begun = this.#begun(watched, watched.said, hour);
    if (step !== "ends" || watched.begun === undefined) return;
    const untilUs = (millis - this.#about.times.calmMillis) * 1_000;
    this.#ended.push({ ...watched.begun, untilUs });
    watched.begun = undefined;
  }

  #begun({ about }: Watched, said: Said, hour: number): Omit<AlertRow, "untilUs"> {
    const { kind } = this.#about;
    const sinceUs = hour * HOUR_US;
    return {
      ...{ id: alertId(kind, about, sinceUs), kind, ...about, sinceUs, verdict: said.verdict.verdict as AlertVerdict },
      ...this.#measures(said),
      score: said.verdict.score ?? null,
    };
  }

  #measures({ value, count, verdict }: Said): Pick<AlertRow, "value" | "baseline" | "unit" | "count"> {
    const { unit, scale = 1 } = this.#about;
    const scaled = (number: number | undefined): number | null => (number === undefined ? null : number * scale);
    return { value: scaled(value), baseline: scaled(verdict.baseline), unit, count };
  }
}

function isEnough({ verdict }: Said): boolean {
  return verdict.verdict !== "not enough data";
}
