import { AlertCourse, type AlertTimes } from "../../internal/judgements/alert-course.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import { NOT_ENOUGH } from "../../internal/statistics/verdict.ts";
import { MINUTE_MILLIS } from "../windows/last-hour.ts";
import type { Alert, MonitorKind, SeriesState, SubjectType } from "./alert.ts";
import type { AlertOutlet } from "./alert-outlet.ts";

/** What is measured of one subject. */
export interface Series<V> {
  add(atMillis: number, value: V): void;
  /** @param series - how many series are judged at a time */
  judge(atMillis: number, series: number): Judgement;
}

export interface WatchOptions<V> {
  readonly kind: MonitorKind;
  readonly subjectType: SubjectType;
  readonly times: AlertTimes;
  readonly outlet: AlertOutlet;
  readonly create: () => Series<V>;
}

/** As many subjects as a person can look through; past it, the one without news for the longest time is forgotten. */
const MAX_SERIES = 200;

/** A series, with what was said of it last. */
interface Watched<V> {
  readonly subject: string;
  readonly series: Series<V>;
  readonly course: AlertCourse;
  judgedMillis: number;
  judgement: Judgement;
  isTold: boolean;
}

/** All series of one monitor, by subject: judges each once a minute at most, when something is added to it, and lets its alerts out. */
export class Watch<V> {
  readonly #options: WatchOptions<V>;
  readonly #bySubject = new Map<string, Watched<V>>();
  /** Those with an alert: looked at also when nothing is added to them, so that it ends. */
  readonly #alerting = new Set<Watched<V>>();
  /** Series with enough data. */
  #judgeable = 0;
  #forgotten = 0;

  constructor(options: WatchOptions<V>) {
    this.#options = options;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  add(subject: string, atMillis: number, value: V): void {
    const watched = this.#bySubject.get(subject) ?? this.#make(subject);
    watched.series.add(atMillis, value);
    if (atMillis >= watched.judgedMillis + MINUTE_MILLIS) this.#judge(watched, atMillis);
  }

  /** Time went by: looks at series with an alert. */
  pass(atMillis: number): void {
    for (const watched of this.#alerting) {
      if (atMillis >= watched.judgedMillis + MINUTE_MILLIS) this.#judge(watched, atMillis);
    }
  }

  /** Ends what stands: nothing will be known of it any more. */
  close(): void {
    for (const watched of this.#alerting) this.#giveUp(watched);
  }

  states(): readonly SeriesState[] {
    const { kind, subjectType } = this.#options;
    return [...this.#bySubject.values()].map(({ subject, judgedMillis, judgement, course }) => ({
      kind,
      subjectType,
      subject,
      verdict: judgement.verdict.verdict,
      ...measuresOf(judgement),
      judgedMillis,
      ...(course.since !== undefined && { alertSinceMillis: course.since }),
    }));
  }

  #make(subject: string): Watched<V> {
    if (this.#bySubject.size >= MAX_SERIES) this.#forgetOldest();
    const made: Watched<V> = {
      subject,
      series: this.#options.create(),
      course: new AlertCourse(this.#options.times),
      judgedMillis: Number.NEGATIVE_INFINITY,
      judgement: { verdict: NOT_ENOUGH, count: 0, windowMillis: 0 },
      isTold: false,
    };
    this.#bySubject.set(subject, made);
    return made;
  }

  #judge(watched: Watched<V>, atMillis: number): void {
    const wasEnough = isEnough(watched.judgement);
    const judgement = watched.series.judge(atMillis, Math.max(1, this.#judgeable));
    watched.judgement = judgement;
    watched.judgedMillis = atMillis;
    this.#judgeable += Number(isEnough(judgement)) - Number(wasEnough);
    // Judged last, forgotten last.
    this.#bySubject.delete(watched.subject);
    this.#bySubject.set(watched.subject, watched);
    const isUnusual = isEnough(judgement) && judgement.verdict.verdict !== "usual";
    const since = watched.course.since;
    const step = watched.course.next(atMillis, isUnusual);
    if (step === "begins") {
      this.#alerting.add(watched);
      watched.isTold = this.#options.outlet.begin(this.#alert(watched, { state: "began" }), atMillis);
    }
    if (step === "ends" && since !== undefined) this.#end(watched, since, atMillis);
  }

  #end(watched: Watched<V>, sinceMillis: number, endedMillis: number): void {
    this.#alerting.delete(watched);
    if (watched.isTold) this.#options.outlet.end(this.#alert(watched, { state: "ended", sinceMillis, endedMillis }));
    watched.isTold = false;
  }

  #forgetOldest(): void {
    const [oldest] = this.#bySubject.values();
    if (oldest === undefined) return;
    this.#bySubject.delete(oldest.subject);
    this.#forgotten += 1;
    if (isEnough(oldest.judgement)) this.#judgeable -= 1;
    this.#giveUp(oldest);
  }

  #giveUp(watched: Watched<V>): void {
    if (watched.course.since !== undefined) this.#end(watched, watched.course.since, watched.judgedMillis);
  }

  #alert(
    { subject, judgement, course }: Watched<V>,
    about: Pick<Alert, "state" | "endedMillis"> & { readonly sinceMillis?: number },
  ): Alert {
    const { kind, subjectType } = this.#options;
    return { kind, subjectType, subject, ...measuresOf(judgement), sinceMillis: course.since ?? 0, ...about };
  }
}

function isEnough({ verdict }: Judgement): boolean {
  return verdict.verdict !== "not enough data";
}

function measuresOf({
  verdict,
  value,
  count,
  windowMillis,
}: Judgement): Pick<Alert, "value" | "baseline" | "score" | "count" | "windowMillis"> {
  const { baseline, score } = verdict;
  return {
    ...(value !== undefined && { value }),
    ...(baseline !== undefined && { baseline }),
    ...(score !== undefined && { score }),
    count,
    windowMillis,
  };
}
