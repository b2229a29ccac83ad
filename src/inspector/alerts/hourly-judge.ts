import { HourlyWindows } from "./hourly-windows.ts";
import type { JudgeHour } from "./judge-hours.ts";
import type { SeriesWatch, WatchSubject } from "./series-watch.ts";

/** More series are not kept: the watch judges fewer. */
const MAX_KEPT = 1_000;

export interface HourlyJudgeOptions<W> {
  readonly watch: SeriesWatch;
  /** Hours before the one that is judged that it is compared with. */
  readonly keep: number;
  readonly make: () => W;
  readonly judge: JudgeHour<W>;
}

interface Series<W> {
  readonly subject: WatchSubject;
  readonly windows: HourlyWindows<W>;
}

/** Series of one kind, of which rows come in the order of hours: judges each hour when the next one begins. */
export class HourlyJudge<W> {
  readonly #options: HourlyJudgeOptions<W>;
  readonly #bySubject = new Map<string, Series<W>>();
  readonly #touched = new Set<Series<W>>();
  #hour = Number.NEGATIVE_INFINITY;

  constructor(options: HourlyJudgeOptions<W>) {
    this.#options = options;
  }

  /** What a row of an hour is added to; absent where there are too many series. */
  window(subject: WatchSubject, hour: number): W | undefined {
    if (hour > this.#hour) this.finish();
    this.#hour = hour;
    const series = this.#series(subject);
    if (series === undefined) return undefined;
    this.#touched.add(series);
    return series.windows.at(hour) ?? series.windows.put(hour, this.#options.make());
  }

  /** Judges the hour that rows came of last. */
  finish(): void {
    const hour = this.#hour;
    for (const { subject, windows } of this.#touched)
      this.#options.watch.say(subject, hour, (series) => this.#options.judge(windows, hour, series));
    this.#touched.clear();
  }

  #series(subject: WatchSubject): Series<W> | undefined {
    const key = `${subject.service ?? ""}\n${subject.subject}`;
    const known = this.#bySubject.get(key);
    if (known !== undefined || this.#bySubject.size >= MAX_KEPT) return known;
    const made = { subject, windows: new HourlyWindows<W>(this.#options.keep) };
    this.#bySubject.set(key, made);
    return made;
  }
}
