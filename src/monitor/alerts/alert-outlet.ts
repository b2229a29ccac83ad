import { HOUR_MILLIS } from "../windows/last-hour.ts";
import type { Alert } from "./alert.ts";

/** More than so many in an hour are a storm: nobody reads them, and what they have in common is told by the first. */
const MAX_AN_HOUR = 10;

/** Lets alerts out, so many an hour; the rest are counted. The end of an alert is told when its beginning was. */
export class AlertOutlet {
  readonly #tell: (alert: Alert) => void;
  readonly #told: number[] = [];
  #untold = 0;

  constructor(tell: (alert: Alert) => void) {
    this.#tell = tell;
  }

  get untold(): number {
    return this.#untold;
  }

  /** @returns whether it was told */
  begin(alert: Alert, atMillis: number): boolean {
    while (this.#told[0] !== undefined && this.#told[0] <= atMillis - HOUR_MILLIS) this.#told.shift();
    if (this.#told.length >= MAX_AN_HOUR) {
      this.#untold += 1;
      return false;
    }
    this.#told.push(atMillis);
    this.#tell(alert);
    return true;
  }

  end(alert: Alert): void {
    this.#tell(alert);
  }
}
