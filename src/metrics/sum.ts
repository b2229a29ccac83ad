import type { MetricRecord } from "../internal/metric-record.ts";
import { describedBy, type InstrumentSettings, type Reporting, usableValue } from "./instrument.ts";
import { type Series, SeriesStore } from "./series-store.ts";

interface SumSeries extends Series {
  value: number;
}

/** A counter, or with `isMonotonic: false` an up-down counter. */
export class Sum implements Reporting {
  readonly #settings: InstrumentSettings;
  readonly #isMonotonic: boolean;
  readonly #isInt: boolean;
  readonly #store: SeriesStore<SumSeries>;

  constructor(settings: InstrumentSettings, isMonotonic: boolean) {
    this.#settings = settings;
    this.#isMonotonic = isMonotonic;
    this.#isInt = settings.options.valueType === 0;
    this.#store = new SeriesStore(settings, (labels, startMillis) => ({ labels, startMillis, value: 0 }));
  }

  /** Adds to the series of these labels. What is not finite is ignored, and so is a negative amount of a counter. */
  add(value: number, labels?: unknown): void {
    const amount = usableValue(value, this.#isInt);
    if (amount === undefined || (amount < 0 && this.#isMonotonic)) return;
    this.#store.at(labels).value += amount;
  }

  read(nowMillis: number): MetricRecord {
    return {
      ...describedBy(this.#settings),
      type: "sum",
      valueType: this.#isInt ? "int" : "double",
      isMonotonic: this.#isMonotonic,
      temporality: this.#settings.temporality,
      points: this.#store.read(nowMillis, ({ value }, base) => ({ ...base, value })),
    };
  }

  reported(nowMillis: number): void {
    this.#store.reported(nowMillis);
  }
}
