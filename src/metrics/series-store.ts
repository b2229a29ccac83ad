import type { Temporality } from "../internal/metric-record.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { type Labels, NO_LABELS } from "./labels.ts";
import { SeriesMap } from "./series-map.ts";

/** What one instrument measured with one set of labels. */
export interface Series {
  readonly labels: TelemetryAttributes;
  readonly startMillis: number;
}

export interface StoreSettings {
  readonly temporality: Temporality;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each series that is made. */
  readonly onSeries: () => void;
}

/** The attributes and times that every point has. */
interface PointBase {
  readonly attributes: TelemetryAttributes;
  readonly startTimeMillis: number;
  readonly timeMillis: number;
}

/** The series of one instrument from report to report. */
export class SeriesStore<S extends Series> {
  readonly #settings: StoreSettings;
  readonly #create: (labels: TelemetryAttributes) => S;
  #series: SeriesMap<S>;
  /** The time of the last report of changes, at first that of the instrument. */
  #sinceMillis: number;

  constructor(settings: StoreSettings, create: (labels: TelemetryAttributes, startMillis: number) => S) {
    this.#settings = settings;
    this.#create = (labels) => {
      const series = create(labels, settings.now());
      settings.onSeries();
      return series;
    };
    this.#series = new SeriesMap(this.#create);
    this.#sinceMillis = settings.now();
  }

  at(labels: unknown): S {
    return this.#series.at(typeof labels === "object" && labels !== null ? (labels as Labels) : NO_LABELS);
  }

  read<P>(nowMillis: number, toPoint: (series: S, base: PointBase) => P): readonly P[] {
    const isDelta = this.#settings.temporality === "delta";
    const points: P[] = [];
    for (const series of this.#series) {
      const startTimeMillis = isDelta ? this.#sinceMillis : series.startMillis;
      const timeMillis = Math.max(nowMillis, startTimeMillis);
      points.push(toPoint(series, { attributes: series.labels, startTimeMillis, timeMillis }));
    }
    return points;
  }

  /** Starts the next report. With changes that is an empty one: a series that measures nothing more is forgotten. */
  reported(nowMillis: number): void {
    if (this.#settings.temporality === "cumulative") return;
    this.#sinceMillis = Math.max(nowMillis, this.#sinceMillis);
    if (this.#series.size > 0) this.#series = new SeriesMap(this.#create);
  }
}
