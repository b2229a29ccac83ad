import type { Attributes, Context, Counter, Histogram, UpDownCounter } from "@opentelemetry/api";
import type { Diag } from "../internal/diag.ts";
import { contained, guard } from "../internal/guard.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { GaugeDefinition, MetricDefinition } from "../semconv/metrics.ts";
import { label } from "./given-value.ts";
import type { MetricSource, ObserveGauge } from "./ports.ts";

type Instrument = Counter | UpDownCounter | Histogram;

interface MadeInstrument {
  readonly instrument: Instrument;
  readonly kind: MetricDefinition["instrument"];
  readonly unit: string;
}

/** Makes each instrument on its first measurement and keeps it. */
export class Instruments {
  readonly #source: MetricSource;
  readonly #diag: Diag;
  readonly #made = new Map<string, MadeInstrument>();

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
      const made = this.#made.get(definition.name) ?? this.#make(definition);
      const { instrument } = made;
      if (made.kind !== definition.instrument || made.unit !== definition.unit) this.#differs(definition);
      else if ("record" in instrument) instrument.record(value, labels as Attributes, context);
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

  /** Two events of the application that mean different things by one name: added up, both were wrong. */
  #differs(definition: MetricDefinition): void {
    const [name, kind, unit] = [definition.name, definition.instrument, definition.unit].map(
      (part) => label(part) ?? "?",
    );
    this.#diag.warn(
      `metric:${name}`,
      `the metric ${name} is defined twice: as a ${kind} in ${unit} it is not measured`,
    );
  }

  #make(definition: MetricDefinition): MadeInstrument {
    const { name, instrument, unit, description, valueType, buckets } = definition;
    const options = {
      unit,
      description,
      // `ValueType` of the OpenTelemetry API: 0 is int, 1 is double.
      valueType: valueType === "double" ? 1 : 0,
      ...(buckets !== undefined && { advice: { explicitBucketBoundaries: [...buckets] } }),
    };
    const made: Instrument =
      instrument === "histogram"
        ? this.#source.createHistogram(name, options)
        : instrument === "updown"
          ? this.#source.createUpDownCounter(name, options)
          : this.#source.createCounter(name, options);
    const known = { instrument: made, kind: instrument, unit };
    this.#made.set(name, known);
    return known;
  }
}
