import type { MetricRecord } from "../internal/metric-record.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { describedBy, type InstrumentSettings, type Reporting, usableValue } from "./instrument.ts";
import { type Labels, NO_LABELS } from "./labels.ts";
import { SeriesMap } from "./series-map.ts";

/** Tells the value of a gauge at this moment; once for each set of labels, the last call holds. */
export type Observe = (value: number, labels?: TelemetryAttributes) => void;

/** A gauge whose value is asked for when it is reported. */
export class ObservableGauge implements Reporting {
  readonly #settings: InstrumentSettings;
  readonly #read: (observe: Observe) => void;

  constructor(settings: InstrumentSettings, read: (observe: Observe) => void) {
    this.#settings = settings;
    this.#read = read;
  }

  /** What the callback throws reaches the caller. */
  read(nowMillis: number): MetricRecord {
    const isInt = this.#settings.options.valueType === 0;
    const series = new SeriesMap((attributes) => ({ attributes, timeMillis: nowMillis, value: 0 }));
    this.#read((value, labels) => {
      const observed = usableValue(value, isInt);
      if (observed !== undefined) series.at((labels ?? NO_LABELS) as Labels).value = observed;
    });
    const valueType = isInt ? "int" : "double";
    return { ...describedBy(this.#settings), type: "gauge", valueType, points: [...series] };
  }

  reported(): void {
    // A gauge is what it is at the moment; nothing is carried over.
  }
}
