import type { Diag } from "../internal/diag.ts";
import { guard } from "../internal/guard.ts";
import type { MetricRecord, Temporality } from "../internal/metric-record.ts";
import { Histogram } from "./histogram.ts";
import type { InstrumentOptions, InstrumentSettings, Reporting } from "./instrument.ts";
import { ObservableGauge, type Observe } from "./observable-gauge.ts";
import { ObservableSum } from "./observable-sum.ts";
import { Sum } from "./sum.ts";

export interface AggregatorSettings {
  /** Of counters and histograms; an up-down counter is always cumulative, as its value is what counts. */
  readonly temporality: Temporality;
  /** Of observable counters. @defaultValue as `temporality` */
  readonly observableTemporality?: Temporality;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly diag: Diag;
  /** Told when there is something to report where there was nothing; possibly more than once. */
  readonly onMeasured?: () => void;
}

/** Instruments whose measurements are summed up where they are made, and one synchronous way to read them all. */
export interface MetricAggregator {
  createCounter(name: string, options: InstrumentOptions): Sum;
  createUpDownCounter(name: string, options: InstrumentOptions): Sum;
  createHistogram(name: string, options: InstrumentOptions): Histogram;
  /** Reported from the first measurement of any instrument on: a process that records nothing reports nothing. */
  createObservableGauge(name: string, options: InstrumentOptions, read: (observe: Observe) => void): void;
  /** Of what is counted elsewhere; otherwise like a gauge. `read` tells all that was counted so far. */
  createObservableCounter(name: string, options: InstrumentOptions, read: (observe: Observe) => void): void;
  createObservableUpDownCounter(name: string, options: InstrumentOptions, read: (observe: Observe) => void): void;
  /**
   * Hands over what is to be reported; does nothing when there is nothing. When `take` throws, the same is reported the next time, together
   * with what came since.
   */
  collect(take: (metrics: readonly MetricRecord[], dataPoints: number) => void): void;
}

/** More instruments than any program has; measurements of those that come later are ignored. */
const MAX_INSTRUMENTS = 1_000;

export function createMetricAggregator(settings: AggregatorSettings): MetricAggregator {
  const { temporality, observableTemporality = temporality, now, diag } = settings;
  const instruments: Reporting[] = [];
  let measured = false;

  const settingsOf = (
    name: string,
    options: InstrumentOptions,
    kept: Temporality = temporality,
  ): InstrumentSettings => ({ name, options, temporality: kept, now, onSeries });

  function onSeries(): void {
    measured = true;
    settings.onMeasured?.();
  }

  function add<T extends Reporting>(instrument: T): T {
    if (instruments.length < MAX_INSTRUMENTS) instruments.push(instrument);
    else diag.warn("instruments", `there are more than ${MAX_INSTRUMENTS} metrics; the last ones are not reported`);
    return instrument;
  }

  return {
    createCounter: (name, options) => add(new Sum(settingsOf(name, options), true)),
    createUpDownCounter: (name, options) => add(new Sum(settingsOf(name, options, "cumulative"), false)),
    createHistogram: (name, options) => add(new Histogram(settingsOf(name, options))),
    createObservableGauge(name, options, read) {
      add(new ObservableGauge(settingsOf(name, options), read));
    },
    createObservableCounter(name, options, read) {
      add(new ObservableSum(settingsOf(name, options, observableTemporality), true, read));
    },
    createObservableUpDownCounter(name, options, read) {
      add(new ObservableSum(settingsOf(name, options, "cumulative"), false, read));
    },
    collect(take) {
      if (!measured) return;
      const nowMillis = now();
      const records: MetricRecord[] = [];
      let dataPoints = 0;
      for (const instrument of instruments) {
        const record = guard(diag, "metrics.read", () => instrument.read(nowMillis), undefined);
        if (record === undefined || record.points.length === 0) continue;
        records.push(record);
        dataPoints += record.points.length;
      }
      if (dataPoints === 0) return;
      take(records, dataPoints);
      for (const instrument of instruments) instrument.reported(nowMillis);
    },
  };
}
