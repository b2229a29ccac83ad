/** How long something has to last before it is told, and before it is told again. */
export interface AlertTimes {
  /** Out of the usual for so long before an alert begins. */
  readonly holdMillis: number;
  /** Back in the usual for so long before it ends. */
  readonly calmMillis: number;
  /** After its end, none begins for so long. */
  readonly quietMillis: number;
}

/** Follows one series from judgement to judgement: an alert begins once, and can begin again only after it ended and a quiet time. */
export class AlertCourse {
  readonly #times: AlertTimes;
  #unusualSince: number | undefined;
  #usualSince: number | undefined;
  #since: number | undefined;
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(times: AlertTimes) {
    this.#times = times;
  }

  /** Since when an alert stands; absent while none does. */
  get since(): number | undefined {
    return this.#since;
  }

  next(atMillis: number, isUnusual: boolean): "begins" | "ends" | undefined {
    if (isUnusual) {
      this.#usualSince = undefined;
      this.#unusualSince ??= atMillis;
      const lasts = atMillis - this.#unusualSince >= this.#times.holdMillis;
      if (this.#since !== undefined || !lasts || atMillis < this.#quietUntil) return undefined;
      this.#since = this.#unusualSince;
      return "begins";
    }
    this.#unusualSince = undefined;
    if (this.#since === undefined) return undefined;
    this.#usualSince ??= atMillis;
    return atMillis - this.#usualSince >= this.#times.calmMillis ? this.#end(atMillis) : undefined;
  }

  #end(atMillis: number): "ends" {
    this.#since = undefined;
    this.#usualSince = undefined;
    this.#quietUntil = atMillis + this.#times.quietMillis;
    return "ends";
  }
}
