import type { MetricRecord, NumberPoint } from "../internal/metric-record.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { describedBy, type InstrumentSettings, type Reporting, usableValue } from "./instrument.ts";
import { type Labels, NO_LABELS } from "./labels.ts";
import type { Observe } from "./observable-gauge.ts";
import { SeriesMap } from "./series-map.ts";

interface ObservedSum {
  readonly attributes: TelemetryAttributes;
  value: number;
}

/** A sum that is counted elsewhere and asked for when it is reported: all that was counted since the instrument was made. */
export class ObservableSum implements Reporting {
  readonly #settings: InstrumentSettings;
  readonly #isMonotonic: boolean;
  readonly #read: (observe: Observe) => void;
  #current = emptySeries();
  /** What the last report of changes said. */
  #reported = emptySeries();
  #sinceMillis: number;

  constructor(settings: InstrumentSettings, isMonotonic: boolean, read: (observe: Observe) => void) {
    this.#settings = settings;
    this.#isMonotonic = isMonotonic;
    this.#read = read;
    this.#sinceMillis = settings.now();
  }

  /** What the callback throws reaches the caller. */
  read(nowMillis: number): MetricRecord {
    const { options, temporality } = this.#settings;
    const isInt = options.valueType === 0;
    const series = emptySeries();
    this.#read((value, labels) => {
      const observed = usableValue(value, isInt);
      if (observed !== undefined) series.at((labels ?? NO_LABELS) as Labels).value = observed;
    });
    this.#current = series;
    return {
      ...describedBy(this.#settings),
      type: "sum",
      valueType: isInt ? "int" : "double",
      isMonotonic: this.#isMonotonic,
      temporality,
      points: [...series].map((one) => this.#point(one, nowMillis)),
    };
  }

  reported(nowMillis: number): void {
    if (this.#settings.temporality === "cumulative") return;
    this.#reported = this.#current;
    this.#sinceMillis = Math.max(nowMillis, this.#sinceMillis);
  }

  #point({ attributes, value }: ObservedSum, nowMillis: number): NumberPoint {
    const before = this.#settings.temporality === "cumulative" ? 0 : this.#reported.at(attributes as Labels).value;
    return {
      attributes,
      startTimeMillis: this.#sinceMillis,
      timeMillis: Math.max(nowMillis, this.#sinceMillis),
      value: value - before,
    };
  }
}

function emptySeries(): SeriesMap<ObservedSum> {
  return new SeriesMap((attributes) => ({ attributes, value: 0 }));
}
