import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { LabelTree } from "./label-tree.ts";
import { areOrdinary, type Labels, usableLabels } from "./labels.ts";

/** Series of one instrument, that of the overflow included (OpenTelemetry specification, cardinality limits). */
export const MAX_SERIES = 2_000;

/** The labels of the series that takes what came after too many others. */
export const OVERFLOW_LABELS: TelemetryAttributes = { "otel.metric.overflow": true };

/** Orders of the same labels that are remembered. */
const MAX_ORDERS = 2 * MAX_SERIES;

/**
 * The series of one instrument by their labels, whatever the order of these. The quickest way is to pass the same frozen object again; the
 * next is to pass equal labels in the same order.
 */
export class SeriesMap<S> {
  readonly #create: (labels: TelemetryAttributes) => S;
  readonly #byName = new Map<string, S>();
  readonly #byOrder = new LabelTree<S>();
  readonly #byObject = new WeakMap<object, S>();
  #orders = 0;
  #overflow: S | undefined;
  #lastObject: object | undefined;
  #lastSeries: S | undefined;

  constructor(create: (labels: TelemetryAttributes) => S) {
    this.#create = create;
  }

  get size(): number {
    return this.#byName.size + (this.#overflow === undefined ? 0 : 1);
  }

  /** The series of these labels, made when there is none. */
  at(labels: Labels): S {
    if (labels === this.#lastObject) return this.#lastSeries as S;
    const known = this.#byObject.get(labels);
    const series = known ?? this.#byOrder.get(labels) ?? this.#byLabels(labels);
    // Only what cannot change stays what it is.
    if (known === undefined && !Object.isFrozen(labels)) return series;
    if (known === undefined) this.#byObject.set(labels, series);
    this.#lastObject = labels;
    this.#lastSeries = series;
    return series;
  }

  *[Symbol.iterator](): Iterator<S> {
    yield* this.#byName.values();
    if (this.#overflow !== undefined) yield this.#overflow;
  }

  #byLabels(labels: Labels): S {
    const usable = usableLabels(labels);
    const name = JSON.stringify(usable);
    let series = this.#byName.get(name);
    if (series === undefined) {
      if (this.#byName.size >= MAX_SERIES - 1) {
        this.#overflow ??= this.#create(OVERFLOW_LABELS);
        return this.#overflow;
      }
      series = this.#create(usable);
      this.#byName.set(name, series);
    }
    if (this.#orders < MAX_ORDERS && areOrdinary(labels)) {
      this.#orders += 1;
      this.#byOrder.set(labels, series);
    }
    return series;
  }
}
