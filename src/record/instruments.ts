import type { Attributes, Context, Counter, Histogram, UpDownCounter } from "@opentelemetry/api";
import type { Diag } from "../internal/diag.ts";
import { contained, guard } from "../internal/guard.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { GaugeDefinition, MetricDefinition } from "../semconv/metrics.ts";
import type { MetricSource, ObserveGauge } from "./ports.ts";

type Instrument = Counter | UpDownCounter | Histogram;

/** Makes each instrument on its first measurement and keeps it. */
export class Instruments {
  readonly #source: MetricSource;
  readonly #diag: Diag;
  readonly #made = new Map<string, Instrument>();

  constructor(source: MetricSource, diag: Diag) {
    this.#source = source;
    this.#diag = diag;
  }

  /** Adds one measurement, if there is one. `labels` are attributes of low cardinality: never a session, a user or free text. */
  measure(
    definition: MetricDefinition,
    value: number | undefined,
    labels: TelemetryAttributes,
    context: Context,
  ): void {
    if (value === undefined || !Number.isFinite(value)) return;
    try {
      const instrument = this.#made.get(definition.name) ?? this.#make(definition);
      if ("record" in instrument) instrument.record(value, labels as Attributes, context);
      else instrument.add(value, labels as Attributes, context);
    } catch (error) {
      contained(this.#diag, "metrics", error);
    }
  }

  /** Has a gauge ask `read` for its value whenever metrics are reported. */
  observe({ name, unit, description }: GaugeDefinition, read: (observe: ObserveGauge) => void): void {
    const create = (): void => this.#source.createObservableGauge(name, { unit, description, valueType: 0 }, read);
    guard(this.#diag, "metrics", create, undefined);
  }

  #make(definition: MetricDefinition): Instrument {
    const { name, instrument, unit, description, valueType, buckets } = definition;
    const options = {
      unit,
      description,
      // `ValueType` of the OpenTelemetry API: 0 is int, 1 is double.
      valueType: valueType === "double" ? 1 : 0,
      ...(buckets !== undefined && { advice: { explicitBucketBoundaries: [...buckets] } }),
    };
    const made =
      instrument === "histogram"
        ? this.#source.createHistogram(name, options)
        : instrument === "updown"
          ? this.#source.createUpDownCounter(name, options)
          : this.#source.createCounter(name, options);
    this.#made.set(name, made);
    return made;
  }
}
