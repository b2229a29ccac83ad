import type { MetricRecord } from "../internal/metric-record.ts";
import { describedBy, type InstrumentSettings, type Reporting, usableValue } from "./instrument.ts";
import { type Series, SeriesStore } from "./series-store.ts";

interface HistogramSeries extends Series {
  count: number;
  sum: number;
  min: number;
  max: number;
  readonly buckets: Float64Array;
}

/** Where the options name none (OpenTelemetry specification, explicit bucket histogram aggregation). */
const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** A histogram with explicit buckets. */
export class Histogram implements Reporting {
  readonly #settings: InstrumentSettings;
  readonly #isInt: boolean;
  readonly #boundaries: readonly number[];
  readonly #store: SeriesStore<HistogramSeries>;

  constructor(settings: InstrumentSettings) {
    this.#settings = settings;
    this.#isInt = settings.options.valueType === 0;
    const given = settings.options.advice?.explicitBucketBoundaries ?? DEFAULT_BOUNDARIES;
    const boundaries = [...new Set(given.filter(Number.isFinite))].sort((left, right) => left - right);
    this.#boundaries = boundaries;
    this.#store = new SeriesStore(settings, (labels, startMillis) => ({
      labels,
      startMillis,
      count: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      buckets: new Float64Array(boundaries.length + 1),
    }));
  }

  /** Counts a value in the series of these labels. What is not finite or negative is ignored. */
  record(value: number, labels?: unknown): void {
    const measured = usableValue(value, this.#isInt);
    if (measured === undefined || measured < 0) return;
    const series = this.#store.at(labels);
    series.count += 1;
    series.sum += measured;
    if (measured < series.min) series.min = measured;
    if (measured > series.max) series.max = measured;
    const bucket = this.#bucketOf(measured);
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  read(nowMillis: number): MetricRecord {
    return {
      ...describedBy(this.#settings),
      type: "histogram",
      temporality: this.#settings.temporality,
      boundaries: this.#boundaries,
      points: this.#store.read(nowMillis, ({ count, sum, min, max, buckets }, base) => ({
        ...base,
        count,
        sum,
        min,
        max,
        bucketCounts: [...buckets],
      })),
    };
  }

  reported(nowMillis: number): void {
    this.#store.reported(nowMillis);
  }

  /** The first bucket whose upper bound the value does not exceed. */
  #bucketOf(value: number): number {
    const boundaries = this.#boundaries;
    let low = 0;
    let high = boundaries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= (boundaries[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
