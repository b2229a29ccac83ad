/** What a transaction adds to sums by hour and dimensions. */
export class HourChanges<Change> {
  readonly #byHour = new Map<number, Map<number, Change>>();
  readonly #make: () => Change;
  /** Most spans began in the hour in which the one before began. */
  #hour = -1;
  #ofHour: Map<number, Change> = new Map();

  constructor(make: () => Change) {
    this.#make = make;
  }

  of(hour: number, d: number): Change {
    const changes = hour === this.#hour ? this.#ofHour : this.#turnTo(hour);
    const known = changes.get(d);
    if (known !== undefined) return known;
    const change = this.#make();
    changes.set(d, change);
    return change;
  }

  forEach(visit: (hour: number, d: number, change: Change) => void): void {
    this.#byHour.forEach((changes, hour) => {
      changes.forEach((change, d) => {
        visit(hour, d, change);
      });
    });
  }

  clear(): void {
    this.#byHour.clear();
    this.#hour = -1;
  }

  #turnTo(hour: number): Map<number, Change> {
    const changes = this.#byHour.get(hour) ?? new Map<number, Change>();
    this.#byHour.set(hour, changes);
    [this.#hour, this.#ofHour] = [hour, changes];
    return changes;
  }
}
